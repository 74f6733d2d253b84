# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Where sealed media are looked at: one object, one key, one locked-down child.

What holds: a child is given one object's descriptor and that object's file
key, nothing else; what comes back was checked by the media floor. The clear
bytes of an original never pass through this process.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass

from witnessbox.base.errors import MissingError
from witnessbox.base.values import ObjectName
from witnessbox.media import stamped
from witnessbox.media.client import SpawnerClient
from witnessbox.media.record import Look, Segment, Variant
from witnessbox.media.stamped import Stamped
from witnessbox.model.evidence import Extent
from witnessbox.vault.format import X25519Identity
from witnessbox.vault.store import Vault

COMMAND = (sys.executable, "-I", "-m", "witnessbox.pipeline.spawner")
"""Starts the spawner, which loads the decoders; this process never does."""

Extents = tuple[Extent, ...] | None


@dataclass(frozen=True, slots=True)
class Part:
    """Which part of a film: a segment's number, or None for its beginning."""

    segment: int | None
    covered: bool


class Desk:
    """Looks at sealed objects with one compartment's identity."""

    def __init__(
        self, vault: Vault, identity: X25519Identity, client: SpawnerClient
    ) -> None:
        self._vault = vault
        self._identity = identity
        self._client = client

    @property
    def client(self) -> SpawnerClient:
        """The way to the spawner."""
        return self._client

    def look(self, name: ObjectName, size: int, extents: Extents) -> Look:
        """What a file is, with stills; what fails comes back as a reason."""
        key = self._vault.file_key(name, self._identity)
        with self._vault.backend.reader(name) as sealed:
            return self._client.look(_descriptor(sealed.fileno), key, size, extents)

    def proxy(
        self, name: ObjectName, size: int, extents: Extents, part: Part
    ) -> Segment:
        """One part of a film for a browser, or the reason why there is none."""
        key = self._vault.file_key(name, self._identity)
        with self._vault.backend.reader(name) as sealed:
            return self._client.proxy(
                _descriptor(sealed.fileno),
                key,
                size,
                segment=part.segment,
                variant=Variant.COVERED if part.covered else Variant.CLEAR,
                extents=extents,
            )

    def stamped(
        self, name: ObjectName, size: int, extents: Extents, second: int
    ) -> Stamped:
        """The pictures of one second of a film, covered, or why there are none."""
        key = self._vault.file_key(name, self._identity)
        with self._vault.backend.reader(name) as sealed:
            descriptor = _descriptor(sealed.fileno)
            return stamped.ask(self._client, descriptor, key, (size, extents), second)


def _descriptor(fileno: int) -> int:
    if fileno < 0:
        raise MissingError("This object has no descriptor that a child could read.")
    return fileno
