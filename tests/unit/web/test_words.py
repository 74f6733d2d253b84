# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Every code of the floors below has words, and numbers have their unit."""

from __future__ import annotations

import pytest

from witnessbox.base.values import SEALED_COMPARTMENTS
from witnessbox.catalogue.answers import ITEM_KINDS
from witnessbox.media.formats import Reason
from witnessbox.web import words


def test_every_reason_why_something_cannot_be_shown_has_a_sentence() -> None:
    assert set(words.REASONS) == {reason.value for reason in Reason}


def test_every_kind_and_compartment_has_a_name() -> None:
    assert set(words.KINDS_MANY) == set(ITEM_KINDS)
    assert set(words.KINDS) == {*ITEM_KINDS, ""}
    assert set(words.COMPARTMENTS) == {each.value for each in SEALED_COMPARTMENTS}


def test_an_unknown_code_shows_as_itself_harmlessly() -> None:
    assert words.said(words.REASONS, "new-code") == "new-code"
    assert words.said(words.REASONS, "a\u202eb") == "a\\u{202e}b"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (999, "999 bytes"),
        (1000, "1.00 kB"),
        (47_300_000, "47.3 MB"),
        (999_600, "1.00 MB"),
        (5_413_090_912, "5.41 GB"),
        (2_000_000_000_000, "2.00 TB"),
    ],
)
def test_sizes_read_as_people_say_them(value: int, text: str) -> None:
    assert words.size(value) == text.replace(" ", "\u00a0").replace("bytes", "bytes")


@pytest.mark.parametrize(
    ("fraction", "text"),
    [((6027211, 1000000), "0:06"), ((7443, 1), "2:04:03"), (None, ""), ((1, 0), "")],
)
def test_lengths_are_exact_and_rounded_down(
    fraction: tuple[int, int] | None, text: str
) -> None:
    assert words.length(fraction) == text


def test_a_moment_that_is_none_of_ours_stays_as_it_is() -> None:
    assert words.moment("2024-03-08T21:14:00Z") == "8 Mar 2024, 21:14:00 UTC"
    assert words.moment("<b>8 March</b>") == "<b>8 March</b>"
    assert words.moment("a\x00b") == "a\\u{0000}b"


def test_waiting_times_are_short() -> None:
    assert words.span(0) == "1\u00a0s"
    assert words.span(4440) == "1\u00a0h\u00a014\u00a0min"


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, ""), (40, "40 s"), (185, "3 min"), (43500, "12 h 05 min")]
)
def test_hours_read_as_people_say_them(seconds: int, text: str) -> None:
    assert words.playing(seconds).replace("\u00a0", " ") == text
