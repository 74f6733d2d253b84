# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The story's case is told without a refusal, each record by its author's own key."""

from __future__ import annotations

import os
from pathlib import Path

from witnessbox.pipeline import demo_case
from witnessbox.pipeline.box import Box
from witnessbox.pipeline.intake_order import Listener, Order
from witnessbox.pipeline.membership import add_member
from witnessbox.pipeline.session import Session
from witnessbox.story import case, case_complaints
from witnessbox.story.cast import MEMBERS
from witnessbox.story.complaints import table

FILES = (
    case.HALL, case.STORE, case.NIGHT, case.ORDER_MADE, case.APOLOGY, case.APOLOGY_2,
    case.PUBLISHED, case.RECUT, case.K4, case.ORDER, case.ROSTER, case.LIST,
    case.NOTEBOOK, case_complaints.STORE_LATER, "REGISTRATOR/REG_0120.MP4",
)  # fmt: skip


def test_the_storys_case_is_told_once(
    box: Box, session: Session, tmp_path: Path
) -> None:
    """The files are of nothing: what they last is not looked at."""
    disk = tmp_path / "disk"
    told = {path: table(to) for path, to in case_complaints.TABLES.items()}
    for path, content in (*((p, os.urandom(20)) for p in FILES), *told.items()):
        place = disk / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    nothing = Listener(lambda _: None, lambda *_: None, lambda *_: None, lambda: None)
    session.take_in(Order((os.fsencode(disk),), "first", "HERON"), nothing)
    words: dict[str, str] = {}
    for one in MEMBERS:
        words[one.role] = f"only for {one.role}"
        add_member(
            session,
            one.name,
            one.role,
            one.compartments,
            words[one.role],
            work_factor=4,
        )
    assert demo_case.state(box, session, words) > len(case.LINKS)
    assert demo_case.state(box, session, words) == 0
