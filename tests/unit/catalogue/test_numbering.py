# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Counted names, gaps between them, and times that names claim."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from witnessbox.catalogue.numbering import (
    MAX_JUMP,
    Gap,
    Numbered,
    gaps,
    numbered,
    pattern,
    time_in_name,
)

NUMBERS = st.lists(st.integers(0, 3000), max_size=60)


@pytest.mark.parametrize(
    ("path", "series", "number"),
    [
        (b"DCIM/100MEDIA/IMG_0007.JPG", "DCIM/*/IMG_####", 7),
        (b"DCIM/101MEDIA/IMG_0107.THM", "DCIM/*/IMG_####", 107),
        (b"gate/CAM-03_0116.mp4", "gate/CAM-03_####", 116),
        (b"0042.mp4", "####", 42),
        (b"IMG_0007 (1).JPG", "IMG_####", 7),
        ("копия DSC01234.jpg".encode(), "DSC#####", 1234),
        (b"x\xff/clip12", "x\\xff/clip##", 12),
    ],
)
def test_a_counted_name_has_a_series(path: bytes, series: str, number: int) -> None:
    assert numbered(path) == Numbered(series, number)


@pytest.mark.parametrize(
    "path",
    [
        b"VID_20240308_211400.mp4",
        b"2024-03-08 21.14.mp4",
        b"IMG-20240308-WA0001.jpg",
        b"clip7.mp4",
        b"12345678.mp4",
        b"notes.txt",
        b"IMG_0007_edited.jpg",
        b"",
        b"/",
        b"a" * 500 + b"0001.jpg",
    ],
)
def test_other_names_have_none(path: bytes) -> None:
    assert numbered(path) is None


@given(st.binary(max_size=80))
def test_any_name_is_answered(path: bytes) -> None:
    one = numbered(path)
    assert one is None or (one.number >= 0 and one.series.endswith("##"))
    assert len(pattern(path)) <= 70
    assert len(time_in_name(path)) in (0, 10, 19)


@given(st.integers(0, 99_999), st.sampled_from(["IMG_", "CAM-1_", "кадр "]))
def test_a_name_made_from_a_number_gives_it_back(number: int, letters: str) -> None:
    one = numbered(f"d/{letters}{number:05d}.mp4".encode())
    assert one == Numbered(f"d/{letters}#####", number)


@given(NUMBERS)
def test_present_and_missing_numbers_are_all_there_are(numbers: list[int]) -> None:
    present = sorted(numbers)
    found = list(gaps(present))
    missing = {n for gap in found for n in range(gap.first, gap.last + 1)}
    assert missing.isdisjoint(present)
    assert sum(gap.count for gap in found) == len(missing)
    if present and all(b - a <= MAX_JUMP for a, b in pairwise(present)):
        assert missing | set(present) == set(range(present[0], present[-1] + 1))


@given(NUMBERS)
def test_gaps_are_in_order_and_never_touch(numbers: list[int]) -> None:
    found = list(gaps(sorted(numbers)))
    for gap in found:
        assert gap.first <= gap.last
    for left, right in pairwise(found):
        assert left.last + 1 < right.first


def test_a_far_jump_is_another_count() -> None:
    assert list(gaps([1, 2, 2 + MAX_JUMP])) == [Gap(3, 1 + MAX_JUMP)]
    assert list(gaps([1, 2, 3 + MAX_JUMP])) == []


@pytest.mark.parametrize(
    ("name", "pattern_"),
    [
        (b"a/CAM-03_0116.mp4", "CAM-03_####"),
        ("кам 2_00116.avi".encode(), "кам 2_#####"),
        (b"rgba32_0116.png", ""),
        (b"IMG_0116.jpg", ""),
        (b"0116.mp4", ""),
        (b"CAM-03_20240308_0001.mp4", ""),
        (b"notes.txt", ""),
    ],
)
def test_a_pattern_names_a_device_only_if_it_tells_one(
    name: bytes, pattern_: str
) -> None:
    assert pattern(name) == pattern_


@pytest.mark.parametrize(
    ("name", "time"),
    [
        (b"VID_20240308_211400.mp4", "2024-03-08T21:14:00"),
        (b"2024-03-08 21.14.05.mp4", "2024-03-08T21:14:05"),
        (b"2024-03-08 21.14.mp4", "2024-03-08T21:14:00"),
        (b"IMG-20240308-WA0001.jpg", "2024-03-08"),
        (b"20240308.mp4", "2024-03-08"),
        (b"20240308211405.mp4", "2024-03-08T21:14:05"),
        (b"20240308_6111.mp4", "2024-03-08"),
        (b"20241308.mp4", ""),
        (b"CAM_0116.mp4", ""),
        (b"12024030899.mp4", ""),
    ],
)
def test_a_time_in_a_name_is_read_and_not_made_up(name: bytes, time: str) -> None:
    assert time_in_name(name) == time
