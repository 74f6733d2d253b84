# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Wrong tries wait longer and longer, and hold up nobody else."""

from __future__ import annotations

import pytest

from witnessbox.web.throttle import FORGET_AFTER, LONGEST_WAIT, Throttle


def tries(throttle: Throttle, names: list[str], seconds: float) -> int:
    """How many tries a guesser who never rests gets looked at."""
    looked = 0
    for tick in range(int(seconds * 10)):
        for name in names:
            if throttle.wait(name, tick / 10) == 0:
                throttle.wrong(name, tick / 10)
                looked += 1
    return looked


def test_a_first_try_does_not_wait() -> None:
    assert Throttle().wait("anna", 0) == 0


def test_each_wrong_try_doubles_the_wait_up_to_the_longest() -> None:
    throttle, now, waits = Throttle(), 0.0, []
    for _ in range(7):
        throttle.wrong("anna", now)
        waits.append(throttle.wait("anna", now))
        now += waits[-1]
    assert waits == [2, 4, 8, 16, 32, LONGEST_WAIT, LONGEST_WAIT]


def test_a_handle_and_no_handle_together_see_at_most_ten_tries_a_minute() -> None:
    assert tries(Throttle(), ["anna", ""], 60) <= 10


@pytest.mark.parametrize("minute", [1, 5, 20])
def test_no_later_minute_sees_more(minute: int) -> None:
    before, after = Throttle(), Throttle()
    first = tries(before, ["anna", ""], 60.0 * minute)
    assert tries(after, ["anna", ""], 60.0 * (minute + 1)) - first <= 10


def test_trying_one_handle_does_not_hold_up_another() -> None:
    throttle = Throttle()
    for now in range(100):
        throttle.wrong("anna", now)
    assert throttle.wait("oleg", 100) == 0


def test_the_right_one_starts_the_count_anew() -> None:
    throttle = Throttle()
    throttle.wrong("anna", 0)
    throttle.right("anna")
    assert throttle.wait("anna", 0) == 0


def test_a_quarter_of_an_hour_is_forgotten() -> None:
    throttle = Throttle()
    for _ in range(9):
        throttle.wrong("anna", 0)
    throttle.wait("anna", FORGET_AFTER)
    throttle.wrong("anna", FORGET_AFTER)
    assert throttle.wait("anna", FORGET_AFTER) == 2
