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

from witnessbox.base.errors import DamagedError, MediaRefusedError, MissingError
from witnessbox.base.values import ObjectName
from witnessbox.catalogue.answers import ItemView
from witnessbox.pipeline.desk import Desk
from witnessbox.vault.format import X25519Identity, seal, unseal

MAX_KEPT_BYTES = 4 << 30
"""When more is kept, the segments that were made longest ago go."""

SWEEP_EVERY = 200
PLAYABLE = ("video", "sound")


class Proxies:
    """The segments of one box."""

    def __init__(
        self, folder: str, desk: Desk, identity: X25519Identity, name_key: bytes
    ) -> None:
        self._folder = folder
        self._desk = desk
        self._identity = identity
        self._name_key = name_key
        self._made = 0
        os.makedirs(folder, mode=0o700, exist_ok=True)

    def segment(self, view: ItemView, number: int, *, covered: bool) -> bytes:
        """One segment, from what is kept or made now.

        Raises:
            MissingError: The item cannot be played.
            MediaRefusedError: The child could not make it.
        """
        if view.row.kind not in PLAYABLE or number < 0:
            raise MissingError("There is nothing to play.")
        path = self._path(view.row.item, number, covered=covered)
        with suppress(OSError, DamagedError), open(path, "rb") as file:
            return unseal(file.read(), [self._identity])
        made = self._desk.proxy(
            ObjectName(view.object), view.row.size, view.extents, number, covered
        )
        if isinstance(made, str):
            raise MediaRefusedError(f"This part cannot be shown: {made}.")
        self._keep(path, seal(made, [self._identity.recipient()]))
        return made

    def _path(self, item: str, number: int, *, covered: bool) -> str:
        text = f"{item} {number} {'covered' if covered else 'clear'}"
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
