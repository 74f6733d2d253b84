# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""From an outcome to the file on the disk, in a box with a file in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import select
from tests.unit.pipeline.conftest import TakeIn

from witnessbox.catalogue import schema
from witnessbox.link import trail
from witnessbox.pipeline.grounded import Grounded
from witnessbox.pipeline.session import Session
from witnessbox.pipeline.stating import Stating, new_record


def test_one_line_from_an_outcome_to_the_disk_and_back(
    session: Session, take_in: TakeIn, tmp_path: Path
) -> None:
    place = tmp_path / "disk" / "CAM-07"
    place.mkdir(parents=True)
    (place / "0116.avi").write_bytes(b"a film")
    take_in(place.parent)
    with session.reading() as connection:
        row = connection.execute(select(schema.item)).one()
    whole: dict[str, Any] = dict.fromkeys(("stream", "start", "end", "region"))
    pen = Stating(session)
    shown = {"title": "Parcels", "spans": [{"item": row.id, **whole}]}
    event = pen.state("event", {**shown, "date": "2024-03-12"})
    letter = pen.state(
        "intervention",
        {"title": "L", "sort": "letter", "date": "2024-04", "about": [event]},
    )
    told = {"title": "O", "sort": "resigned", "date": "2024-05", "source": "A page"}
    outcome = pen.state("outcome", {**told, "follows": [letter]})
    with session.reading() as connection:
        sight = Grounded(connection, session.compartments)
        line = trail.line(sight, outcome)
        assert [step.why for step in line.steps] == [
            "outcome.follows",
            "intervention.about",
            "event.spans",
        ]
        assert line.origins[0].path.endswith("CAM-07/0116.avi")
        assert line.stored is not None
        assert (line.stored.object, line.stored.sha256) == (row.object, row.sha256)
        assert line.origins[0].seq == row.seq
        forward = trail.forward(sight, row.id, outcome)
        assert forward == tuple(reversed(line.steps))
        assert trail.outcomes_of(sight, row.id) == (outcome,)
        assert trail.line(sight, new_record("outcome")).item == ""
        assert sight.stored(outcome) is None
        assert sight.origins(outcome) == ()
