# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Every act that docs/spec/box.md lists is written, and sealed to its compartment."""

from __future__ import annotations

import io
import os
from pathlib import Path

from PIL import Image
from tests.unit.pipeline.conftest import CHEAP, TakeIn

from witnessbox.base.values import SEALED_COMPARTMENTS, Compartment
from witnessbox.catalogue.answers import Filter
from witnessbox.intake.origins import MAX_DEPTH
from witnessbox.pipeline import entries, giving, membership
from witnessbox.pipeline.session import Session
from witnessbox.pipeline.survey import Pace

ACTS = {
    "box-created": "public",
    "member-added": "public",
    "key-wrapped": "public",
    "box-described": "evidence",
    "member-named": "evidence",
    "accession-opened": "evidence",
    "run-began": "evidence",
    "source-standing": "sources",
    "originals-received": "evidence",
    "origin-facts": "sources",
    "sightings-noted": "evidence",
    "sightings-refused": "evidence",
    "run-ended": "evidence",
    "derived": "evidence",
    "surveyed": "evidence",
    "original-given-out": "evidence",
    "proof-given-out": "evidence",
    "key-revealed": "evidence",
    "revealed": "audit",
}


def too_deep(source: Path, depth: int) -> None:
    """A folder in a folder in a folder: the innermost is refused."""
    here = os.open(source, os.O_RDONLY)
    for _ in range(depth):
        os.mkdir("d", dir_fd=here)
        inner = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = inner
    os.close(here)


def test_a_box_in_use_writes_every_act_to_its_compartment(
    session: Session, source: Path, take_in: TakeIn
) -> None:
    data = io.BytesIO()
    Image.new("RGB", (64, 48), (9, 99, 9)).save(data, "JPEG")
    (source / "green.jpg").write_bytes(data.getvalue())
    too_deep(source, MAX_DEPTH + 1)
    take_in(source)
    evidence = session.premises.recipients[Compartment.EVIDENCE]
    session.survey().run(evidence, Pace())
    row = next(r for r in session.items(Filter(state="looked"), 50).rows if r.width)
    session.still(row.item, 0, covered=False)
    list(giving.give_out(session, row.item, "a test"))
    giving.prove(session, row.item, "a test")
    giving.reveal_key(session, Compartment.EVIDENCE, "a test")
    held = (Compartment.EVIDENCE,)
    membership.add_member(session, "Oleg", "coder", held, "his own", work_factor=CHEAP)
    everything = (Compartment.PUBLIC, *SEALED_COMPARTMENTS)
    found = {
        entry.act: entry.compartment.value
        for entry in entries.opened(session.log, session.keyring, 0, everything)
    }
    assert found == ACTS
