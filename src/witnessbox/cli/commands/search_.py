# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""`search`: records, transcripts, texts and names, by words, names and dates."""

from __future__ import annotations

import sys
from fractions import Fraction
from typing import Any

import click

from witnessbox.catalogue.search_query import Note
from witnessbox.cli import output
from witnessbox.cli.access import json_option, with_session
from witnessbox.model import terms
from witnessbox.pipeline import searching
from witnessbox.pipeline.search_match import Reason
from witnessbox.pipeline.searching import Match
from witnessbox.pipeline.session import Session

MAX_SHOWN = 500
STDIN = "-"

_NOTES = {
    Note.NOT_A_DATE: "'{0}' is no date and was left out.",
    Note.ENDS_FIRST: "The dates end before they begin and were left out.",
    Note.ONLY_WITHOUT: "Say also what there should be.",
    Note.TOO_LONG: "The question was cut off.",
    Note.NO_PLACE: "No place is called '{0}'.",
    Note.NO_ITEM: "No item is called '{0}'.",
}
_REASONS = {
    Reason.WORD: "word",
    Reason.STEM: "form of a word",
    Reason.PHRASE: "phrase",
    Reason.NAME: "name in another writing",
    Reason.DATE: "date",
    Reason.PLACE: "place",
    Reason.ITEM: "item",
    Reason.KIND: "kind",
    Reason.LANGUAGE: "language",
}


@click.command("search")
@click.argument("query")
@json_option
@click.option(
    "--limit", type=click.IntRange(1, MAX_SHOWN), default=50, show_default=True
)
@with_session
def command(session: Session, *, query: str, as_json: bool, limit: int) -> None:
    """Find QUERY in all that you may read; '-' reads it from standard input.

    Words are found in all their Russian and English forms, "phrases" as they stand,
    name:Saveliev in every script and transliteration. Narrow with kind:complaint,
    place:NAME, on:2024-03, from:2024 to:2024-05-10, lang:ru, item:ID and -word.

    A shell keeps what is typed after a command; standard input it does not keep.
    """
    text = sys.stdin.readline() if query == STDIN else query
    session.committer.catch_up()
    with session.reading() as connection:
        found = searching.ask(connection, session.compartments, text, limit, word=_term)
    if as_json:
        body = {
            "matches": [match_json(one) for one in found.matches],
            "more": found.more,
            "notes": [{"code": note.value, "text": said} for note, said in found.notes],
        }
        output.document("search", body)
        return
    for note, said in found.notes:
        output.complain(_NOTES[note].format(said))
    for one in found.matches:
        for line in _lines(one):
            output.say(line)
    if not found.matches:
        output.say("Nothing that you may read answers this.")
    elif found.more:
        output.complain("There is more: ask for less.")


def match_json(one: Match) -> dict[str, Any]:
    """One answer in the form of the `--json` contract."""
    return {
        "item": one.item or None,
        "start": _pair(one.start),
        "end": _pair(one.end),
        "score": one.score,
        "why": [{"reason": reason.value, "text": text} for reason, text in one.why],
        "record": None if one.owner == one.item else one.owner,
        "kind": one.kind,
        "title": one.title,
        "field": one.field or None,
        "text": "".join(piece.text for piece in one.pieces),
        "marked": [piece.text for piece in one.pieces if piece.marked],
        "machine": one.machine,
        "dates": list(one.dates),
    }


def _lines(one: Match) -> list[str]:
    where = one.item_name if one.owner != one.item else ""
    head = [one.kind, one.title, where, _clock(one.start), one.owner]
    text = "".join(f"[{p.text}]" if p.marked else p.text for p in one.pieces)
    why = ", ".join(f"{_REASONS[reason]} {text}".strip() for reason, text in one.why)
    draft = "  a machine's reading, find only" if one.machine else ""
    return [
        "  ".join(part for part in head if part),
        f"    {text}",
        f"    {why}{draft}",
    ]


def _term(vocabulary: str, code: str) -> str:
    known = terms.BY_NAME.get(vocabulary)
    term = known.term(code) if known else None
    return term.english if term else code


def _pair(time: Fraction | None) -> list[int] | None:
    return None if time is None else [time.numerator, time.denominator]


def _clock(time: Fraction | None) -> str:
    if time is None:
        return ""
    minutes, seconds = divmod(int(time), 60)
    return f"{minutes}:{seconds:02d}"
