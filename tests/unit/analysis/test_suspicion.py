# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""When packets alone say where a shot begins, and when frames must be looked at."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from witnessbox.analysis.stage import PacketSize
from witnessbox.analysis.suspicion import SECOND, located

KEY = 100_000
CALM = 2_000
SPAN = 50


def span(large: dict[int, int]) -> list[PacketSize]:
    """A keyframe and steady packets, some of which are as large as is said."""
    rest = [(n, large.get(n, CALM), False) for n in range(1, SPAN)]
    return [(0, KEY, True), *rest]


def test_one_packet_that_stands_alone_is_a_cut() -> None:
    assert located(span({20: KEY}), out_of_turn=False)


def test_what_is_left_of_a_new_picture_may_lie_beside_it() -> None:
    assert located(span({20: KEY, 21: KEY // 10}), out_of_turn=False)


@given(st.integers(3, SPAN - 1), st.floats(SECOND, 1.0))
def test_a_second_cut_in_the_span_is_not_passed_over(place: int, share: float) -> None:
    first = 2 if place > 10 else SPAN - 1
    packets = span({first: KEY, place: int(KEY * share) + 1})
    assert not located(packets, out_of_turn=False)


def test_a_steady_flow_says_nothing() -> None:
    assert not located(span({}), out_of_turn=False)
    assert located(span({}), out_of_turn=True)
