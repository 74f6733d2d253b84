# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Who is given what: refusals hold, heavy runs end, the rest comes by its worth."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from witnessbox.catalogue import worth
from witnessbox.catalogue.worklist import NO_LABEL, Label, Spared, Work
from witnessbox.link import order

ANSWER = st.sampled_from(["yes", "no", "unknown"])
TERMS = st.lists(st.sampled_from(["talk", "violence", "death"]), max_size=3)
PARTS = st.fixed_dictionaries(
    {},
    optional={
        "faces": st.integers(1, 40),
        "persons": st.integers(1, 40),
        "speech": st.integers(1, 900),
        "night": st.just(1),
        "sensitive": st.integers(500, 1000),
        "device": st.sampled_from(["aa", "bb"]),
    },
)
LABELS = st.one_of(
    st.just(NO_LABEL),
    st.builds(
        Label,
        st.just(True),
        st.integers(0, 4),
        TERMS.map(tuple),
        ANSWER,
        ANSWER,
        ANSWER,
        ANSWER,
    ),
)
SPARED = st.builds(
    Spared, TERMS.map(tuple), st.booleans(), st.booleans(), st.booleans(), st.booleans()
)


@st.composite
def works(draw: st.DrawFn) -> list[Work]:
    found = []
    for position in range(draw(st.integers(0, 12))):
        parts: dict[str, Any] = draw(PARTS)
        asked = draw(st.sampled_from(["", "", "urgent", "low"]))
        state = draw(st.sampled_from(["unseen", "triaged", "second-look"]))
        found.append(
            Work(
                item=f"i-{position}",
                position=position,
                shown=True,
                state=state,
                assignee="",
                by=(),
                asked=asked,
                asked_by="anna" if asked else "",
                parts=parts,
                score=worth.score(parts, asked, state),
                alike="",
                quarantined=False,
                label=draw(LABELS),
            )
        )
    return found


@given(works(), SPARED, st.lists(st.integers(0, 4), max_size=4))
def test_what_a_member_does_not_want_is_never_given(
    waiting: list[Work], spared: Spared, recent: list[int]
) -> None:
    choice = order.choose(waiting, spared, recent)
    if choice is None:
        assert all(order.spares(spared, one.label) for one in waiting)
        return
    label = choice.work.label
    if not label.known:
        assert not spared.unlabelled
        return
    assert not set(spared.categories) & set(label.categories)
    for name in ("sexual", "child", "sound"):
        assert not getattr(spared, name) or getattr(label, name) == "no"


@given(works(), st.lists(st.integers(0, 4), max_size=4))
def test_two_of_the_heaviest_are_followed_by_something_lighter(
    waiting: list[Work], recent: list[int]
) -> None:
    choice = order.choose(waiting, Spared(), recent)
    lighter = any(one.label.severity < 4 for one in waiting)
    if choice is not None and recent[:2] == [4, 4]:
        assert (choice.work.label.severity < 4) is lighter
        assert choice.rest is not lighter
    elif choice is not None:
        assert not choice.rest


@given(works())
def test_a_whole_shift_has_no_run_of_three_while_anything_lighter_waits(
    waiting: list[Work],
) -> None:
    recent: list[int] = []
    while (choice := order.choose(waiting, Spared(), recent)) is not None:
        waiting = [one for one in waiting if one is not choice.work]
        recent.insert(0, choice.work.label.severity)
        lighter = any(one.label.severity < 4 for one in waiting)
        assert recent[:3] != [4, 4, 4] or choice.rest
        if choice.rest:
            assert not lighter


@given(works(), st.dictionaries(st.sampled_from(["aa", "bb"]), st.integers(1, 20)))
def test_nothing_worth_more_waits_and_the_reasons_are_the_scores_own(
    waiting: list[Work], devices: dict[str, int]
) -> None:
    choice = order.choose(waiting, Spared(), (), devices)
    if choice is None:
        assert not waiting
        return
    best = order.worth(choice.work, devices)
    assert all(order.worth(one, devices) <= best for one in waiting)
    told = {reason.code for reason in choice.reasons}
    parts = set(choice.work.parts) & set(order.TOLD)
    assert told - {"asked", "second-look", "rare"} == parts
    assert ("asked" in told) is bool(choice.work.asked)
    if told == set():
        assert choice.work.score == 0
