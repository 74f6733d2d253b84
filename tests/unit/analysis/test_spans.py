# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import cv2
import numpy as np
import pytest
from tests.unit.analysis import pictures
from tests.unit.analysis.pictures import Pixels

from witnessbox.analysis import spans
from witnessbox.analysis.faults import fault
from witnessbox.analysis.spans import Spans

Told = tuple[str, int, int, dict[str, object]]


def told(drawn: Sequence[Pixels], step: Fraction = pictures.STEP) -> list[Told]:
    """Kind, start, end in seconds, and value of each span."""
    stage = Spans()
    stage.load({})
    found = pictures.watched(stage, drawn, step=step)
    assert all(one.start is not None and one.end is not None for one in found[:-1])
    return [
        (one.kind, int(one.start or 0), int(one.end or 0), dict(one.value))
        for one in found
        if one.kind != "summary"
    ]


def room(number: int = 1, clock: bool = True) -> Pixels:
    """What a camera on a wall sees at one time, with a clock that ticks."""
    seen = pictures.noisy(pictures.scene(7), number)
    if clock:
        cv2.rectangle(seen, (400, 8), (620, 32), (0, 0, 0), -1)
        text = f"12:{number // 60:02d}:{number * 37 % 60:02d}"
        cv2.putText(seen, text, (405, 28), 0, 0.7, (255, 255, 255), 2)
    return seen


def with_person(number: int, at: tuple[int, int], height: int = 30) -> Pixels:
    seen = room(number)
    x, y = at
    width, middle = height // 2, y + height // 2
    cv2.rectangle(seen, (x, y), (x + width, middle), (245, 245, 245), -1)
    cv2.rectangle(seen, (x, middle), (x + width, y + height), (10, 10, 40), -1)
    return seen


def test_a_dark_span_is_told_from_its_first_to_its_last_picture() -> None:
    dark = pictures.noisy(pictures.grey(6), 1)
    drawn = [pictures.scene(1), dark, dark, dark, pictures.scene(2)]
    assert told(drawn) == [("black", 4, 12, {"pictures": 3})]


