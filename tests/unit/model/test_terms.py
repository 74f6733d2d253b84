# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Every field has its vocabulary, and every term its words and its fixed code."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from witnessbox.model import kinds, terms
from witnessbox.model.field import CODE, Field, Takes
from witnessbox.model.kind import Kind
from witnessbox.model.vocabulary import Vocabulary, vocabulary

LIST = Path(__file__).parents[3] / "docs" / "spec" / "terms.csv"

FREE = {
    ("coding", "value"),
    ("term", "vocabulary"),
    ("term", "code"),
    ("term", "replaces"),
}
"""The fields of a term that no vocabulary can be named for."""


def lacking(every: Iterable[Kind], known: Mapping[str, Vocabulary]) -> set[str]:
    """The fields whose vocabulary is missing, as kind.field."""
    found = set()
    for kind in every:
        for field in kind.fields:
            if field.takes not in (Takes.TERM, Takes.TERMS):
                continue
            named = field.of[0] if field.of else ""
            if named not in known and (kind.name, field.name) not in FREE:
                found.add(f"{kind.name}.{field.name}")
    return found


def rows() -> list[list[str]]:
    return [
        [v.name, t.code, v.thesaurus if t.huridocs else "", t.huridocs]
        for v in terms.VOCABULARIES
        for t in v.terms
    ]


def test_every_field_of_a_term_has_its_vocabulary() -> None:
    assert lacking(kinds.KINDS, terms.BY_NAME) == set()


def test_a_field_whose_vocabulary_is_missing_is_found() -> None:
    strange = Kind("x", "x", (Field("mood", Takes.TERM, ("mood",)),))
    assert lacking([strange], terms.BY_NAME) == {"x.mood"}
    without = {n: v for n, v in terms.BY_NAME.items() if n != "grade"}
    assert lacking(kinds.KINDS, without) == {"identification.grade"}


def test_no_vocabulary_is_there_for_nothing() -> None:
    named = {f.of[0] for k in kinds.KINDS for f in k.fields if f.of}
    assert set(terms.BY_NAME) <= named
    assert len(terms.BY_NAME) == len(terms.VOCABULARIES)


@pytest.mark.parametrize("one", terms.VOCABULARIES, ids=lambda one: one.name)
def test_terms_are_told_apart_in_both_languages(one: Vocabulary) -> None:
    for seen in (
        [t.code for t in one.terms],
        [t.english for t in one.terms],
        [t.russian for t in one.terms],
    ):
        assert len(set(seen)) == len(seen)
    for term in one.terms:
        assert CODE.fullmatch(term.code)
        assert re.search("[А-яЁё]", term.russian)
        assert not re.search("[А-яЁё]", term.english)
        assert term.huridocs == "" or (term.huridocs.isdigit() and one.thesaurus)


def test_a_code_is_for_ever() -> None:
    """The list is published: what is in it is read by others' programs."""
    with LIST.open(encoding="utf-8", newline="") as file:
        published = [row[:4] for row in csv.reader(file)][1:]
    assert published == rows(), "run scripts/term_list.py, which only ever adds"


def test_a_line_that_is_no_term_is_refused() -> None:
    assert vocabulary("x", "a | A | А | 01 | replaces b").terms[0].replaces == "b"
    assert vocabulary("x", "a | A | А | | retired").codes == ()
    for line in ("a", "a | A", "a | A | ", "a | A | А | | gone"):
        with pytest.raises(ValueError, match="not a term"):
            vocabulary("x", line)


def test_the_five_degrees_are_the_protocols() -> None:
    assert terms.BY_NAME["consistency"].codes == (
        "not-consistent",
        "consistent",
        "highly-consistent",
        "typical",
        "diagnostic",
    )
    assert not terms.BY_NAME["consistency"].open


def test_the_degrees_of_involvement_are_all_there() -> None:
    numbers = {t.huridocs for t in terms.BY_NAME["degree"].terms}
    wanted = "0101 0102 0103 0104 0105 0106 0301 04 0501 0502 0503 06"
    assert set(wanted.split()) <= numbers
