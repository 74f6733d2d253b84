# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What a form prints and reads again is equal, for every kind and type of field."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import FormData

from witnessbox.model.field import UNKNOWN, Field, Takes
from witnessbox.model.kind import Kind
from witnessbox.model.kinds import KINDS
from witnessbox.web import forms

HEX = st.text("0123456789abcdef", min_size=32, max_size=32)
LINE = st.text(
    st.characters(blacklist_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=30
).map(str.strip)
LONG = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\r"))
CODES = st.text("abcdefghijklmnopqrstuvwxyz-", min_size=1, max_size=9)
TIMES = st.tuples(st.integers(0, 10**6), st.integers(1, 10**4)).map(list)


@st.composite
def spans(draw: st.DrawFn) -> dict[str, Any]:
    start = draw(st.none() | TIMES)
    end = draw(st.none() | TIMES) if start else None
    region = draw(st.none() | st.lists(st.integers(0, 5000), min_size=4, max_size=4))
    return {
        "item": f"i-{draw(HEX)}",
        "stream": draw(st.none() | st.integers(0, 9)),
        "start": start,
        "end": end,
        "region": region,
    }


ONE: dict[Takes, st.SearchStrategy[Any]] = {
    Takes.TEXT: LINE.filter(bool),
    Takes.LONG: LONG.filter(lambda text: bool(text.strip())),
    Takes.TERM: CODES,
    Takes.TERMS: CODES,
    Takes.DATE: st.dates().map(str),
    Takes.NUMBER: st.integers(-(10**12), 10**12),
    Takes.FLAG: st.booleans(),
    Takes.LINK: HEX.map("pe-{}".format),
    Takes.LINKS: HEX.map("pe-{}".format),
    Takes.SPAN: spans(),
    Takes.SPANS: spans(),
    Takes.MEMBER: CODES,
    Takes.LANGUAGE: CODES,
}


def values(field: Field) -> st.SearchStrategy[Any]:
    one = ONE[field.takes]
    if field.many:
        one = st.lists(one, min_size=1, max_size=4, unique_by=str)
    return st.none() | st.just(dict(UNKNOWN)) | one


@st.composite
def records(draw: st.DrawFn) -> tuple[Kind, dict[str, Any]]:
    kind = draw(st.sampled_from(KINDS))
    drawn = {one.name: draw(values(one)) for one in kind.fields}
    return kind, {name: value for name, value in drawn.items() if value is not None}


@given(records())
def test_what_is_printed_is_read_again(drawn: tuple[Kind, dict[str, Any]]) -> None:
    kind, fields = drawn
    assert forms.parse(kind, FormData([*forms.pairs(kind, fields)])) == fields


@given(st.lists(st.tuples(st.sampled_from(["f.spans", "f.age", "f.date"]), st.text())))
def test_nothing_that_is_typed_breaks_a_form(pairs: list[tuple[str, Any]]) -> None:
    kind = next(one for one in KINDS if one.name == "act")
    fields = forms.parse(kind, FormData(pairs))
    assert set(fields) <= {"spans", "age", "date"}
    kind.problems(fields)
