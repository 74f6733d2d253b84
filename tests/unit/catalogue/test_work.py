# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""How work stands after statements: who has an item, its label, its quarantine."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from tests.unit.catalogue.world import World

from witnessbox.base.values import Compartment
from witnessbox.catalogue import records, rounds, worklist
from witnessbox.catalogue.stated_schema import SHELVES
from witnessbox.catalogue.work import UNLABELLED, labelled, worked
from witnessbox.catalogue.worklist import NO_LABEL, Spared
from witnessbox.model.finding import Finding
from witnessbox.model.statement import Said, Statement
from witnessbox.pipeline import casework
from witnessbox.pipeline.casework import Wanted

HELD = (Compartment.EVIDENCE,)
WORK = "wk-" + "1" * 32


def said(
    seq: int, author: str, fields: dict[str, Any], *, after: tuple[int, ...] = ()
) -> Said:
    made = Statement(f"st-{seq}", WORK, "work", fields, tuple(f"st-{n}" for n in after))
    return Said(made, author, "2026-03-01T10:00:00Z", seq)


def test_the_first_in_the_ledger_has_it_and_the_late_one_has_not() -> None:
    anna = said(1, "anna", {"state": "unseen", "assignee": "anna"})
    ben = said(2, "ben", {"state": "unseen", "assignee": "ben"})
    for order in itertools.permutations([anna, ben]):
        assert worked(order)["assignee"] == "anna"
    knowing = said(2, "ben", {"state": "unseen", "assignee": "ben"}, after=(1,))
    assert worked([anna, knowing])["assignee"] == "ben"


def test_a_priority_asked_unknowingly_takes_nothing_away() -> None:
    anna = said(1, "anna", {"state": "unseen", "assignee": "anna"})
    asks = said(2, "carl", {"state": "unseen", "asked": "urgent"})
    now = worked([anna, asks])
    assert (now["assignee"], now["asked"], now["asked_by"]) == (
        "anna",
        "urgent",
        "carl",
    )


def test_who_gives_an_item_back_or_describes_it_worked_on_it() -> None:
    takes = said(1, "anna", {"state": "unseen", "assignee": "anna"})
    back = said(2, "anna", {"state": "unseen"}, after=(1,))
    assert worked([takes])["by"] == set()
    assert worked([takes, back])["by"] == {"anna"}
    done = said(2, "ben", {"state": "second-look"}, after=(1,))
    assert worked([takes, done])["by"] == {"ben"}


def test_without_a_label_the_worst_counts_and_of_two_the_worse() -> None:
    assert labelled([]) == UNLABELLED
    assert NO_LABEL.severity == 4
    assert not NO_LABEL.withheld
    mild = {"category": ["talk"], "severity": 1, "sexual": "no", "child": "no"}
    grave = {"category": ["violence"], "severity": 3, "sexual": "no", "child": "yes"}
    both = labelled([mild, grave])
    assert both["severity"] == 3
    assert both["categories"] == "talk violence"
    assert (both["sexual"], both["child"], both["sound"]) == ("no", "yes", "unknown")
    assert labelled([mild])["child"] == "no"
    assert labelled([{"category": ["talk"]}])["severity"] == 4


@pytest.mark.parametrize(
    ("sexual", "child", "withheld"),
    [
        ("yes", "yes", True),
        ("yes", "unknown", True),
        ("unknown", "yes", True),
        ("yes", "no", False),
        ("no", "yes", False),
        ("no", "unknown", False),
    ],
)
def test_nothing_is_shown_where_a_child_may_be_abused(
    sexual: str, child: str, withheld: bool
) -> None:
    label = worklist.Label(True, 2, (), "no", sexual, child, "no")
    assert label.withheld is withheld


class Case(World):
    """A world in which members state things."""

    def state(
        self,
        kind: str,
        record: str,
        fields: dict[str, Any],
        *,
        supersedes: tuple[str, ...] = (),
        withdrawn: bool = False,
    ) -> str:
        name = f"st-{len(self.events):032x}"
        body = Statement(
            name, record, kind, fields, supersedes, withdrawn=withdrawn
        ).to_json()
        self.add("stated", body)
        return name


def filled(folder: Path) -> tuple[Case, list[str]]:
    case = Case(str(folder))
    case.accession()
    items = [case.original(b"%d.mp4" % n) for n in range(4)]
    for item in items:
        case.looked(item)
    faces = [Finding("face", 0, n, score=900) for n in range(3)]
    case.surveyed(items[2], {"faces": faces}, inline=True)
    return case, items


def given(case: Case, member: str = "anna", spared: Spared = Spared()) -> list[str]:  # noqa: B008
    with case.index.reader.connect() as connection:
        found = worklist.waiting(connection, member, spared, 10)
    return [one.item for one in found]


