# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Every kind, field, link and problem of a record has words of its own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import witnessbox
from witnessbox.model.field import Takes
from witnessbox.model.kinds import BY_NAME, KINDS
from witnessbox.web import (
    words_fields,
    words_hints,
    words_links,
    words_problems,
    words_records,
)

SOURCE = Path(witnessbox.__file__).parent
MADE = re.compile(r'Problem\([^"]*(?:"[a-z_]*")?[^"]*,\s*"([a-z-]+)"')
NAMED = re.compile(r'code(?:: str)?\s*=\s*"([a-z]+-?[a-z-]+)"')


def codes() -> set[str]:
    found = {f"not-{each}" for each in Takes} | {"twice", "no-such-term"}
    for folder in ("model", "link", "pipeline"):
        for path in (SOURCE / folder).glob("*.py"):
            text = path.read_text()
            if "Problem(" in text:
                found |= {*MADE.findall(text), *NAMED.findall(text)}
    return found


def test_the_source_is_searched_for_codes() -> None:
    assert {"missing", "not-your-role", "wrong-kind", "circle"} <= codes()


def test_every_code_of_a_problem_has_a_sentence() -> None:
    assert codes() - set(words_problems.PROBLEMS) == set()


@pytest.mark.parametrize(
    "table",
    [words_records.KINDS, words_records.KINDS_MANY, words_records.KIND_HINTS],
    ids=["one", "many", "hint"],
)
def test_every_kind_has_words_and_no_others_have(table: dict[str, str]) -> None:
    assert set(table) == {kind.name for kind in KINDS}
    assert all(text.strip() for text in table.values())


def test_every_field_has_a_label_and_no_label_is_of_nothing() -> None:
    both = {f"{kind.name}.{one.name}" for kind in KINDS for one in kind.fields}
    names = {one.name for kind in KINDS for one in kind.fields}
    known = set(words_fields.LABELS)
    assert {one for one in both if not {one, one.partition(".")[2]} & known} == set()
    assert known - both - names == set()
    assert set(words_hints.HINTS) - both - names == set()


def test_a_field_means_what_its_kind_says() -> None:
    assert words_records.label("person", "label") == "Pseudonym"
    assert words_records.label("source", "label") == "Code name"
    assert words_records.hint("person", "sex") == ""


def test_links_are_headed_from_their_other_end() -> None:
    links = {
        f"{kind.name}.{one.name}"
        for kind in KINDS
        for one in kind.fields
        if one.takes in (Takes.LINK, Takes.LINKS)
    }
    assert set(words_links.LED) - links == set()
    assert words_links.head("act", "victim") == "Acts against this person"
    assert words_links.head("risk", "blackmailed_with") == (
        "Risks to persons, by “Blackmailed with this footage”"
    )


def test_what_is_added_from_a_record_may_lead_there() -> None:
    for name, adds in words_links.ADDS.items():
        for kind, field in adds:
            found = BY_NAME[kind].field(field)
            assert found is not None
            assert name in found.of
            assert f"{kind}.{field}" in words_links.ADD
