# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Names in texts, by whole words."""

from __future__ import annotations

import pytest

from witnessbox.link.mention import mentions

NAME = "Савельев Пётр Ильич"


@pytest.mark.parametrize(
    "text",
    [
        "Saveliev",
        "Led by SAVEL'YEV to the door.",
        "Видел Савельева у двери",
        "Petr, of block 2",
        "He is called Saveljev-Petr",
    ],
)
def test_a_text_that_holds_a_name(text: str) -> None:
    assert mentions(text, NAME)


@pytest.mark.parametrize(
    "text", ["", "Man 5", "P. S.", "He saved a petrol can", "Савой и пётля"]
)
def test_a_text_that_does_not(text: str) -> None:
    assert not mentions(text, NAME)


def test_a_short_name_is_told_from_a_word_by_its_capital() -> None:
    assert mentions("Gai, of block 2", "Гай")
    assert not mentions("man of block 2", "Ман")


def test_two_words_that_are_merely_alike_make_a_name() -> None:
    assert mentions("Savelyoff Pietr", NAME)
    assert not mentions("Savelyoff", "Савельин Пётр")
