# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Proxies: four-second segments that we encoded, made on demand, kept sealed.

What holds: an original never reaches a browser; a segment is cut, encoded and
(unless revealed) covered in the locked-down child; it is kept as a sealed file
under index/proxies, named by a keyed hash, so that the name tells neither item
nor time; the folder can be deleted at any moment and is bounded in size.
"""

from __future__ import annotations

import hmac
import os
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from witnessbox.base.canonical import JsonDict, decode, encode
from witnessbox.base.errors import DamagedError, MediaRefusedError, MissingError
from witnessbox.base.values import ObjectName
from witnessbox.catalogue.answers import ItemView
from witnessbox.media.formats import Reason
from witnessbox.pipeline.desk import Desk, Part
from witnessbox.vault.format import X25519Identity, seal, unseal

MAX_KEPT_BYTES = 4 << 30
"""When more is kept, the segments that were made longest ago go."""

SWEEP_EVERY = 200
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
        self._folder = folder
        self._desk = desk
        self._identity = identity
        self._name_key = name_key
        self._made = 0
        os.makedirs(folder, mode=0o700, exist_ok=True)

    def part(self, view: ItemView, part: Part) -> Played:
        """One part, from what is kept or made now.

        Raises:
            MissingError: The item cannot be played, or ends before that part.
            MediaRefusedError: The child could not make it.
        """
        if view.row.kind not in PLAYABLE:
            raise MissingError("There is nothing to play.")
        path = self._path(view.row.item, part)
        kept = self._kept(path)
        if kept is not None:
            return kept
        name = ObjectName(view.object)
        made = self._desk.proxy(name, view.row.size, view.extents, part)
        if made.reason is Reason.PAST_END:
            raise MissingError("The film ends before that part.")
        if made.reason is not None:
            raise MediaRefusedError(f"This part cannot be shown: {made.reason.value}.")
        played = Played(made.data, made.mime, made.origin, made.start, made.end)
        self._keep(path, seal(_packed(played), [self._identity.recipient()]))
        return played

    def _kept(self, path: str) -> Played | None:
        with suppress(OSError, DamagedError), open(path, "rb") as file:
            return _unpacked(unseal(file.read(), [self._identity]))
        return None

    def _path(self, item: str, part: Part) -> str:
        variant = "covered" if part.covered else "clear"
        text = f"{METHOD} {item} {part.segment} {variant}"
        name = hmac.new(self._name_key, text.encode(), "sha256").hexdigest()
        return os.path.join(self._folder, name)

    def _keep(self, path: str, sealed: bytes) -> None:
        beside = f"{path}.{os.getpid()}"
        with suppress(OSError):
            # A full disk costs the cache, never the viewing.
            with open(beside, "wb") as file:
                file.write(sealed)
            os.rename(beside, path)
        self._made += 1
        if self._made % SWEEP_EVERY == 0:
            self._sweep()

    def _sweep(self) -> None:
        kept: list[tuple[float, int, str]] = []
        with os.scandir(self._folder) as entries:
            for entry in entries:
                with suppress(OSError):
                    state = entry.stat()
                    kept.append((state.st_mtime, state.st_size, entry.path))
        total = sum(size for _, size, _ in kept)
        for _, size, path in sorted(kept):
            if total <= MAX_KEPT_BYTES:
                break
            with suppress(OSError):
                os.unlink(path)
            total -= size


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
