# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What can be found, by which words, and what is found no more."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.unit.catalogue.world import World

from witnessbox.base.values import Compartment
from witnessbox.catalogue import search, search_when
from witnessbox.catalogue.search_query import How, Note, parse
from witnessbox.catalogue.search_words import stems
from witnessbox.model.finding import Finding
from witnessbox.model.statement import Statement

HELD = (Compartment.EVIDENCE,)
K9, HOSPITAL = "pl-" + "1" * 32, "pl-" + "2" * 32
EVENT = "ev-" + "3" * 32


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = World(str(tmp_path_factory.mktemp("search")))
    made.accession()
    item = made.original("CAM-07/Савельев_посылки.mp4".encode())
    made.looked(item, recorded="2024-03-09T12:00:00")
    said: dict[str, Any] = {"text": "отобрали посылку у савельева", "language": "ru"}
    speech = Finding("speech", 1, start=Fraction(1), end=Fraction(9), value=said)
    made.surveyed(item, {"speech": [speech]})
    state(made, "place", K9, name="Penal colony K-9", native_name="Колония К-9")
    state(made, "place", HOSPITAL, name="Hospital", within=K9)
    state(
        made,
        "event",
        EVENT,
        title="Night shift without pay",
        date="2024-03",
        place=HOSPITAL,
        observed="Людей заставляли работать; подписал Щукин.",
    )
    made.project()
    yield made
    made.close()


def state(made: World, kind: str, record: str, *, id: str = "", **fields: Any) -> None:  # noqa: A002
    made.add("stated", Statement(id or f"st-{record}", record, kind, fields).to_json())


def found(world: World, question: str) -> list[tuple[str, str]]:
    asked = parse(question)
    with world.reading() as connection:
        facts, _, _ = search.narrowing(connection, HELD, asked)
        hits = search.hits(connection, HELD, asked, facts).hits
    return sorted({(hit.sort, hit.owner[:2]) for hit in hits})


SPEECH, FILE, AN_EVENT = ("speech", "i-"), ("file", "i-"), ("event", "ev")


@pytest.mark.parametrize(
    ("question", "answers"),
    [
        ("посылками", [FILE, SPEECH]),
        ("работает человек", [AN_EVENT]),
        ("shifts", [AN_EVENT]),
        ("Saveliev", [FILE, SPEECH]),
        ("name:schukin", [AN_EVENT]),
        ("Shchukin", [AN_EVENT]),
        ('"night shift"', [AN_EVENT]),
        ('"shift night"', []),
        ("посылка -отобрать", [FILE]),
        ("kind:event", [AN_EVENT]),
        ("kind:speech посылка", [SPEECH]),
        ("lang:ru посылка", [SPEECH]),
        ("on:2024-03-09", [AN_EVENT, FILE, SPEECH]),
        ("on:2024-03-10", [AN_EVENT]),
        ("from:2024-04", []),
        ("to:2024-02-29", []),
        ("место:колония", [AN_EVENT, ("place", "pl")]),
        ("place:nowhere", []),
        ("item:CAM-07", [FILE, SPEECH]),
        ("nothing-of-it", []),
    ],
)
def test_a_question_finds_what_it_says_and_nothing_else(
    world: World, question: str, answers: list[tuple[str, str]]
) -> None:
    assert found(world, question) == answers


def test_who_does_not_hold_a_compartment_finds_nothing_in_it(world: World) -> None:
    asked = parse("посылка")
    with world.reading() as connection:
        assert search.hits(connection, (), asked).hits == ()
        assert search.hits(connection, (Compartment.AUDIT,), asked).hits == ()


def test_superseded_and_withdrawn_words_are_gone(tmp_path: Path) -> None:
    made = World(str(tmp_path))
    record = "ev-" + "9" * 32
    first = Statement("st-1", record, "event", {"title": "Дубинка"})
    second = Statement("st-2", record, "event", {"title": "Жалоба"}, ("st-1",))
    gone = Statement("st-3", record, "event", {}, ("st-2",), withdrawn=True)
    seen = []
    for n, said in enumerate((first, second, gone)):
        made.add("stated", said.to_json())
        made.project(n)
        seen.append((bool(found(made, "дубинки")), bool(found(made, "жалобы"))))
    made.close()
    assert seen == [(True, False), (False, True), (False, False)]


def test_a_later_pass_takes_the_place_of_what_was_read_and_keeps_the_rest(
    tmp_path: Path,
) -> None:
    made = World(str(tmp_path))
    made.accession()
    item = made.original(b"a.mp4")
    line: dict[str, Any] = {"text": "ПРОХОДНАЯ"}
    made.surveyed(item, {"text": [Finding("text", 0, value=line)], "speech": []})
    made.surveyed(item, {"text": [Finding("text", 0, value={"text": "СТОЛОВАЯ"})]})
    made.surveyed(item, {"speech": []}, summaries={"speech": {}})
    made.project()
    assert (found(made, "проходная"), found(made, "столовую")) == ([], [("line", "i-")])
    made.close()


def test_an_item_that_says_its_day_later_is_found_by_it(tmp_path: Path) -> None:
    made = World(str(tmp_path))
    made.accession()
    item = made.original(b"gate.mp4")
    made.project()
    assert found(made, "gate on:2024-03") == []
    made.looked(item, recorded="2024-03-09T12:00:00")
    made.project(len(made.events) - 1)
    assert found(made, "gate on:2024-03") == [FILE]
    made.close()


def test_dates_stand_where_they_surely_lie(world: World) -> None:
    with world.reading() as connection:
        years = search_when.steps(connection, HELD, "")
        months = search_when.steps(connection, HELD, "2024")
        days = search_when.steps(connection, HELD, "2024-03")
        wide = search_when.wider(connection, HELD, "2024-03")
        items = search_when.items_on(connection, HELD, "2024-03-09")
    assert [(one.at, one.said, one.recorded) for one in years] == [("2024", 1, 1)]
    assert [(one.at, one.said, one.recorded) for one in months] == [("2024-03", 1, 1)]
    # The event is dated to its month: it is in no day of it.
    assert [(one.at, one.said, one.recorded) for one in days] == [("2024-03-09", 0, 1)]
    assert [(one.record, one.text) for one in wide] == [(EVENT, "2024-03")]
    assert len(items) == 1


def test_what_is_not_understood_is_a_note_and_no_error() -> None:
    assert parse("on:yesterday").notes == ((Note.NOT_A_DATE, "yesterday"),)
    assert parse("from:2024 to:2023").notes == ((Note.ENDS_FIRST, ""),)
    assert parse("-dog").notes == ((Note.ONLY_WITHOUT, ""),)
    assert parse('"unclosed phrase').parts[0].how is How.WORD
    assert parse("").empty


TEXTS = st.text(st.sampled_from('ab"-:*()^{}+ АНДя7№\u0301\x00name:on'), max_size=60)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS)
def test_whatever_is_typed_is_a_question(world: World, text: str) -> None:
    found(world, text)


def test_a_form_leads_to_its_lemma_whatever_it_may_be_of() -> None:
    assert set(stems("стали")) >= {"стать"}
    assert stems("людьми") == ("человек",)
    assert stems("taken") == stems("taken")
    assert stems("2024") == ()
