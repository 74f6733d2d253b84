# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The story's case stands in a box that has its files: once, by its own members."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from witnessbox.catalogue import outgoing
from witnessbox.catalogue.answers import Filter
from witnessbox.catalogue.records import Record
from witnessbox.link import consent
from witnessbox.pipeline import coding, demo_case, handling, speaking
from witnessbox.pipeline.box import Box
from witnessbox.pipeline.intake_order import Listener, Order
from witnessbox.pipeline.membership import add_member
from witnessbox.pipeline.session import Session
from witnessbox.story import case_after, case_complaints, case_said
from witnessbox.story.case import Part
from witnessbox.story.cast import MEMBERS
from witnessbox.story.complaints import table

TOLD = (
    *demo_case.TOLD, *case_said.SAID, *case_said.SETTLED, *case_complaints.BEARING,
    case_after.REFUSED,
)  # fmt: skip


def files(value: Any) -> Iterator[str]:
    """The story's files that a value leads to."""
    if isinstance(value, Part):
        yield value.file
    elif isinstance(value, list):
        for one in value:
            yield from files(one)
    elif isinstance(value, str) and value.startswith(("file:", "whole:")):
        yield value.partition(":")[2]


def taken_in(session: Session, disk: Path) -> None:
    named = {path for one in TOLD for v in one.fields.values() for path in files(v)}
    for path in named | set(case_complaints.TABLES):
        place = disk / path
        place.parent.mkdir(parents=True, exist_ok=True)
        language = case_complaints.TABLES.get(path)
        place.write_bytes(table(language) if language else path.encode())
    nothing = Listener(lambda _: None, lambda *_: None, lambda *_: None, lambda: None)
    session.take_in(Order((os.fsencode(disk),), "first", "HERON"), nothing)


def test_the_case_is_stated_once_and_holds(
    box: Box, session: Session, tmp_path: Path
) -> None:
    taken_in(session, tmp_path / "disk")
    words = {}
    for one in MEMBERS:
        words[one.main] = f"for the test {one.main}"
        held, word = one.compartments, words[one.main]
        add_member(session, one.name, one.role, held, word, work_factor=4)
    stated = demo_case.state(box, session, words)
    assert stated == len(TOLD) - 1
    size = session.log.size()
    assert demo_case.state(box, session, words) == 0
    assert session.log.size() == size

    def every(kind: str) -> list[Record]:
        with session.reading() as connection:
            return list(outgoing.standing(connection, session.compartments, kind))

    (round_,) = coding.every(session)
    report = coding.report(session, round_)
    assert round_.closed
    assert report is not None
    (unit,) = report.differing
    assert unit.settled is not None
    assert {len(each.codes) for each in report.differing} == {2}
    (said,) = every("transcript")
    assert said.fields["confirmed"] is True
    roles = {one.handle: one.role.split(", ") for one in session.members()}
    assert speaking.speaks(roles[said.author], "ru")
    assert [one.fields["of"] for one in every("translation")] == [said.id]
    assert not any(consent.lacking(one.fields) for one in every("consent"))
    borne = {one.fields["claim"] for one in every("support")}
    assert {one.id for one in every("occupancy")} <= borne
    tables = {str(one.fields["item"]) for one in every("import")}
    assert len(tables) == len(case_complaints.TABLES)
    assert {str(one.fields["item"]) for one in every("confided")} == tables

    lawyer, coder = (box.unlock(words[main]) for main in ("lawyer", "coder"))
    item = session.items(Filter(), 1).rows[0].item
    handling.quarantine(coder, item, "To be looked at first.")
    lawyer.committer.catch_up()
    handling.lift(lawyer, item, "It was looked at.")
    coder.committer.catch_up()
    assert coder.item(item)
    lawyer.close()
    coder.close()
