# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The lot: the share in every stratum, two different coders, the same for one seed."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.record_world import World, span

from witnessbox.link import assignment

STRATA = st.dictionaries(
    st.text("abcdef", min_size=1, max_size=4), st.sampled_from("xyz"), max_size=40
)
CODERS = st.sets(st.text("mnop", min_size=1, max_size=3), min_size=2, max_size=6)


@given(STRATA, CODERS, st.integers(0, 100), st.text(max_size=5))
def test_the_lot(
    strata: dict[str, str], coders: set[str], share: int, seed: str
) -> None:
    told = assignment.assign(strata, coders, share, seed)
    assert set(told.coders) == set(strata)
    for who in told.coders.values():
        assert 1 <= len(who) <= 2
        assert len(set(who)) == len(who)
        assert set(who) <= coders
    for stratum in set(strata.values()):
        mine = [one for one, own in strata.items() if own == stratum]
        twice = sum(one in told.twice for one in mine)
        assert twice == -(-len(mine) * share // 100)
    parts = Counter(one for who in told.coders.values() for one in who)
    sizes = [parts[coder] for coder in coders]
    assert max(sizes) - min(sizes) <= 1


@given(STRATA, CODERS, st.text(max_size=5))
def test_the_lot_is_of_the_seed_and_the_names_alone(
    strata: dict[str, str], coders: set[str], seed: str
) -> None:
    turned = dict(reversed(strata.items()))
    told = assignment.assign(strata, coders, 30, seed)
    assert list(told.coders.items()) == list(
        assignment.assign(turned, sorted(coders), 30, seed).coders.items()
    )


def test_another_seed_is_another_lot() -> None:
    strata = {f"item {n}": "x" for n in range(50)}
    lots = [assignment.assign(strata, "abcd", 20, str(n)) for n in range(5)]
    assert len({one.twice for one in lots}) == 5
    assert len({tuple(one.coders.values()) for one in lots}) == 5


def test_what_cannot_be_drawn_is_refused() -> None:
    for coders, share in (([], 10), (["a"], 10), (["a", "b"], 101), (["a", "b"], -1)):
        with pytest.raises(ValueError, match="code"):
            assignment.assign({"i": "x"}, coders, share, "1")
    assert assignment.assign({"i": "x"}, ["a"], 0, "1").of("a") == ("i",)


def test_a_coder_sees_their_own_codes_until_the_round_is_closed() -> None:
    world = World()
    fields = {"spans": [span(1)], "variable": "act", "value": "theft", "round": "1"}
    made = [world.put("coding", fields, by=who) for who in ("anna", "boris")]
    codes = [world.records[one] for one in made]
    seen = assignment.open_to(codes, "boris", closed=False)
    assert [one.id for one in seen] == made[1:]
    assert len(assignment.open_to(codes, "boris", closed=True)) == 2
    lot = assignment.Assignment({"i-" + "0" * 31 + "1": ("anna",), "other": ("anna",)})
    assert assignment.left(lot, codes, "anna") == ("other",)
    assert assignment.left(lot, [], "anna") == tuple(lot.coders)
