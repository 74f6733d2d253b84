# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What is made on demand and can be made again: kept sealed, bounded in size.

What holds: a name is a keyed hash, and tells neither item nor time; what cannot be
opened is as good as not there; the folder can be deleted at any moment; a full disk
costs the keeping, never the viewing.
"""

from __future__ import annotations

import hmac
import os
from contextlib import suppress

from witnessbox.base.errors import DamagedError
from witnessbox.vault.format import X25519Identity, seal, unseal

SWEPT = "00"
"""A file whose name ends so has the folder swept: one in 256, without a count."""


class Kept:
    """One folder of sealed files.

    Args:
        folder: Made if it is missing.
        identity: To whom they are sealed.
        name_key: Of the hash by which they are named.
        most: Bytes; when more is kept, what was made longest ago goes.
    """

    def __init__(
        self, folder: str, identity: X25519Identity, name_key: bytes, most: int
    ) -> None:
        self._folder = folder
        self._identity = identity
        self._name_key = name_key
        self._most = most
        os.makedirs(folder, mode=0o700, exist_ok=True)

    def get(self, label: str) -> bytes | None:
        """What was put under a label, if it is still there and whole."""
        with suppress(OSError, DamagedError), open(self._path(label), "rb") as file:
            return unseal(file.read(), [self._identity])
        return None

    def put(self, label: str, plain: bytes) -> None:
        """Keep something under a label."""
        path = self._path(label)
        sealed = seal(plain, [self._identity.recipient()])
        beside = f"{path}.{os.getpid()}"
        with suppress(OSError):
            with open(beside, "wb") as file:
                file.write(sealed)
            os.rename(beside, path)
        if path.endswith(SWEPT):
            self.sweep()

    def clear(self) -> None:
        """Let everything go."""
        with os.scandir(self._folder) as entries:
            for entry in entries:
                with suppress(OSError):
                    os.unlink(entry.path)

    def sweep(self) -> None:
        """Let what is too much go, the oldest first."""
        kept: list[tuple[float, int, str]] = []
        with os.scandir(self._folder) as entries:
            for entry in entries:
                with suppress(OSError):
                    state = entry.stat()
                    kept.append((state.st_mtime, state.st_size, entry.path))
        total = sum(size for _, size, _ in kept)
        for _, size, path in sorted(kept):
            if total <= self._most:
                break
            with suppress(OSError):
                os.unlink(path)
            total -= size

    def _path(self, label: str) -> str:
        name = hmac.new(self._name_key, label.encode(), "sha256").hexdigest()
        return os.path.join(self._folder, name)
