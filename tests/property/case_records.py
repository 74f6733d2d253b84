# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Arbitrary records of every kind that there is, as hypothesis strategies."""

from __future__ import annotations

import functools
from typing import Any

from hypothesis import strategies as st

from witnessbox.model import kinds, terms
from witnessbox.model.field import UNKNOWN, Field, Takes, visible
from witnessbox.model.kind import Kind
from witnessbox.release.exchanged import Form, Given
from witnessbox.release.gate import Passed

HEX = st.text("0123456789abcdef", min_size=32, max_size=32)
ODD = st.sampled_from(
    ["?", "\\", "|", "'=1", "=1+1", "a|b", "\\?", "@x", "\t-", "::", "Ёлкин\n\r\0x"]
)
LINES = st.one_of(
    ODD, st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)
).filter(visible)
LINE = LINES.map(lambda text: text.translate({10: " ", 13: " ", 0: " "})).filter(
    visible
)
EDTF = "2024 2024-03 2024-03-09 2024-XX-XX 2024-03-XX 2024-03~ 2024-03-09/2024-03-11 \
../2024-03 2023/.. 2024-03-09/2024-04~"
DATES = st.sampled_from(EDTF.split())


def _id(*prefixes: str) -> st.SearchStrategy[str]:
    return st.builds("{}-{}".format, st.sampled_from(prefixes), HEX)


def _pair() -> st.SearchStrategy[list[int]]:
    return st.tuples(st.integers(-(10**6), 10**9), st.integers(1, 90_000)).map(list)


@st.composite
def spans(draw: st.DrawFn) -> dict[str, Any]:
    """A part of an item."""
    start = draw(st.none() | _pair())
    end = None
    if start is not None and draw(st.booleans()):
        end = [start[0] + draw(st.integers(0, 10**6)), start[1]]
    left, top = draw(st.integers(0, 9000)), draw(st.integers(0, 9000))
    region = draw(st.none() | st.just([left, top, 10_000 - left, 10_000 - top]))
    stream = draw(st.none() | st.integers(0, 40))
    item = draw(_id("i"))
    times = {"item": item, "stream": stream, "start": start, "end": end}
    return {**times, "region": region}


def _prefixes(field: Field) -> list[str]:
    """Of the ids that it may lead to; some kinds are still to come."""
    here = [kinds.BY_NAME[name].prefix for name in field.of if name in kinds.BY_NAME]
    return here + [kinds.OUTSIDE[name] for name in field.of if name in kinds.OUTSIDE]


@functools.cache
def values(field: Field) -> st.SearchStrategy[Any]:
    """What a field takes."""
    links = _id(*_prefixes(field)) if field.takes.startswith("link") else None
    vocabulary = terms.vocabulary_of(field)
    codes = [t.code for t in vocabulary.terms] if vocabulary else ["some-code", "x.1"]
    single: dict[Takes, st.SearchStrategy[Any]] = {
        Takes.TEXT: LINE,
        Takes.LONG: LINES,
        Takes.TERM: st.sampled_from(codes),
        Takes.TERMS: st.sampled_from(codes),
        Takes.DATE: DATES,
        Takes.NUMBER: st.integers(-(1 << 40), 1 << 40),
        Takes.FLAG: st.booleans(),
        Takes.SPAN: spans(),
        Takes.SPANS: spans(),
        Takes.MEMBER: st.sampled_from(["bako-mitu", "a"]),
        Takes.LANGUAGE: st.sampled_from(["ru", "en", "ru-Latn"]),
    }
    one = links if links is not None else single[field.takes]
    if field.many:
        one = st.lists(one, min_size=1, max_size=3, unique_by=str)
    if field.required:
        return one
    return one | st.just(dict(UNKNOWN))


@st.composite
def fields(draw: st.DrawFn, kind: Kind) -> dict[str, Any]:
    """The fields of a record of this kind, which it lets pass."""
    told: dict[str, Any] = {}
    for field in kind.fields:
        if field.required or draw(st.booleans()):
            told[field.name] = draw(values(field))
    return told


@st.composite
def records(draw: st.DrawFn, kind: Kind) -> Given:
    """A record of this kind."""
    identity = draw(_id(kind.prefix))
    return Given(identity, kind.name, draw(fields(kind)), "st-1", "bako-mitu", "2024")


def let_pass(*given: Given) -> Passed:
    """What a gate lets pass that holds nothing back."""
    return Passed(given, tuple((one.id, "asked") for one in given), (), ())


__all__ = ["Form", "fields", "let_pass", "records", "spans"]
