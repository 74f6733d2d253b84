# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Tracks: nothing lost, nothing invented outside, the same played backwards."""

from __future__ import annotations

import itertools
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from witnessbox.analysis.tracks import (
    Box,
    Joining,
    Picture,
    Sighting,
    Track,
    between,
    tracks,
)

RATE = 25


def film(count: int, cuts: tuple[int, ...] = ()) -> list[Picture]:
    return [
        Picture(n, Fraction(n, RATE), sum(n >= cut for cut in cuts))
        for n in range(count)
    ]


def seen(number: int, box: Box, score: float = 0.9) -> Sighting:
    return Sighting(number, Fraction(number, RATE), box, score)


def walk(
    numbers: list[int], speed: float = 4.0, start: float = 100.0
) -> list[Sighting]:
    return [seen(n, (start + speed * n, 50.0, 20.0, 24.0)) for n in numbers]


def shape(track: Track) -> list[tuple[int, bool]]:
    return [(box.picture, box.filled) for box in track]


def test_a_face_that_slips_for_some_pictures_stays_in_its_track() -> None:
    (track,) = tracks(film(20), walk([0, 1, 2, 3, 8, 9, 10]))
    assert [n for n, _ in shape(track)] == list(range(11))
    assert [n for n, filled in shape(track) if filled] == [4, 5, 6, 7]
    # It moved by 4 a picture, and so do the boxes that were filled in.
    assert [round(box.box[0], 6) for box in track] == [100 + 4 * n for n in range(11)]


def test_it_is_not_bridged_when_it_was_away_too_long() -> None:
    numbers = [0, 1, 2, 40, 41]
    assert len(tracks(film(50), walk(numbers, speed=0.1))) == 2
    joining = Joining(gap=Fraction(2))
    assert len(tracks(film(50), walk(numbers, speed=0.1), joining)) == 1


def test_no_track_goes_across_a_cut() -> None:
    here = walk(list(range(10)), speed=0)
    assert len(tracks(film(10), here)) == 1
    assert len(tracks(film(10, cuts=(5,)), here)) == 2
    with_gap = [one for one in here if one.picture not in (4, 5)]
    assert len(tracks(film(10, cuts=(5,)), with_gap)) == 2


def test_two_who_cross_keep_their_way_through_the_gap() -> None:
    # One goes right, one goes left; where they meet nothing is seen of either.
    numbers = [n for n in range(21) if n not in range(8, 13)]
    right = [seen(n, (100.0 + 6 * n, 50.0, 20.0, 24.0)) for n in numbers]
    left = [seen(n, (220.0 - 6 * n, 52.0, 20.0, 24.0)) for n in numbers]
    one, two = tracks(film(21), right + left)
    assert {one[0].box[0], two[0].box[0]} == {100.0, 220.0}
    for track in (one, two):
        way = track[-1].box[0] - track[0].box[0]
        assert abs(way) == pytest.approx(120)


def test_what_stands_apart_or_has_another_size_is_not_joined() -> None:
    apart = [seen(0, (0, 0, 20, 20)), seen(1, (40, 0, 20, 20))]
    larger = [seen(0, (0, 0, 20, 20)), seen(1, (-15, -15, 50, 50))]
    assert len(tracks(film(2), apart)) == 2
    assert len(tracks(film(2), larger)) == 2


coordinate = st.integers(0, 200).map(float)
side = st.integers(8, 40).map(float)


@st.composite
def films(draw: st.DrawFn) -> tuple[list[Picture], list[Sighting]]:
    count = draw(st.integers(1, 40))
    cuts = tuple(draw(st.lists(st.integers(1, 40), max_size=2)))
    pictures = film(count, cuts)
    boxes = st.tuples(coordinate, coordinate, side, side)
    sightings = []
    # Some who move steadily and are missed at times, and some that come and go.
    for x, y, w, h in draw(st.lists(boxes, max_size=3)):
        speed = draw(st.integers(-5, 5))
        for n in draw(st.sets(st.integers(0, count - 1))):
            sightings.append(seen(n, (x + speed * n, y, w, h)))
    for box in draw(st.lists(boxes, max_size=12)):
        sightings.append(seen(draw(st.integers(0, count - 1)), box, 0.4))
    unique = {(one.picture, one.box): one for one in sightings}
    return pictures, list(unique.values())


@given(films())
def test_each_sighting_is_in_exactly_one_track_as_it_was(
    drawn: tuple[list[Picture], list[Sighting]],
) -> None:
    pictures, sightings = drawn
    sources = []
    for track in tracks(pictures, sightings):
        for box in track:
            if not box.filled:
                sources.append(box.source)
                one = sightings[box.source]
                assert (box.picture, box.box, box.score) == (
                    one.picture,
                    one.box,
                    one.score,
                )
    assert sorted(sources) == list(range(len(sightings)))


@given(films())
def test_boxes_are_filled_only_between_two_sightings(
    drawn: tuple[list[Picture], list[Sighting]],
) -> None:
    pictures, sightings = drawn
    for track in tracks(pictures, sightings):
        numbers = [box.picture for box in track]
        # Every picture from first to last, once.
        assert numbers == list(range(numbers[0], numbers[-1] + 1))
        assert not track[0].filled
        assert not track[-1].filled
        assert len({pictures[n].shot for n in numbers}) == 1
        known = [box for box in track if not box.filled]
        for a, b in itertools.pairwise(known):
            assert pictures[b.picture].time - pictures[a.picture].time <= 1
            for box in track[a.picture - numbers[0] + 1 : b.picture - numbers[0]]:
                assert box.filled
                assert box.source == -1
                share = (box.picture - a.picture) / (b.picture - a.picture)
                assert box.box == pytest.approx(between(a.box, b.box, share))


def backwards(
    pictures: list[Picture], sightings: list[Sighting]
) -> tuple[list[Picture], list[Sighting]]:
    last = len(pictures) - 1
    shots = max(one.shot for one in pictures)
    turned = [
        Picture(last - one.number, pictures[last].time - one.time, shots - one.shot)
        for one in reversed(pictures)
    ]
    again = [
        Sighting(last - one.picture, pictures[last].time - one.time, one.box, one.score)
        for one in sightings
    ]
    return turned, again


def as_sets(found: list[Track]) -> set[frozenset[int]]:
    return {frozenset(box.source for box in one if not box.filled) for one in found}


@given(films())
def test_a_film_played_backwards_gives_the_same_tracks(
    drawn: tuple[list[Picture], list[Sighting]],
) -> None:
    there = as_sets(tracks(*drawn))
    back = as_sets(tracks(*backwards(*drawn)))
    assert there == back


@given(films(), st.randoms(use_true_random=False))
def test_the_order_in_which_sightings_are_given_does_not_matter(
    drawn: tuple[list[Picture], list[Sighting]], random: Random
) -> None:
    pictures, sightings = drawn
    order = list(range(len(sightings)))
    random.shuffle(order)
    mixed = tracks(pictures, [sightings[n] for n in order])
    again = {frozenset(order[n] for n in one) for one in as_sets(mixed)}
    assert again == as_sets(tracks(pictures, sightings))
