# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Excerpts: terms in one language, dates in words, no signs for blanks; the order."""

from __future__ import annotations

from witnessbox.pipeline import searching
from witnessbox.pipeline.search_excerpt import ENGLISH, Tongue
from witnessbox.pipeline.session import Session
from witnessbox.pipeline.stating import Stating

RUSSIAN = Tongue(second=True, day=lambda text: f"<{text}>")
FIRST = Tongue(day=lambda text: f"<{text}>")


def ask(session: Session, question: str, tongue: Tongue = ENGLISH) -> searching.Answer:
    session.committer.catch_up()
    with session.reading() as connection:
        return searching.ask(
            connection,
            session.compartments,
            question,
            50,
            word=lambda _v, code: code,
            tongue=tongue,
        )


def said(session: Session, question: str, tongue: Tongue = ENGLISH) -> str:
    """The excerpt of the only answer, what matched in brackets."""
    (match,) = ask(session, question, tongue).matches
    return "".join(f"[{p.text}]" if p.marked else p.text for p in match.pieces)


def involved(session: Session) -> None:
    pen = Stating(session)
    event = pen.state("event", {"title": "E", "date": "2024-03-05"})
    man = pen.state("person", {"label": "M"})
    told = {"event": event, "victim": man, "sort": "theft", "date": "2024-03-05"}
    act = pen.state("act", told)
    head = pen.state("person", {"label": "H"})
    told = {"act": act, "person": head, "degree": "policy-carried-out"}
    pen.state("involvement", {**told, "observed": "He points."})


def test_a_term_is_found_in_both_languages_and_shown_in_the_readers(
    session: Session,
) -> None:
    involved(session)
    one = "kind:involvement "
    assert said(session, one + "policy") == "Carried out the [policy]"
    assert said(session, one + "правило", RUSSIAN) == "Исполнял преступные [правила]"
    # Found by its word in the other language: all of it is the reason.
    assert said(session, one + "правило") == "[Carried out the policy]"
    assert said(session, one + "policy", RUSSIAN) == "[Исполнял преступные правила]"
    assert said(session, one) == "Carried out the policy · He points."
    assert said(session, one, RUSSIAN) == "Исполнял преступные правила · He points."


def test_a_date_is_said_as_the_page_says_dates(session: Session) -> None:
    involved(session)
    assert said(session, "kind:event", FIRST) == "E · <2024-03-05>"
    assert said(session, "kind:event on:2024-03", FIRST) == "E · <2024-03-05>"
    assert said(session, "kind:event E", FIRST) == "[E]"
    assert said(session, "kind:event 2024", FIRST) == "[<2024-03-05>]"


def test_tabs_are_blanks_and_lines_are_parted(session: Session) -> None:
    text = "first\tcell  wide\nsecond line"
    Stating(session).state("event", {"title": "E", "observed": text})
    assert said(session, "cell") == "first [cell] wide · second line"


def test_a_reason_names_each_word_once_and_a_phrase_as_it_stands(
    session: Session,
) -> None:
    told = "unit, the unit and units of the unit; no no no"
    Stating(session).state("event", {"title": "E", "observed": told})

    def why(question: str) -> list[str]:
        (match,) = ask(session, question).matches
        return [text for _, text in match.why]

    assert why("unit") == ["unit units"]
    assert why('"no no"') == ["no no"]
    assert why("unit no") == ["unit units", "no"]


def test_what_lies_in_a_day_comes_before_what_reaches_into_it(
    session: Session,
) -> None:
    pen = Stating(session)
    body = pen.state("organisation", {"name": "O"})
    post = pen.state("post", {"name": "P", "organisation": body})
    man = pen.state("person", {"label": "M"})
    term = pen.state("occupancy", {"person": man, "post": post, "from": "2021-06-01"})
    month = pen.state("event", {"title": "Month", "date": "2024-03"})
    day = pen.state("event", {"title": "Day", "date": "2024-03-05"})
    pen.state("event", {"title": "Other", "date": "2024-03-06"})

    def found(question: str) -> list[str]:
        return [one.owner for one in ask(session, question).matches]

    assert found("on:2024-03-05") == [day, month, term]
    assert set(found("kind:occupancy")) == {term}
