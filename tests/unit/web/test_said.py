# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The item's page: what machines say, worded as a guess, cut where it is long."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from tests.unit.web.conftest import Desk, findings

from witnessbox.web.lanes import WIDTH, runs
from witnessbox.web.said import MAX_STRIP, Still, _thinned, said


def test_stills_and_shots_are_counted_and_the_strip_is_short(desk: Desk) -> None:
    view = desk.session.item(desk.items["IMG_0001.MP4"])
    with desk.session.reading() as connection:
        seen = said(connection, view, Fraction(0), [])
    assert (seen.shots, seen.stills) == (600, 120)
    assert len(seen.strip) == MAX_STRIP
    assert seen.strip[0].shot == 1
    assert [lane.css for lane in seen.lanes] == [
        "shots",
        "faces",
        "voice",
        "text",
        "nothing",
    ]
    assert {name for name, _, _ in seen.facts} == {"Device", "Place", "Program"}
    assert ("Place", "55.751244, -37.618423", "container/1") in seen.facts
    assert seen.failed == (("sensitive", "crashed"),)


def test_a_clock_says_its_drift_and_a_transcript_is_a_draft(desk: Desk) -> None:
    page = desk.seated.get(f"/item/{desk.items['IMG_0001.MP4']}").text
    assert "gains 1.5\u00a0s an hour, jumps once, day and month could be" in page
    assert "A machine's draft, not a quotation" in page
    assert "A machine's guesses" in page
    assert "5.2\u00a0s" in page


def test_an_item_that_no_machine_looked_at_has_no_guesses(desk: Desk) -> None:
    for name in ("IMG_0002.MP4", "waits.bin", "torn.mp4"):
        page = desk.seated.get(f"/item/{desk.items[name]}").text
        assert "guesses" not in page


def test_times_count_from_the_beginning_that_a_player_shows(desk: Desk) -> None:
    view = desk.session.item(desk.items["IMG_0001.MP4"])
    with desk.session.reading() as connection:
        seen = said(connection, view, Fraction(1, 2), [])
    (speech,) = [group for group in seen.groups if group.draft]
    assert [(m.at, m.clock, m.until) for m in speech.marks] == [
        ("0.500", "0:00", "0:02")
    ]


def test_every_kind_of_the_fixture_is_shown_or_counted(desk: Desk) -> None:
    kinds = {one.kind for some in findings().values() for one in some}
    page = desk.seated.get(f"/item/{desk.items['IMG_0001.MP4']}").text
    heads = re.findall(r"<h3>([^<]+) <", page)
    listed = kinds & {"clock", "camera", "text", "speech", "damage", "edit-list"}
    assert len(heads) == len(listed) + 2
    assert "Nothing moves" in heads
    assert "Nothing to see" in heads
    assert "smeared, as where data are lost" in page


STILLS = st.lists(st.integers(0, 40), max_size=400).map(
    lambda shots: [Still(n, "", "", shot) for n, shot in enumerate(sorted(shots))]
)


@given(STILLS)
def test_a_thinned_strip_is_short_and_in_order(stills: list[Still]) -> None:
    thin = _thinned(stills)
    numbers = [still.number for still in thin]
    assert len(thin) <= MAX_STRIP
    assert numbers == sorted(set(numbers))
    assert bool(thin) == bool(stills)


@given(st.lists(st.tuples(st.integers(0, WIDTH), st.integers(0, WIDTH)), max_size=60))
def test_runs_never_touch_and_cover_every_span(spans: list[tuple[int, int]]) -> None:
    ordered = [(min(pair), max(pair)) for pair in spans]
    merged = runs(ordered)
    for left, right in pairwise(merged):
        assert left[1] < right[0]
    for start, end in ordered:
        assert any(a <= start and end <= b for a, b in merged)
    assert all(0 <= a <= b <= WIDTH for a, b in merged)
