# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Which keyframes are taken, from packets alone."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from witnessbox.media.sampling import CALM, LONGEST, SOONEST, Sampler

BASE = Fraction(1, 25)
KEY, SMALL = 50_000, 2_000


def taken(packets: list[tuple[int, int, bool]]) -> list[int]:
    sampler = Sampler(BASE)
    return [pts for pts, size, key in packets if sampler.wanted(pts, size, key=key)]


def film(frames: int, every: int, large: int = -1) -> list[tuple[int, int, bool]]:
    return [
        (n, KEY if n % every == 0 or n == large else SMALL, n % every == 0)
        for n in range(frames)
    ]


def test_of_a_calm_film_every_second_keyframe_of_two_seconds_is_taken() -> None:
    assert taken(film(501, 50)) == [0, 100, 200, 300, 400, 500]


def test_a_large_packet_between_asks_for_the_next_keyframe() -> None:
    assert taken(film(501, 50, large=130)) == [0, 100, 150, 250, 350, 450]


def test_a_keyframe_out_of_turn_is_taken() -> None:
    packets = film(501, 50)
    packets[120] = (120, KEY, True)
    assert 120 in taken(packets)


def test_keyframes_three_seconds_apart_are_all_taken() -> None:
    # Every second one would leave six seconds unseen.
    assert taken(film(376, 75)) == [0, 75, 150, 225, 300, 375]


def test_a_film_of_keyframes_alone_is_not_decoded_whole() -> None:
    assert taken([(n, KEY, True) for n in range(501)]) == [0, 98, 196, 294, 392, 490]


@given(
    st.lists(
        st.tuples(st.integers(-(2**40), 2**40), st.integers(0, 10**6), st.booleans()),
        max_size=60,
    )
)
def test_only_keyframes_are_ever_asked_for(
    packets: list[tuple[int, int, bool]],
) -> None:
    sampler = Sampler(BASE)
    for pts, size, key in packets:
        assert key or not sampler.wanted(pts, size, key=key)


@given(
    st.integers(1, 120), st.lists(st.integers(1, 200_000), min_size=400, max_size=400)
)
def test_no_gap_is_longer_than_keyframes_and_the_bounds_allow(
    every: int, sizes: list[int]
) -> None:
    packets = [(n, size, n % every == 0) for n, size in enumerate(sizes)]
    chosen = taken(packets)
    keys = [n for n in range(len(sizes)) if n % every == 0]
    for first, last in pairwise(chosen):
        between = [k for k in keys if first < k < last]
        # A keyframe was passed over only while the picture before was near enough.
        assert all((k - first) * BASE < CALM for k in between)
        assert (last - first) * BASE >= SOONEST or every * BASE < SOONEST
        assert (last - first) * BASE <= LONGEST or not between
