# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Answers say what matched and why; what is held back answers nothing."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

from tests.unit.pipeline.conftest import TakeIn

from witnessbox.base.canonical import JsonDict
from witnessbox.base.values import Compartment
from witnessbox.catalogue import outgoing, records, search_when
from witnessbox.ledger.entry import Act
from witnessbox.pipeline import searching
from witnessbox.pipeline.box import Box
from witnessbox.pipeline.handling import record_of
from witnessbox.pipeline.membership import add_member
from witnessbox.pipeline.rebuilding import rebuild
from witnessbox.pipeline.search_match import Reason
from witnessbox.pipeline.searching import Answer
from witnessbox.pipeline.session import LEGAL, Session
from witnessbox.pipeline.stating import Stating, Wish


def ask(session: Session, text: str, *, opens: bool = False) -> Answer:
    session.committer.catch_up()
    with session.reading() as connection:
        return searching.ask(
            connection,
            session.compartments,
            text,
            20,
            word=lambda _vocabulary, code: code,
            opens=opens,
        )


def told(session: Session) -> str:
    stating = Stating(session)
    stating.state(
        "complaint",
        {
            "receipt": "C-001",
            "account": "У меня отобрали посылку.\nСавельеву я сказал об этом.",
            "language": "ru",
            "date": "2024-03-09",
        },
    )
    return stating.state("person", {"label": "Official 7", "official_name": "Oleg Gai"})


def test_an_answer_shows_what_matched_and_why(session: Session) -> None:
    told(session)
    (by_stem,) = ask(session, "посылки").matches
    assert by_stem.why == ((Reason.STEM, "посылку"),)
    assert [one.text for one in by_stem.pieces if one.marked] == ["посылку"]
    assert by_stem.field == "account"
    (by_name,) = ask(session, "Saveljew on:2024-03").matches
    assert by_name.why == ((Reason.NAME, "Савельеву"), (Reason.DATE, ""))
    (exact,) = ask(session, '"отобрали посылку"').matches
    assert exact.why[0][0] is Reason.PHRASE
    assert ask(session, '"посылку отобрали"').matches == ()


def test_a_shared_key_alone_is_no_answer(session: Session) -> None:
    person = told(session)
    assert [one.owner for one in ask(session, "Олегом Гаем").matches] == [person]
    # Geo and Gai share what a key keeps of them, and are not one name.
    assert ask(session, "name:Goe").matches == ()


def test_what_people_say_stands_before_names_of_files(
    session: Session, source: Path, take_in: TakeIn
) -> None:
    (source / "посылка.bin").write_bytes(b"7")
    take_in(source)
    told(session)
    answer = ask(session, "посылка")
    assert [one.kind for one in answer.matches] == ["complaint", "file"]
    assert dict(answer.kinds) == {"complaint": 1, "file": 1}


def test_an_item_that_is_held_back_answers_its_officer_alone(
    session: Session, source: Path, take_in: TakeIn
) -> None:
    (source / "посылка.bin").write_bytes(b"7")
    take_in(source)
    (found,) = ask(session, "посылка").matches
    Stating(session).state("quarantine", {"item": found.item})
    assert ask(session, "kind:file посылка").matches == ()
    assert len(ask(session, "kind:file посылка", opens=True).matches) == 1


def test_what_is_held_back_is_not_among_what_was_recorded_on_a_day(
    session: Session, source: Path, take_in: TakeIn
) -> None:
    (source / "VID_20240309_120000.bin").write_bytes(b"7")
    take_in(source)
    (found,) = ask(session, "VID_20240309_120000").matches
    body: JsonDict = {"item": found.item, "stage": "look", "version": "1"}
    body |= {"status": "done", "code": "", "decoder": "", "objects": []}
    body["result"] = {"kind": "video"}
    session.committer.commit([Act(Compartment.EVIDENCE, "derived", body)])

    def on_the_day(*held: Compartment) -> list[str]:
        with session.reading() as connection:
            mine = held or session.compartments
            rows = search_when.items_on(connection, mine, "2024-03-09")
        return [item for item, _, _ in rows]

    assert on_the_day() == on_the_day(Compartment.EVIDENCE) == [found.item]
    Stating(session).state("confided", {"item": found.item})
    assert on_the_day() == [found.item]
    assert on_the_day(Compartment.EVIDENCE) == []
    Stating(session).state("quarantine", {"item": found.item})
    assert on_the_day() == []


def test_what_one_member_holds_back_goes_out_in_no_export_though_another_let_it(
    box: Box, session: Session, source: Path, take_in: TakeIn
) -> None:
    held = session.compartments
    handle = add_member(session, "Olga", LEGAL, held, "another", work_factor=4)
    officer = box.unlock("another", handle)
    (source / "посылка.bin").write_bytes(b"7")
    take_in(source)
    item = ask(session, "посылка").matches[0].item
    record = record_of("quarantine", item)

    def kept_in() -> bool:
        with session.reading() as connection:
            return item in outgoing.quarantined(connection, session.compartments)

    def heads() -> tuple[str, ...]:
        with session.reading() as connection:
            said = records.standing(connection, session.compartments, record)
        return tuple(one.statement.id for one in said)

    both = Wish("quarantine", {"item": item}, record, seen=())
    Stating(session).together([replace(both, seen=None)])
    Stating(session).together([both])
    assert len(heads()) == 2
    back = Wish("quarantine", {}, record, "no", heads()[-1:], withdraws=True)
    Stating(officer).together([back])
    assert len(heads()) == 2
    assert kept_in()
    Stating(officer).together([replace(back, seen=heads())])
    assert not kept_in()
    officer.close()


def test_a_rebuilt_index_answers_alike(
    box: Box, session: Session, source: Path, take_in: TakeIn
) -> None:
    take_in(source)
    told(session)
    questions = ("посылка", "Saveliev", "колония", "on:2024-03")
    before = [ask(session, one) for one in questions]
    session.close()
    shutil.rmtree(Path(box.folder, "index"))
    rebuild(box, session.keyring)
    again = box.unlock("only for this test")
    assert [ask(again, one) for one in questions] == before
    again.close()
