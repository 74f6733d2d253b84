# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Every kind of record that there is, in one literal list."""

from __future__ import annotations

from witnessbox.model import aftermath, claim, handling, happening, subject, testimony
from witnessbox.model.kind import Kind

KINDS: tuple[Kind, ...] = (
    *subject.KINDS,
    *happening.KINDS,
    *claim.KINDS,
    *testimony.KINDS,
    *aftermath.KINDS,
    *handling.KINDS,
)
BY_NAME = {kind.name: kind for kind in KINDS}
BY_PREFIX = {kind.prefix: kind for kind in KINDS}
OUTSIDE = {"item": "i", "accession": "a"}
"""What records may lead to besides records, with the prefixes of their ids."""
_NAMES = {kind.prefix: kind.name for kind in KINDS} | {p: n for n, p in OUTSIDE.items()}


def leads_to(target: str) -> str:
    """The kind of what an id names, by its prefix; empty if there is no such."""
    return _NAMES.get(target.partition("-")[0], "")
