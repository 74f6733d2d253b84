# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Lines of Russian and English are found and read; patterns are not."""

from __future__ import annotations

import math

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.analysis import lettered

from witnessbox.analysis import alphabet, lettering, page
from witnessbox.analysis.ocr import Reader, Text, readable
from witnessbox.analysis.textline import Box, cut, joined

LINES = (
    ((40, 40), "КАМ 3 Проходная"),
    ((40, 640), "22.11.2026 14:03:57"),
    ((800, 640), "CAM 04 North gate"),
)


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(lettered.weights())


def read(reader: Reader, pixels: lettered.Pixels) -> list[str]:
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY).view(np.uint8)
    return [text.text for _, text in page.lines(reader, pixels, grey)]


def test_both_languages_are_read_in_their_own_letters(reader: Reader) -> None:
    found = read(reader, lettered.lettered(lettered.ground(), LINES))
    assert sorted(found) == sorted(text for _, text in LINES)


def test_a_turned_line_is_read(reader: Reader) -> None:
    drawn = lettered.lettered(
        lettered.ground(), [((400, 350), "Дежурная часть 12")], 36
    )
    turn = cv2.getRotationMatrix2D((640, 360), 12, 1)
    turned = cv2.warpAffine(drawn, turn, (1280, 720), borderMode=cv2.BORDER_REPLICATE)
    assert read(reader, turned.view(np.uint8)) == ["Дежурная часть 12"]


def test_a_letter_is_read_line_by_line(reader: Reader) -> None:
    paper = np.full((1400, 1000, 3), 235, np.uint8)
    words = "Настоящим сообщаю что в ночь на вторник дежурил"
    lines = [((60, 60 + 50 * n), f"{words} {n + 10}") for n in range(24)]
    found = read(reader, lettered.lettered(paper, lines, 28, dark=True))
    assert [" ".join(one.split()) for one in found] == [text for _, text in lines]


def test_nothing_is_read_where_nothing_is_written(reader: Reader) -> None:
    random = np.random.default_rng(5)
    noise = random.integers(0, 255, (720, 1280, 3), dtype=np.uint8)
    bricks = lettered.ground()
    bricks[::24] = 20
    for row in range(30):
        bricks[24 * row : 24 * row + 24, (row % 2) * 30 :: 60] = 20
    for pixels in (lettered.ground(), noise, bricks):
        assert read(reader, pixels) == []


boxes = st.builds(
    Box, st.floats(0, 500), st.floats(0, 500), st.floats(5, 300), st.floats(5, 40),
    st.floats(-90, 90), st.floats(0, 1),
)  # fmt: skip


@given(boxes, st.tuples(st.integers(1, 4000), st.integers(1, 4000)))
def test_a_region_lies_within_the_picture(box: Box, size: tuple[int, int]) -> None:
    assert box.region(size).holds


@given(boxes)
def test_a_crop_is_upright_wherever_the_box_is(box: Box) -> None:
    crop = cut(np.zeros((300, 400), np.uint8), box)
    assert crop.shape[0] == 40
    assert crop.shape[1] >= 20


@given(st.lists(boxes, max_size=8))
def test_joining_loses_no_line(given_: list[Box]) -> None:
    made = joined(given_)
    assert len(made) <= len(given_)
    for box in given_:
        assert any(
            other.bounds()[0] - 1 <= box.x <= other.bounds()[2] + 1
            and other.bounds()[1] - 1 <= box.y <= other.bounds()[3] + 1
            for other in made
        )


def test_a_date_and_a_time_of_one_row_are_one_line_and_columns_are_two() -> None:
    date, time = Box(100, 50, 100, 20, 0, 1), Box(212, 51, 100, 20, 0, 1)
    far = Box(500, 50, 100, 20, 0, 1)
    made = joined([far, time, date])
    assert [round(one.width) for one in made] == [212, 100]
    assert math.isclose(made[0].x, 156)


@given(st.text(max_size=60))
def test_tidying_twice_changes_nothing(text: str) -> None:
    once = alphabet.tidy(text)
    assert alphabet.tidy(once) == once
    assert "\n" not in once


def test_a_word_is_of_one_alphabet() -> None:
    assert alphabet.tidy("САМ 04 North gаte") == "CAM 04 North gate"
    assert alphabet.tidy("KAM 3 Прoxодная") == "КАМ 3 Проходная"
    assert alphabet.language("КАМ 3") == "ru"
    assert alphabet.language("CAM 3") == "en"
    assert alphabet.language("14:03") == ""


def test_scraps_are_not_readable() -> None:
    assert readable(Text("КАМ 3", 900, "ru"))
    for text in (Text("КАМ 3", 300, "ru"), Text("|—=", 900, ""), Text("а", 900, "ru")):
        assert not readable(text)


def test_lettering_is_seen_in_its_edges_and_a_changed_word_as_well() -> None:
    empty, drawn, other = (
        cv2.resize(
            lettered.lettered(lettered.ground(), lines)[:, :, 1], (640, 360),
            interpolation=cv2.INTER_AREA,
        ).view(np.uint8)
        for lines in ([], [((400, 300), "Проходная")], [((400, 300), "Дежурная.")])
    )  # fmt: skip
    assert not lettering.texty(lettering.edges(empty)).any()
    flags = lettering.texty(lettering.edges(drawn))
    (place,) = lettering.places(flags, drawn.shape)
    assert place[0] <= 200 < 260 <= place[2]
    assert place[1] <= 150 < 160 <= place[3]
    patch = lettering.patch(lettering.edges(drawn), place)
    noisy = np.clip(
        drawn + np.random.default_rng(1).normal(0, 3, drawn.shape), 0, 255
    ).astype(np.uint8)
    assert lettering.likeness(patch, lettering.edges(noisy), place) > lettering.SAME
    assert lettering.likeness(patch, lettering.edges(other), place) < lettering.SAME
