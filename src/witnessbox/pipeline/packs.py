# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The stills of one item, sealed in packs as they come.

What holds: covered stills never lie where clear ones do; a pack is sealed when it is
full, so that a long film takes no more memory than a short one.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from witnessbox.analysis.claims import StillClaim
from witnessbox.base.canonical import JsonDict
from witnessbox.base.values import ObjectName
from witnessbox.ledger.entry import Pledge
from witnessbox.media import stills
from witnessbox.model.finding import Finding
from witnessbox.vault.format import X25519Recipient
from witnessbox.vault.store import Vault

PACK_BYTES = 16 << 20


@dataclass(slots=True)
class Packs:
    """Covered and clear stills of one item, sealed in packs as they come."""

    vault: Vault
    run: str
    recipient: X25519Recipient
    covered: bytearray = field(default_factory=bytearray)
    clear: bytearray = field(default_factory=bytearray)
    findings: list[Finding] = field(default_factory=list)
    objects: list[JsonDict] = field(default_factory=list)
    pledges: list[Pledge] = field(default_factory=list)
    pack: int = 0

    def restart(self) -> None:
        """Forget what came so far; what was sealed is swept with the run."""
        self.covered, self.clear = bytearray(), bytearray()
        self.findings, self.objects, self.pledges, self.pack = [], [], [], 0

    def add(self, still: StillClaim) -> None:
        """One more picture."""
        covered, clear = stills.encode(still.pixels, *still.size)
        if len(self.clear) + len(clear) > PACK_BYTES:
            self.close()
        value: JsonDict = {
            "width": still.size[0],
            "height": still.size[1],
            "pack": self.pack,
            "covered": [len(self.covered), len(covered)],
            "clear": [len(self.clear), len(clear)],
        }
        self.covered += covered
        self.clear += clear
        found = Finding("still", still.stream, still.pts, start=still.time, value=value)
        self.findings.append(found)

    def close(self) -> None:
        """Seal what is held as one pack."""
        for role, data in (("covered", self.covered), ("clear", self.clear)):
            if data:
                name = self.keep(bytes(data))
                self.objects.append(
                    {
                        "role": f"stills-{role}",
                        "name": name,
                        "size": len(data),
                        "pack": self.pack,
                    }
                )
        self.covered, self.clear = bytearray(), bytearray()
        self.pack += 1

    def keep(self, data: bytes) -> ObjectName:
        """Seal bytes as an object of this run."""
        stored = self.vault.seal_bytes(self.run, data, self.recipient)
        self.pledges.append(
            Pledge(stored.name, stored.payload_size, stored.payload_sha256)
        )
        return stored.name