def test_items_wait_in_the_order_of_what_was_found_and_asked(tmp_path: Path) -> None:
    case, items = filled(tmp_path)
    case.project()
    assert given(case) == [items[2], items[0], items[1], items[3]]
    first = len(case.events)
    case.state(
        "work",
        WORK,
        {"item": items[3], "state": "unseen", "asked": "urgent"},
    )
    case.project(first)
    assert given(case)[:2] == [items[3], items[2]]


def test_a_scene_is_given_out_once(tmp_path: Path) -> None:
    case, items = filled(tmp_path)
    hashes = [Finding("pdq", value={"hash": "aa" * 32, "quality": 90})]
    for item in (items[0], items[1], items[3]):
        case.surveyed(item, {"hashes": hashes}, inline=True)
    case.project()
    assert given(case) == [items[2], items[0]]
    first = len(case.events)
    case.state("work", WORK, {"item": items[3], "state": "triaged"})
    case.project(first)
    assert given(case) == [items[2], items[3]]


def test_quarantine_holds_until_it_is_lifted(tmp_path: Path) -> None:
    case, items = filled(tmp_path)
    record = "qu-" + "2" * 32
    name = case.state("quarantine", record, {"item": items[2]})
    case.project()
    assert items[2] not in given(case)
    with case.index.reader.connect() as connection:
        assert worklist.quarantined(connection, items) == {items[2]}
        assert worklist.board(connection).quarantined == 1
    first = len(case.events)
    told = {"item": items[2], "lifted": True}
    case.state("quarantine", record, told, supersedes=(name,))
    case.project(first)
    assert items[2] in given(case)


def test_spared_labels_are_not_given(tmp_path: Path) -> None:
    case, items = filled(tmp_path)
    told = {"category": ["violence"], "severity": 2, "sexual": "no", "child": "no"}
    case.state("label", "lb-" + "3" * 32, {"item": items[2], **told})
    case.project()
    assert items[2] in given(case, spared=Spared(sexual=True, child=True))
    assert items[2] not in given(case, spared=Spared(categories=("violence",)))
    assert items[2] not in given(case, spared=Spared(sound=True))
    assert given(case, spared=Spared(unlabelled=True)) == [items[2]]


def test_an_index_made_anew_is_the_same(tmp_path: Path) -> None:
    case, items = filled(tmp_path / "one")
    case.state("work", WORK, {"item": items[0], "state": "unseen", "assignee": "anna"})
    case.state("label", "lb-" + "3" * 32, {"item": items[0], "severity": 1})
    for start in range(len(case.events)):
        case.project(start)
    other = Case(str(tmp_path / "two"))
    other.events = case.events
    other.project()
    assert case.index.dump(Compartment.EVIDENCE) == other.index.dump(
        Compartment.EVIDENCE
    )


ROUND = "ro-" + "5" * 32
CODE = "cd-" + "6" * 32


def test_codes_of_an_open_round_are_in_no_answer_about_records(tmp_path: Path) -> None:
    case, items = filled(tmp_path)
    opened = case.state("round", ROUND, {"title": "First"})
    span = {"item": items[0], "stream": 0, "start": [1, 1], "end": [2, 1]}
    code = {
        "spans": [{**span, "region": None}],
        "variable": "act",
        "value": "blow",
        "round": ROUND,
    }
    case.state("coding", CODE, code)
    case.project()

    def answers() -> list[object]:
        with case.index.reader.connect() as c:
            shelf = SHELVES[Compartment.EVIDENCE]
            return [
                records.record(c, HELD, CODE),
                records.history(c, HELD, CODE) or None,
                records.leading_to(c, HELD, items[0], "coding") or None,
                records.marked_on(c, HELD, items[0], "coding") or None,
                records.of_kind(c, HELD, "coding").records or None,
                casework.listed(c, HELD, Wanted("coding"), 9).records or None,
                casework.counts(c, HELD).get("coding"),
                casework.words(c, HELD, "coding") or None,
                [
                    one
                    for one in casework.newest(c, HELD, ["anna"], 9)
                    if one.statement.kind == "coding"
                ]
                or None,
                c.scalar(
                    select(shelf.mark.c.record).where(shelf.mark.c.record == CODE)
                ),
            ]

    assert answers() == [None] * 10
    with case.index.reader.connect() as connection:
        mine = rounds.own_codes(connection, "anna", items[0])
        assert [one.fields["value"] for one in mine] == ["blow"]
        assert rounds.own_codes(connection, "ben") == ()
        assert rounds.own_record(connection, CODE, "ben") is None
        assert rounds.how_many(connection, ROUND) == {"anna": 1}
    first = len(case.events)
    closed = {"title": "First", "closed": True}
    case.state("round", ROUND, closed, supersedes=(opened,))
    case.project(first)
    assert None not in answers()
