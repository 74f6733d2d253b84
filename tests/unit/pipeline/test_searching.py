# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Answers say what matched and why; what is held back answers nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.unit.pipeline.conftest import TakeIn

from witnessbox.pipeline import searching
from witnessbox.pipeline.box import Box
from witnessbox.pipeline.rebuilding import rebuild
from witnessbox.pipeline.search_match import Reason
from witnessbox.pipeline.searching import Answer
from witnessbox.pipeline.session import Session
from witnessbox.pipeline.stating import Stating


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
