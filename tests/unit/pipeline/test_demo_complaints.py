# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The story's complaints come in from its tables: 43, three left out, one man twice."""

from __future__ import annotations

import os
from pathlib import Path

from witnessbox.catalogue import outgoing, query
from witnessbox.catalogue.answers import Filter
from witnessbox.pipeline import demo_complaints
from witnessbox.pipeline.intake_order import Listener, Order
from witnessbox.pipeline.session import Session
from witnessbox.story import case_complaints
from witnessbox.story.complaints import COMPLAINTS, FLAWS, table


def test_the_storys_complaints_come_in_once(session: Session, tmp_path: Path) -> None:
    for path, language in case_complaints.TABLES.items():
        place = tmp_path / "disk" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(table(language))
    nothing = Listener(lambda _: None, lambda *_: None, lambda *_: None, lambda: None)
    source = os.fsencode(tmp_path / "disk")
    session.take_in(Order((source,), "first", "HERON"), nothing)
    with session.reading() as connection:
        page = query.items(connection, Filter(), 10, None)
        items = {
            query.origins(connection, row.item)[0].path.decode(): row.item
            for row in page.rows
        }
    client = session.desk.client
    said = demo_complaints.bring_in(session, items, client)
    size = session.log.size()
    assert demo_complaints.bring_in(session, items, client) == said
    assert session.log.size() == size
    out = FLAWS["malformed"]
    assert set(said) == {str(one.number) for one in COMPLAINTS if one.number not in out}
    with session.reading() as connection:
        held = session.compartments
        every = list(outgoing.standing(connection, held, "complaint"))
        imports = list(outgoing.standing(connection, held, "import"))
    listed = "\n".join(str(one.fields["left_out"]) for one in imports).splitlines()
    assert sorted(listed) == [
        "row 10: дата: not-a-day", "row 11: date: not-date", "row 23: wrong-cells",
    ]  # fmt: skip
    one, two = (said[str(number)] for number in FLAWS["one man twice"])
    alike = [str(each.fields["alike"]) for each in imports if "alike" in each.fields]
    assert alike == [f"{two} ~ {one}"]
    together = {c.fields["receipt"] for c in every if c.fields.get("session") == "S-07"}
    assert together == {str(number) for number in FLAWS["one session"]}
