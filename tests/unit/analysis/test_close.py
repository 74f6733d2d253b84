# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Tracks of faces and persons over every frame: drawn films with known boxes."""

from __future__ import annotations

import itertools
import json
from collections.abc import Sequence
from fractions import Fraction
from typing import cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.analysis import people
from tests.unit.analysis.people import Box, Pixels, Standing

from witnessbox.analysis.claims import BATCH
from witnessbox.analysis.close import CloseFaces
from witnessbox.analysis.persons import EVERY, ClosePersons
from witnessbox.analysis.pursuit import PART, Pursuit, Seen, Worth
from witnessbox.analysis.running import holds
from witnessbox.analysis.stage import About, Stage
from witnessbox.analysis.thinning import TOLERANCE, thinned
from witnessbox.analysis.tracks import Joining, TrackBox, between
from witnessbox.analysis.yolo import MODEL as YOLO
from witnessbox.analysis.yunet import MODEL
from witnessbox.media.reply import MAX_JSON
from witnessbox.model.finding import WHOLE, Finding

SIZE = (640, 360)


@pytest.fixture(scope="module")
def stage() -> CloseFaces:
    made = CloseFaces()
    made.load({MODEL: people.model_or_skip(MODEL)})
    return made


def watched(
    stage: Stage, pictures: Sequence[Pixels]
) -> tuple[list[Finding], dict[str, int]]:
    watcher = stage.watch(About("video", "video/mp4"))
    found: list[Finding] = []
    for number, rgb in enumerate(pictures):
        found += watcher.frame(people.frame(rgb, number))
    *rest, summary = watcher.end()
    found += rest
    assert all(holds(one) for one in (*found, summary))
    return found, cast("dict[str, int]", summary.value)


