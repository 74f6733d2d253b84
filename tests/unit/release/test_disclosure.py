# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The decision over its whole table: covered unless deliberate, refused first."""

from __future__ import annotations

import itertools

import pytest

from witnessbox.release.disclosure import Cover, Decision, Refuse, Request, Show, decide

STATES = ("waiting", "looked", "not-shown", "a state of a later version")
BOTH = (False, True)
TABLE = list(itertools.product(BOTH, STATES, BOTH, BOTH))


def expected(held: bool, state: str, quarantined: bool, deliberate: bool) -> Decision:
    if not held:
        return Refuse("not-held")
    if quarantined:
        return Refuse("quarantined")
    if state != "looked":
        return Refuse("nothing-to-show")
    return Show() if deliberate else Cover()


@pytest.mark.parametrize(("held", "state", "quarantined", "deliberate"), TABLE)
def test_every_cell_of_the_table(
    held: bool, state: str, quarantined: bool, deliberate: bool
) -> None:
    wish = Request(held, state, quarantined=quarantined, deliberate=deliberate)
    assert decide(wish) == expected(held, state, quarantined, deliberate)


def test_only_one_cell_shows() -> None:
    shown = [
        cell
        for cell in TABLE
        if decide(Request(cell[0], cell[1], quarantined=cell[2], deliberate=cell[3]))
        == Show()
    ]
    assert shown == [(True, "looked", False, True)]
