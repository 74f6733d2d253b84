# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Supersede, undo, withdraw, merge, replay: the same catalogue in whatever order."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select

from witnessbox.base.canonical import encode
from witnessbox.base.moment import Instant
from witnessbox.base.values import Compartment, MemberId
from witnessbox.catalogue.event import Event
from witnessbox.catalogue.index import Index
from witnessbox.catalogue.stated import stated
from witnessbox.catalogue.stated_schema import SHELVES
from witnessbox.model import dating, kinds, statement
from witnessbox.model.statement import Said, Statement, heads

EVIDENCE = Compartment.EVIDENCE
EVENTS = [f"ev-{n:032x}" for n in range(2)]
GROUND = f"gr-{0:032x}"
MEMBERS = ("anna", "boris")
TITLES = ("Parcels", "Night shift", "Roll-call")


def said(
    number: int, record: str, *, supersedes: Sequence[str] = (), **more: Any
) -> Said:
    author, at = more.pop("author", "anna"), more.pop("at", "2026-03-01T10:00:00Z")
    kind = more.pop("kind", kinds.leads_to(record))
    told = more.pop("fields", {"title": "T"})
    fields = {} if more.get("withdrawn") else told
    name = f"st-{number:032x}"
    made = Statement(name, record, kind, fields, tuple(supersedes), **more)
    return Said(made, author, at, number)


@st.composite
def logs(draw: st.DrawFn) -> list[Said]:
    """Statements of a few records by two members who may not know of each other."""
    made: list[Said] = []
    for number in range(draw(st.integers(1, 10))):
        record = draw(st.sampled_from([*EVENTS, GROUND]))
        before = [one.statement.id for one in made] + ["st-" + "f" * 32]
        named = draw(st.lists(st.sampled_from(before), max_size=3, unique=True))
        if draw(st.booleans()):
            # As the program writes: all heads that its author sees.
            mine = [one for one in made if one.statement.record == record]
            named = [one.statement.id for one in heads(mine)] if mine else []
        fields: dict[str, Any] = {"title": draw(st.sampled_from(TITLES))}
        if record != GROUND:
            fields["part_of"] = draw(st.sampled_from(EVENTS))
        made.append(
            said(
                number,
                record,
                supersedes=named,
                author=draw(st.sampled_from(MEMBERS)),
                at=f"2026-03-01T10:00:0{draw(st.integers(0, 3))}Z",
                kind=draw(st.sampled_from([kinds.leads_to(record)] * 5 + ["place"])),
                withdrawn=draw(st.integers(0, 4)) == 0,
                fields=fields,
            )
        )
    return made


@given(logs(), st.booleans(), st.randoms())
def test_heads_follow_from_the_set_alone(
    log: list[Said], own: bool, chance: random.Random
) -> None:
    for record in {one.statement.record for one in log}:
        mine = [one for one in log if one.statement.record == record]
        standing = heads(mine, own=own)
        assert standing
        chance.shuffle(mine)
        assert heads(mine, own=own) == standing
        if own:
            last = {one.author: one for one in sorted(mine, key=lambda one: one.order)}
            gone = {one.statement.id for one in mine} - {
                one.statement.id for one in standing
            }
            for one in last.values():
                takers = [
                    other
                    for other in mine
                    if one.statement.id in other.statement.supersedes
                ]
                mine_only = any(other.author == one.author for other in takers)
                assert (one.statement.id not in gone) or mine_only


@given(st.integers(1, 8), st.data())
def test_each_superseding_the_last_leaves_one(size: int, data: st.DataObject) -> None:
    chain: list[Said] = []
    for number in range(size):
        named = [chain[-1].statement.id] if chain else []
        at = f"2026-03-01T10:00:0{data.draw(st.integers(0, 9))}Z"
        chain.append(said(number, EVENTS[0], supersedes=named, at=at))
    assert heads(data.draw(st.permutations(chain))) == (chain[-1],)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    folder: Path = tmp_path_factory.mktemp("statements")
    made = Index(str(folder / "index"), {EVIDENCE: bytes(32)})
    yield made
    made.close()


def catalogue(index: Index, log: Sequence[Said]) -> bytes:
    """Every row that statements make, arrival left out; nothing is kept."""
    with index.writer(EVIDENCE).connect() as connection:
        begun = connection.begin()
        for seq, one in enumerate(log):
            _project(connection, seq, one)
        found = _rows(connection)
        begun.rollback()
    return encode({"rows": found})


def _project(connection: Connection, seq: int, one: Said) -> None:
    event = Event(
        seq=seq,
        compartment=EVIDENCE,
        act="stated",
        author=MemberId(one.author),
        at=Instant(one.at),
        body=one.statement.to_json(),
        pledges=(),
    )
    stated(connection, event)


def _rows(connection: Connection) -> list[Any]:
    shelf = SHELVES[EVIDENCE]
    found: list[Any] = []
    for table in (shelf.statement, shelf.record, shelf.lead, shelf.mark, shelf.word):
        # Where an entry lies in a log is the log's: two that merge have their own.
        shown = [column for column in table.columns if column.name != "seq"]
        order = [column.asc() for column in table.primary_key]
        for row in connection.execute(select(*shown).order_by(*order)):
            found.append([table.name, *row])
    return found


