# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Proxies: four-second segments that we encoded, made on demand, kept sealed.

What holds: an original never reaches a browser; a segment is cut, encoded and
(unless revealed) covered in the locked-down child; it is kept as a sealed file
under index/proxies, named by a keyed hash, so that the name tells neither item
nor time; the folder can be deleted at any moment and is bounded in size.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from witnessbox.base.canonical import JsonDict, decode, encode
from witnessbox.base.errors import MediaRefusedError, MissingError
from witnessbox.base.values import ObjectName
from witnessbox.catalogue.answers import ItemView
from witnessbox.media.formats import Reason
from witnessbox.pipeline.desk import Desk, Part
from witnessbox.pipeline.kept import Kept
from witnessbox.vault.format import X25519Identity

MAX_KEPT_BYTES = 4 << 30
"""When more is kept, the segments that were made longest ago go."""

PLAYABLE = ("video", "sound")
METHOD = "proxy/1"
"""Moves when segments would come out otherwise: older ones are not found again."""


@dataclass(frozen=True, slots=True)
class Played:
    """One part of a film for a browser.

    Attributes:
        data: Fragmented MP4: a beginning, or one segment.
        mime: For the browser's MediaSource.
        origin: Seconds at which segment 0 starts, as a fraction.
        start: Seconds of this segment's start, as a fraction; None: a beginning.
        end: Of its end.
    """

    data: bytes = field(repr=False)
    mime: str
    origin: tuple[int, int]
    start: tuple[int, int] | None
    end: tuple[int, int] | None


class Proxies:
    """The playable parts of one box."""

    def __init__(
        self, folder: str, desk: Desk, identity: X25519Identity, name_key: bytes
    ) -> None:
        self._desk = desk
        self._kept = Kept(folder, identity, name_key, MAX_KEPT_BYTES)

    def part(self, view: ItemView, part: Part) -> Played:
        """One part, from what is kept or made now.

        Raises:
            MissingError: The item cannot be played, or ends before that part.
            MediaRefusedError: The child could not make it.
        """
        if view.row.kind not in PLAYABLE:
            raise MissingError("There is nothing to play.")
        label = _label(view.row.item, part)
        kept = self._kept.get(label)
        if kept is not None:
            return _unpacked(kept)
        name = ObjectName(view.object)
        made = self._desk.proxy(name, view.row.size, view.extents, part)
        if made.reason is Reason.PAST_END:
            raise MissingError("The film ends before that part.")
        if made.reason is not None:
            raise MediaRefusedError(f"This part cannot be shown: {made.reason.value}.")
        played = Played(made.data, made.mime, made.origin, made.start, made.end)
        self._kept.put(label, _packed(played))
        return played

    def forget(self) -> None:
        """Let all that is kept go: names tell no item, so that one has no own way."""
        self._kept.clear()


def _label(item: str, part: Part) -> str:
    variant = "covered" if part.covered else "clear"
    return f"{METHOD} {item} {part.segment} {variant}"


def _packed(played: Played) -> bytes:
    head: JsonDict = {
        "mime": played.mime,
        "origin": list(played.origin),
        "start": None if played.start is None else list(played.start),
        "end": None if played.end is None else list(played.end),
    }
    return encode(head) + b"\n" + played.data


def _unpacked(plain: bytes) -> Played:
    # Our own sealed bytes: authenticated, so their form is ours.
    head, data = plain.split(b"\n", 1)
    said: Any = decode(head)
    return Played(
        data,
        said["mime"],
        _pair(said["origin"]) or (0, 1),
        _pair(said["start"]),
        _pair(said["end"]),
    )


def _pair(said: list[int] | None) -> tuple[int, int] | None:
    return None if said is None else (said[0], said[1])
