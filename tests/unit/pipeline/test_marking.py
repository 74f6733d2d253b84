# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Marks lie on what is there: a stream, its time, or a thing that has none."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from tests.unit.pipeline.conftest import TakeIn
from tests.unit.web.conftest import looked

from witnessbox.catalogue.answers import Filter
from witnessbox.model.field import Marked
from witnessbox.model.finding import Region
from witnessbox.pipeline.marking import LAST_FRAME, amiss
from witnessbox.pipeline.session import Session
from witnessbox.pipeline.stating import Stating, Wish

FILM: dict[str, Any] = {
    "kind": "video",
    "start": [0, 1],
    "duration": [60, 1],
    "notes": [],
    "streams": [
        {"index": 0, "time_base": [1, 10], "start": -5, "duration": 600},
        {"index": 1, "time_base": [1, 1], "start": None, "duration": None},
    ],
}


def mark(start: Any, end: Any = None, stream: int | None = 0) -> Marked:
    begin = None if start is None else Fraction(start)
    return Marked("i-0", stream, begin, None if end is None else Fraction(end))


@pytest.mark.parametrize(
    ("span", "found"),
    [
        (mark(0, 60), ""),
        (mark(0, 60 + LAST_FRAME), ""),
        (mark(0, 62), "outside-its-time"),
        (mark(62), "outside-its-time"),
        (mark(Fraction(-1, 2), 1), ""),
        (mark(-1, 1), "outside-its-time"),
        (mark(1, 2, stream=1), ""),
        (mark(1, 2, stream=2), "no-such-stream"),
        (mark(1, 2, stream=None), ""),
        (mark(None, None, stream=None), ""),
    ],
)
def test_a_mark_on_a_film(span: Marked, found: str) -> None:
    assert amiss(span, FILM) == found


def test_what_the_look_does_not_know_refuses_nothing() -> None:
    late = mark(100, 200, stream=7)
    assert amiss(late, {}) == ""
    assert amiss(mark(100, 200), {**FILM, "notes": ["damaged"]}) == ""
    unknown = {**FILM, "duration": None, "notes": ["no-duration"]}
    assert amiss(mark(100, 200), unknown) == ""
    assert amiss(mark(-9, 200), unknown) == "outside-its-time"
    longer = {**FILM, "streams": [{**FILM["streams"][0], "duration": 2100}]}
    assert amiss(mark(100, 200), longer) == "", "a stream outlasts what its file says"


@pytest.mark.parametrize("kind", ["photograph", "document"])
def test_what_has_no_time_has_no_moment(kind: str) -> None:
    look = {"kind": kind, "streams": []}
    assert amiss(mark(0, 1), look) == "has-no-time"
    assert amiss(Marked("i-0", region=Region(0, 0, 10, 10)), look) == ""


def test_a_statement_marks_what_the_look_found(
    session: Session, take_in: TakeIn, tmp_path: Any
) -> None:
    place = tmp_path / "disk"
    place.mkdir()
    (place / "a.mp4").write_bytes(b"a film")
    take_in(place)
    item = session.items(Filter(), 1).rows[0].item
    pen = Stating(session)

    def told(end: int) -> dict[str, Any]:
        span = Marked(item, 0, Fraction(0), Fraction(end)).to_json()
        return {"spans": [span], "observed": "O"}

    before = pen.state("description", told(700))
    session.committer.commit([looked(item, "video")])
    found = pen.checked(Wish("description", told(700)))
    assert [(one.field, one.code) for one in found] == [("spans", "outside-its-time")]
    pen.state("description", told(600))
    pen.state("description", {**told(700), "observed": "Mended"}, before)