def drawn_boxes(track: Sequence[Finding], count: int) -> list[Box | None]:
    """The box in each frame as a reader draws it: straight lines between the kept."""
    out: list[Box | None] = [None] * count
    kept = [box for one in track for box in cast("list[list[int]]", one.value["boxes"])]
    wide, high = SIZE[0] / WHOLE, SIZE[1] / WHOLE
    for a, b in itertools.pairwise([kept[0], *kept]):
        for number in range(a[0] // 512, b[0] // 512 + 1):
            part = (number * 512 - a[0]) / max(b[0] - a[0], 1)
            x, y, w, h = (
                p + (q - p) * part for p, q in zip(a[1:5], b[1:5], strict=True)
            )
            out[number] = (x * wide, y * high, w * wide, h * high)
    return out


def test_a_face_is_followed_through_pictures_in_which_it_slips(
    stage: CloseFaces,
) -> None:
    pictures, boxes = [], []
    for n in range(30):
        rgb = people.room(SIZE, seed=n)
        boxes += people.draw(rgb, [Standing(0, (150 + 5 * n, 180 + n), 70)])
        if 12 <= n <= 16:
            rgb = people.room(SIZE, seed=n)
        pictures.append(rgb)
    (track,), summary = watched(stage, pictures)
    assert summary["tracks"] == 1
    assert summary["pictures"] == 30
    assert (track.kind, track.start, track.end) == (
        "face-track",
        Fraction(0),
        Fraction(29, 25),
    )
    assert (track.value["seen"], track.value["filled"]) == (25, 5)
    marked = [
        box[0] // 512 for box in cast("list[list[int]]", track.value["boxes"]) if box[6]
    ]
    assert set(marked) <= set(range(12, 17))
    assert {12, 16} <= set(marked)
    for told, box in zip(drawn_boxes([track], 30), boxes, strict=True):
        assert told is not None
        assert people.share(told, box) > 0.5


def test_a_face_is_followed_back_to_where_only_a_search_finds_it(
    stage: CloseFaces,
) -> None:
    # It comes near: at first it is too small for a look at the whole picture, and
    # the first picture, which is looked at deeply, does not show it at all.
    pictures, boxes = [], []
    for n in range(24):
        rgb = people.room(SIZE, seed=n)
        if n:
            boxes += people.draw(rgb, [Standing(0, (300 + n, 180), 11 + 0.8 * n)])
        pictures.append(rgb)
    found, _ = watched(stage, pictures)
    assert found
    track = max(found, key=lambda one: cast(int, one.value["seen"]))
    yunet = stage._yunet
    assert yunet is not None
    alone = min(n for n, rgb in enumerate(pictures) if len(yunet.detect(rgb, 0.45)))
    assert track.start is not None
    assert track.start < Fraction(alone - 2, 25)
    assert track.end == Fraction(23, 25)


def test_no_track_goes_over_a_cut_and_none_begins_without_a_face(
    stage: CloseFaces,
) -> None:
    one = [people.picture(SIZE, Standing(0, (200, 180), 80), seed=n) for n in range(8)]
    bright = [
        np.clip(rgb.astype(np.int16) + 90, 0, 255).astype(np.uint8) for rgb in one
    ]
    assert watched(stage, [people.room(SIZE, n) for n in range(8)])[0] == []
    assert len(watched(stage, one + one)[0]) == 1
    first, second = watched(stage, one + bright)[0]
    assert (first.end, second.start) == (Fraction(7, 25), Fraction(8, 25))
    assert (first.value["track"], second.value["track"]) == (0, 1)


def test_frames_without_a_stamp_or_out_of_order_are_left_out(
    stage: CloseFaces,
) -> None:
    rgb = people.picture(SIZE, Standing(0, (200, 180), 80))
    watcher = stage.watch(About("video", "video/mp4"))
    for number in (0, 1, 1, 0, 2):
        assert list(watcher.frame(people.frame(rgb, number))) == []
    nameless = people.frame(rgb, 3)
    nameless.pts = None
    assert list(watcher.frame(nameless)) == []
    (track, summary) = watcher.end()
    assert track.value["seen"] == 3
    assert summary.value["pictures"] == 3


def test_a_long_track_is_told_in_parts_that_fit_and_join() -> None:
    pursuit = Pursuit("face-track", Worth(0.5, 0.5, 1), Joining())
    count = 5 * PART
    for n in range(count):
        assert pursuit.picture(people.frame(people.room((64, 36)), n))
        # To and fro, so that hardly a box can be left out.
        seen = Seen((20.0 + 3 * (n % 3), 9.0, 12.0, 12.0), 0.9, n, {"pixels": 9})
        pursuit.see(n, seen)
    parts = list(pursuit.written())
    assert len(parts) > 2
    assert [one.value["part"] for one in parts] == list(range(len(parts)))
    assert {one.value["parts"] for one in parts} == {len(parts)}
    for a, b in itertools.pairwise(parts):
        assert a.end == b.start
        first, last = (cast("list[list[int]]", p.value["boxes"]) for p in (b, a))
        assert first[0] == last[-1]
    # A whole batch of the largest possible leaves the child in one message.
    widest = [[10**15, 10_000, 10_000, 10_000, 10_000, 1000, 1]] * PART
    assert max(len(cast("list[object]", p.value["boxes"])) for p in parts) <= PART
    document = {**parts[0].to_json(), "value": {**parts[0].value, "boxes": widest}}
    assert len(json.dumps(document, separators=(",", ":"))) * BATCH < MAX_JSON


def test_a_track_must_be_worth_it() -> None:
    worth = Worth(sure=0.8, fair=0.6, often=3)

    def track(*scores: float) -> tuple[TrackBox, ...]:
        return tuple(
            TrackBox(n, (0, 0, 9, 9), s, False, n) for n, s in enumerate(scores)
        )

    assert worth.holds(track(0.85))
    assert worth.holds(track(0.5, 0.65, 0.5))
    assert not worth.holds(track(0.65, 0.5))
    assert not worth.holds(track(0.5, 0.5, 0.5, 0.5))


steps = st.lists(
    st.tuples(st.floats(-6, 6), st.floats(-6, 6), st.floats(-2, 2), st.booleans()),
    min_size=1,
    max_size=60,
)


@given(steps)
def test_what_is_left_out_lies_on_the_line(
    drawn: list[tuple[float, float, float, bool]],
) -> None:
    box: Box = (100.0, 100.0, 30.0, 40.0)
    track = []
    for n, (dx, dy, grow, filled) in enumerate(drawn):
        box = (box[0] + dx, box[1] + dy, max(box[2] + grow, 8), max(box[3] + grow, 8))
        ends = n in (0, len(drawn) - 1)
        track.append(TrackBox(n, box, 0.5, filled and not ends, n))
    times = [n / 25 for n in range(len(track))]
    kept = thinned(track, times)
    assert kept == sorted(set(kept))
    assert {0, len(track) - 1} <= set(kept)
    for a, b in itertools.pairwise(kept):
        for n in range(a + 1, b):
            # Whether it was seen can be told from the two that are kept.
            assert track[n].filled == (track[a].filled and track[b].filled)
            line = between(track[a].box, track[b].box, (n - a) / (b - a))
            for side in (0, 1):
                size = track[n].box[2 + side]
                near = track[n].box[side] - line[side]
                far = near + size - line[2 + side]
                assert max(abs(near), abs(far)) <= (TOLERANCE + 1e-6) * size


def test_a_straight_way_needs_two_boxes() -> None:
    track = [TrackBox(n, (2.0 * n, 5, 20, 20), 0.5, False, n) for n in range(50)]
    assert thinned(track, [n / 25 for n in range(50)]) == [0, 49]


def test_nobody_is_a_person_in_an_empty_room() -> None:
    persons = ClosePersons()
    folder = people.model_or_skip(YOLO)
    persons.load({YOLO: folder})
    found, summary = watched(persons, [people.room(SIZE, n) for n in range(9)])
    assert found == []
    assert summary == {"tracks": 0, "pictures": -(-9 // EVERY), "most": 0}
