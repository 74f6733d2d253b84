# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The exact pictures of a film, second by second: made on demand, kept sealed.

What holds: a second is given as the decoder gives it (`media.stamps`), covered, and
never in the clear; what is kept lies sealed among the proxies (`pipeline.proxies`),
and can be deleted at any moment.
"""

from __future__ import annotations

import struct
from typing import Any

from witnessbox.base.canonical import JsonDict, decode, encode
from witnessbox.base.errors import MediaRefusedError, MissingError
from witnessbox.base.values import Compartment, ObjectName
from witnessbox.catalogue.answers import ItemView
from witnessbox.media.formats import Reason
from witnessbox.media.stamped import MAX_SECOND
from witnessbox.pipeline.kept import Kept
from witnessbox.pipeline.keyring import PROXY_LABEL
from witnessbox.pipeline.premises import INDEX
from witnessbox.pipeline.proxies import MAX_KEPT_BYTES
from witnessbox.pipeline.session import Session

METHOD = "stamps/1"
"""Moves when seconds would come out otherwise: older ones are not found again."""
_LENGTH = struct.Struct(">I")


def second(session: Session, view: ItemView, number: int) -> bytes:
    """One second of a film: length ‖ JSON ‖ grey cells, for a browser.

    Args:
        session: Of a member who holds the evidence.
        view: The item.
        number: Counted on the stream's own clock.

    Raises:
        MissingError: The item has no pictures in time, or ends before.
        MediaRefusedError: They cannot be made.
    """
    if view.row.kind != "video" or not 0 <= number <= MAX_SECOND:
        raise MissingError("There are no pictures there.")
    session.pictured(view.row.item)
    kept = _kept(session)
    label = f"{METHOD} {view.row.item} {number}"
    there = kept.get(label)
    if there is not None:
        return there
    name = ObjectName(view.object)
    made = session.desk.stamped(name, view.row.size, view.extents, number)
    if made.reason is Reason.PAST_END:
        raise MissingError("The film ends before that.")
    if made.reason is not None:
        raise MediaRefusedError(f"This part cannot be shown: {made.reason.value}.")
    packed = framed(made.to_json(), made.grey)
    kept.put(label, packed)
    return packed


def framed(head: JsonDict, cells: bytes) -> bytes:
    """A second as it travels and as it is kept."""
    document = encode(head)
    return _LENGTH.pack(len(document)) + document + cells


def unframed(packed: bytes) -> tuple[dict[str, Any], bytes]:
    """What `framed` put together."""
    (length,) = _LENGTH.unpack_from(packed)
    end = _LENGTH.size + length
    return decode(packed[_LENGTH.size : end]), packed[end:]


def _kept(session: Session) -> Kept:
    key = session.keyring.compartments[Compartment.EVIDENCE]
    folder = session.premises.path(INDEX, "proxies")
    return Kept(folder, key.identity, key.derive(PROXY_LABEL), MAX_KEPT_BYTES)
