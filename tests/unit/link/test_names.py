# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Whether two writings are of one name, and why."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from witnessbox.link.names import WHOLE, Why, compare, word

SAME = [
    ("Савельев", "Saveliev", Why.STANDARD),
    ("Савельев", "Saveljew", Why.SCRIPT),
    ("Щукин Юрий", "Yuriy Schukin", Why.ORDER),
    ("Савельев Иван", "Савельеву Ивану", Why.CASE),
    ("Олег Гай", "Олега Гая", Why.CASE),
    ("Анна Рябинова", "Анне Рябиновой", Why.CASE),
    ("Савельев Иван Петрович", "Ivan Saveliev", Why.NO_PATRONYMIC),
    ("Савельев И. П.", "Савельев Иван Петрович", Why.INITIAL),
    ("Журавлёв Юрий", "Zhuravlyov Y.", Why.INITIAL),
    ("Журавлёв Степан", "Жураслёв Степан", Why.TYPING),
]
OTHER = [
    ("Савельев Иван Петрович", "Савельев Пётр Петрович"),
    ("Савельев Иван Петрович", "Савельев Иван Сергеевич"),
    ("Савельев Иван Петрович", "Савельева Анна Петровна"),
    ("Цветков Иван", "Щеглов Иван"),
    ("Гай Олег", "Ким Олег"),
    ("И. П.", "Иван Петрович"),
    ("", "Савельев"),
]


@pytest.mark.parametrize(("one", "other", "why"), SAME)
def test_writings_of_one_name_are_alike_and_say_why(
    one: str, other: str, why: Why
) -> None:
    found = compare(one, other)
    assert found.alike, found
    assert why in {reason for reason, _ in found.why}


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_two_names_are_not_alike(one: str, other: str) -> None:
    assert not compare(one, other).alike


def test_a_case_of_a_man_is_no_woman() -> None:
    man = "Савельев Иван Петрович"
    assert compare(man, "Савельева Ивана Петровича").alike
    told = compare(man, "Савельева Ивана Петровна")
    assert not told.alike


def test_an_exact_spelling_names_its_standard() -> None:
    found = compare("Щеглов Пётр", "Chtcheglov Petr")
    assert (Why.STANDARD, "MVD 310, French") in found.why


NAMES = st.text(st.sampled_from("абвгёжйцщъьяБ abcdjhsy.-'’ŝ\u0301"), max_size=30)


@given(NAMES, NAMES)
def test_order_of_asking_changes_nothing_and_a_score_stays_a_share(
    one: str, other: str
) -> None:
    found = compare(one, other)
    assert 0 <= found.score <= WHOLE
    assert found.score == compare(other, one).score


def test_a_name_is_itself() -> None:
    for name in ("Савельев Иван Петрович", "Saveliev", "Щ. Юрий"):
        assert compare(name, name).score >= 890
    assert word("Гай", "гай").score == WHOLE
