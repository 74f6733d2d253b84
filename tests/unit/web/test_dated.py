# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Terms since and until, seconds of clocks, and words that readers know."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from witnessbox.web import dated, tongue, words_terms

TERMS = [
    ("2021-06-01/..", "since 1 June 2021", "с 1 июня 2021 г."),
    ("2021-06/..", "since June 2021", "с июня 2021 г."),
    ("2021/..", "since 2021", "с 2021"),
    ("../2024-03-09", "until 9 March 2024", "по 9 марта 2024 г."),
    ("2024-03", "March 2024", "март 2024 г."),
    ("no date", "no date", "no date"),
    ("no date/..", "no date/..", "no date/.."),
]


@pytest.fixture
def russian() -> Iterator[None]:
    tongue.speak("ru")
    yield
    tongue.speak("en")


@pytest.mark.parametrize(("text", "english"), [one[:2] for one in TERMS])
def test_a_term_is_since_and_until(text: str, english: str) -> None:
    assert dated.term(text) == english


@pytest.mark.usefixtures("russian")
@pytest.mark.parametrize(("text", "said"), [(one[0], one[2]) for one in TERMS])
def test_a_term_is_since_and_until_in_russian(text: str, said: str) -> None:
    assert re.sub(r"[\u00a0\u202f]", " ", dated.term(text)) == said


def test_what_lasts_is_since_a_day_and_what_happens_on_it_or_later() -> None:
    assert dated.of_kind("occupancy", "2021-06-01/..") == "since 1 June 2021"
    assert dated.of_kind("event", "2021-06-01/..") == "1 June 2021 or later"
    assert dated.of_kind("page", "2021-06-01") == "1 June 2021"


def test_a_fraction_of_nought_is_no_more_exact_than_a_second() -> None:
    for fraction in ("", ".0", ".000000"):
        told = f"2024-03-05T13:20:00{fraction}Z"
        assert dated.claimed(told) == "5 Mar 2024, 13:20:00Z"
    assert dated.claimed("2024-03-05T13:20:00.05Z") == "5 Mar 2024, 13:20:00.05Z"
    assert dated.claimed("2024-03-05T13:20:10.0") == "5 Mar 2024, 13:20:10"


@pytest.mark.usefixtures("russian")
def test_words_of_the_interface_are_its_readers_own() -> None:
    assert tongue.gettext("Outcome") == "Последствие"
    assert tongue.gettext("New outcome") == "Новое последствие"
    assert tongue.gettext("Look closely, by machine") == "Подробный машинный просмотр"
    assert words_terms.term("work-state", "triaged") == "Разобрано"