@settings(max_examples=50, deadline=None)
@given(logs(), st.randoms())
def test_replay_in_any_order_gives_the_same_catalogue(
    index: Index, log: list[Said], chance: random.Random
) -> None:
    told = catalogue(index, log)
    shuffled = list(log)
    chance.shuffle(shuffled)
    assert catalogue(index, shuffled) == told


@settings(max_examples=30, deadline=None)
@given(logs(), st.data())
def test_two_logs_merge_alike_whichever_comes_first(
    index: Index, log: list[Said], data: st.DataObject
) -> None:
    """Each half is in its own order; what both hold comes twice."""
    sides = [data.draw(st.sampled_from("abx")) for _ in log]
    one = [s for s, side in zip(log, sides, strict=True) if side != "b"]
    other = [s for s, side in zip(log, sides, strict=True) if side != "a"]
    told = catalogue(index, log)
    assert catalogue(index, [*one, *other]) == told
    assert catalogue(index, [*other, *one]) == told
    assert catalogue(index, [*log, *log]) == told


@settings(max_examples=25, deadline=None)
@given(logs())
def test_undoing_brings_back_how_the_record_stood(
    index: Index, log: list[Said]
) -> None:
    record = log[0].statement.record
    mine = [
        one
        for one in log
        if one.statement.record == record
        and one.statement.kind == kinds.leads_to(record)
        and one.author == "anna"
    ]
    if not mine:
        return
    kind = kinds.BY_NAME[kinds.leads_to(record)]
    before = heads(mine, own=kind.own)
    change = said(
        90,
        record,
        supersedes=[one.statement.id for one in before],
        at="2026-03-02T10:00:00Z",
        fields={"title": "A slip"},
    )
    back = before[-1].statement
    undone = said(
        91,
        record,
        supersedes=[change.statement.id],
        at="2026-03-02T10:00:01Z",
        undoes=change.statement.id,
        withdrawn=back.withdrawn,
        fields=dict(back.fields),
    )
    standing = heads([*mine, change, undone], own=kind.own)
    assert [dict(one.statement.fields) for one in standing] == [dict(back.fields)]
    assert standing[0].statement.withdrawn is back.withdrawn
    assert catalogue(index, [undone, change, *mine]) == catalogue(
        index, [*mine, change, undone]
    )


def test_a_statement_of_another_kind_than_its_record_is_passed_over(
    index: Index,
) -> None:
    """As a forger may write: its record's id says what it is."""
    event = said(0, EVENTS[0], fields={"title": "T"})
    forged = said(1, EVENTS[0], kind="place", fields={"name": "P"})
    assert catalogue(index, [event, forged]) == catalogue(index, [event])
    assert catalogue(index, [forged]) == catalogue(index, [])


def test_what_differs_is_seen_to_differ(index: Index) -> None:
    """The comparison itself can fail."""
    event = said(0, EVENTS[0], fields={"title": "T"})
    other = said(0, EVENTS[0], fields={"title": "U"})
    assert catalogue(index, [event]) != catalogue(index, [other])
    assert catalogue(index, [event]) != catalogue(index, [])


YEARS = st.integers(1, 9999).map("{:04}".format)
MONTHS = st.integers(1, 12).map("{:02}".format)


@st.composite
def dates(draw: st.DrawFn) -> str:
    """One date, as exact as somebody knows it."""
    year, about = draw(YEARS), draw(st.sampled_from(["", "~"]))
    form = draw(st.integers(0, 4))
    if form == 0:
        return year + about
    if form == 1:
        return f"{year}-XX-XX{about}"
    month = draw(MONTHS)
    days = ["-XX", ""] if form < 4 else [f"-{draw(st.integers(1, 28)):02}"]
    return f"{year}-{month}{draw(st.sampled_from(days))}{about}"


@given(dates())
def test_a_date_reads_back_as_it_was_said(text: str) -> None:
    told = dating.parse(text)
    assert told.text == text
    assert dating.parse(told.text) == told
    assert told.first <= told.last
    assert told.about == text.endswith("~")
    exact = told.precision is dating.Precision.DAY
    assert exact == (told.first == told.last), "a month is never one of its days"
    assert told.during(told) is (
        dating.Overlap.POSSIBLE if told.about else dating.Overlap.YES
    )


@given(dates(), dates(), st.booleans(), st.booleans())
def test_an_interval_reads_back_or_is_refused(
    first: str, last: str, open_first: bool, open_last: bool
) -> None:
    text = f"{'..' if open_first else first}/{'..' if open_last else last}"
    begin, end = dating.parse(first), dating.parse(last)
    backwards = not open_first and not open_last and end.last < begin.first
    if (open_first and open_last) or backwards:
        with pytest.raises(ValueError, match=r"needs an end|ends before"):
            dating.parse(text)
        return
    told = dating.parse(text)
    assert dating.parse(told.text) == told
    assert told.precision is dating.Precision.INTERVAL


@given(st.text("0123456789-X~/. ", max_size=12))
def test_what_is_no_date_is_refused_and_never_completed(text: str) -> None:
    try:
        told = dating.parse(text)
    except ValueError:
        return
    assert told.text == text


@given(logs())
def test_a_statement_reads_back_from_its_entry(log: list[Said]) -> None:
    for one in log:
        assert statement.from_json(one.statement.to_json()) == one.statement
