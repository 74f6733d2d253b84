# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The plot: how much, when, which numbers are missing, who is seen where."""

from __future__ import annotations

from datetime import timedelta

from witnessbox.story.cast import BY_KEY, CAMERAS
from witnessbox.story.plot import HERON, KITE, PUBLISHED
from witnessbox.story.plot_event import STORE_DOOR
from witnessbox.story.staging import PARCELS, at


def seconds() -> float:
    total = 0.0
    for clip in (*HERON, *KITE):
        total += clip.cut[1] - clip.cut[0] if clip.cut else clip.seconds
    return total


def test_there_are_about_three_dozen_clips_of_eighteen_to_twenty_minutes() -> None:
    assert 36 <= len(HERON) + len(KITE) <= 42
    assert 18 * 60 <= seconds() <= 20 * 60


def test_two_cameras_see_the_event_and_one_clock_is_slow() -> None:
    seen = {clip.camera: clip for clip in HERON if clip.event == PARCELS}
    assert sorted(seen) == ["corridor", "store"]
    assert seen["corridor"].start == seen["store"].start
    assert seen["corridor"].clock_slow == timedelta(0)
    assert seen["store"].clock_slow == timedelta(minutes=7, seconds=40)


def test_the_slow_clock_is_right_from_the_ninth_of_march() -> None:
    camera = CAMERAS["store"]
    assert camera.shown(at(5, "14:12:10")) == at(5, "14:04:30")
    assert camera.shown(at(10, "14:00:00")) == at(10, "14:00:00")


def test_numbers_0117_to_0119_are_missing() -> None:
    names = [clip.path for clip in HERON if clip.camera == "body"]
    numbers = {int(name[-8:-4]) for name in names}
    assert {116, 120} <= numbers
    assert not numbers & {117, 118, 119}


def test_whoever_leaves_the_corridor_by_the_store_door_enters_the_store_then() -> None:
    seen = {clip.camera: clip for clip in HERON if clip.event == PARCELS}
    last = [part.path[-1] for part in seen["corridor"].parts]
    left = {mark[0] for mark in last if mark[1:] == STORE_DOOR}
    came = {part.path[0][0] for part in seen["store"].parts}
    assert came == left


def test_every_part_is_played_by_somebody_and_told_in_order() -> None:
    for clip in (*HERON, *KITE):
        for part in clip.parts:
            assert part.who in BY_KEY
            marks = [mark[0] for mark in part.path]
            assert marks == sorted(marks), clip.key
        for line in clip.lines:
            assert line.second < clip.seconds


def test_files_have_the_ailments_of_the_story() -> None:
    assert any(clip.uneven for clip in HERON)
    assert any(clip.form.ten_bit for clip in HERON)
    assert any(clip.kept < 1 for clip in HERON)
    assert any(clip.black for clip in HERON)
    assert {clip.form.kind for clip in HERON} == {"mp4", "avi", "webm"}
    assert PUBLISHED.cut is not None
    assert PUBLISHED.cut[1] - PUBLISHED.cut[0] == 6


def test_the_major_is_not_at_white_brook_after_the_ninth() -> None:
    for clip in HERON:
        if clip.start >= at(10, "00:00:00"):
            assert "tsvetkov" not in {part.who for part in clip.parts}
