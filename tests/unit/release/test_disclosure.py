# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The decision over its whole table: covered unless deliberate, refused first."""

from __future__ import annotations

import itertools
from typing import Any

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


def asks(held: bool, state: str, quarantined: bool, deliberate: bool) -> Request:
    """Of something that is labelled as harmless."""
    return Request(
        held, state, quarantined=quarantined, severity=0, deliberate=deliberate
    )


@pytest.mark.parametrize(("held", "state", "quarantined", "deliberate"), TABLE)
def test_every_cell_of_the_table(
    held: bool, state: str, quarantined: bool, deliberate: bool
) -> None:
    wish = asks(held, state, quarantined, deliberate)
    assert decide(wish) == expected(held, state, quarantined, deliberate)


def test_only_one_cell_shows() -> None:
    shown = [cell for cell in TABLE if decide(asks(*cell)) == Show()]
    assert shown == [(True, "looked", False, True)]


@pytest.mark.parametrize("sure", BOTH)
def test_what_nobody_labelled_counts_as_the_worst(sure: bool) -> None:
    unlabelled = Request(True, "looked", sure=sure, deliberate=True)
    worst = Request(True, "looked", severity=4, sure=sure, deliberate=True)
    assert decide(unlabelled) == decide(worst)
    assert decide(unlabelled) == (Show() if sure else Refuse("not-sure"))


def test_what_is_described_is_not_revealed_by_being_sure() -> None:
    told: dict[str, Any] = {"severity": 0, "sure": True, "deliberate": True}
    assert decide(Request(True, "looked", **told)) == Show()
    assert decide(Request(True, "looked", described=True, **told)) == Refuse(
        "described"
    )