def test_a_dark_room_in_which_something_is_seen_is_not_black() -> None:
    dim = (pictures.scene(1) // 4).astype(np.uint8)
    assert told([pictures.scene(2), dim, pictures.scene(3)]) == []


def _part(colour: tuple[int, int, int], share: float) -> Pixels:
    seen = pictures.scene(5)
    seen[int(360 * (1 - share)) :] = colour
    return seen


def _smeared(share: float) -> Pixels:
    seen = pictures.noisy(pictures.scene(5), 5, 12)
    first = int(360 * (1 - share))
    # A line with edges, as a lost slice repeats it.
    line = np.repeat(np.random.default_rng(1).integers(0, 256, (80, 3)), 8, axis=0)
    seen[first:] = line
    return seen


def _covered() -> Pixels:
    lens = cv2.GaussianBlur(pictures.scene(9), (0, 0), 40)
    cv2.putText(lens, "CAM 3", (20, 40), 0, 1, (255, 255, 255), 2)
    return pictures.noisy(lens.astype(np.uint8), 1, 2)


@pytest.mark.parametrize(
    ("seen", "why"),
    [
        (_part((130, 130, 130), 0.4), "grey"),
        (_part((0, 135, 0), 0.4), "green"),
        (_part((0, 77, 0), 0.4), "green"),
        (pictures.grey(130), "grey"),
        (pictures.grey(90), "flat"),
        (pictures.grey(255), "flat"),
        (_covered(), "flat"),
        (_smeared(0.5), "smear"),
    ],
    ids=["grey", "green601", "green709", "all grey", "blank", "white", "lens", "smear"],
)
def test_a_picture_that_was_lost_is_told(seen: Pixels, why: str) -> None:
    drawn = [pictures.scene(1), seen, seen, pictures.scene(2)]
    assert told(drawn) == [("grey-out", 4, 8, {"pictures": 2, "why": why})]


@pytest.mark.parametrize(
    "seen",
    [
        _part((130, 130, 130), 0.1),
        _part((200, 200, 200), 0.4),
        _part((20, 135, 20), 0.4),
        pictures.noisy(_part((130, 130, 130), 0.4), 1, 10),
        _smeared(0.1),
    ],
    ids=["a grey strip", "a white wall", "a lawn", "a grey wall", "a fence"],
)
def test_what_is_only_like_it_is_not(seen: Pixels) -> None:
    assert told([pictures.scene(1), seen, pictures.scene(2)]) == []


@pytest.mark.parametrize("number", range(0, 60, 3))
def test_ordinary_pictures_have_no_fault(number: int) -> None:
    for strength in (0.0, 3.0, 15.0):
        seen = pictures.noisy(pictures.scene(number), number, strength)
        (frame,) = pictures.frames([seen])
        assert fault(frame.rgb(320), frame.grey(320)) == ""


def test_a_room_is_still_while_its_clock_ticks() -> None:
    drawn = [room(n) for n in range(12)]
    assert told(drawn) == [("still", 0, 44, {"pictures": 12, "equal": False})]


def test_without_passing_over_the_clock_it_would_not_be(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(spans, "TICKING_SHARE", -1.0)
    assert told([room(n) for n in range(12)]) == []


def test_somebody_who_walks_through_ends_the_span() -> None:
    drawn = [room(n) for n in range(8)]
    drawn += [with_person(8, (100, 200)), with_person(9, (300, 220))]
    drawn += [room(n) for n in range(10, 18)]
    still = {"pictures": 8, "equal": False}
    assert told(drawn) == [("still", 0, 28, still), ("still", 40, 68, still)]


def test_a_distant_figure_counts() -> None:
    drawn = [with_person(n, (60 + 12 * n, 200), height=20) for n in range(12)]
    assert told(drawn) == []


def test_a_camera_that_adapts_to_the_light_is_still() -> None:
    drawn = [
        np.clip(room(n).astype(int) // 2 + 60 + 4 * n, 0, 255).astype(np.uint8)
        for n in range(6)
    ]
    assert told(drawn) == [("still", 0, 20, {"pictures": 6, "equal": False})]


def test_a_camera_that_moves_is_not_still() -> None:
    wide = pictures.scene(3, (1200, 360))
    drawn = [np.ascontiguousarray(wide[:, 40 * n : 640 + 40 * n]) for n in range(12)]
    assert told(drawn) == []


def test_a_frozen_picture_is_equal() -> None:
    assert told([room(3)] * 5) == [("still", 0, 16, {"pictures": 5, "equal": True})]


def test_a_moment_is_not_a_span() -> None:
    assert told([room(1, clock=False)] * 2) == []
    assert told([room(1, clock=False)] * 3, Fraction(3)) == []


def test_pictures_far_apart_are_not_compared() -> None:
    assert told([room(1, clock=False)] * 5, Fraction(11)) == []


def test_darkness_parts_two_still_spans() -> None:
    dark = pictures.grey(0)
    drawn = [*([room(1)] * 4), dark, dark, *([room(1)] * 4)]
    still = {"pictures": 4, "equal": True}
    assert told(drawn) == [
        ("still", 0, 12, still),
        ("black", 16, 20, {"pictures": 2}),
        ("still", 24, 36, still),
    ]


def test_a_long_film_is_one_span_across_windows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(spans, "WINDOW", 6)
    drawn = [room(n) for n in range(20)]
    assert told(drawn) == [("still", 0, 76, {"pictures": 20, "equal": False})]


def test_the_summary_adds_up_each_kind() -> None:
    stage = Spans()
    stage.load({})
    dark = pictures.grey(0)
    found = pictures.watched(stage, [*([room(1)] * 4), dark, dark, pictures.scene(1)])
    assert pictures.summary(found) == {"black": 4000, "still": 12000}


@pytest.mark.parametrize("size", [(2, 2), (16, 9), (640, 4)])
def test_a_picture_too_small_to_judge_is_passed_over(size: tuple[int, int]) -> None:
    assert told([pictures.grey(0, size)] * 4) == []
