# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Progress in words, and the picture of when things were recorded."""

from __future__ import annotations

from dataclasses import replace

from witnessbox.catalogue.answers import Overview, ProgressRow
from witnessbox.web.views.overview import MAX_CELLS, STALE_SECONDS, calendar, running

EMPTY = Overview(0, 0, 0, 0, 0, (), (), 0, 0, ())
ROW = ProgressRow("r-1", "First", 1000, 10, 250, 3, 100, 110, "running")


def test_a_running_intake_shows_speed_and_time_left() -> None:
    (one,) = running((ROW,), 111)
    assert (one.share, one.speed, one.left) == (250, "25\u00a0bytes", "30\u00a0s")


def test_an_intake_without_a_byte_yet_promises_no_time() -> None:
    (one,) = running((replace(ROW, done_bytes=0),), 111)
    assert one.left == ""


def test_what_ended_or_fell_silent_is_not_running() -> None:
    assert running((replace(ROW, state="ended"),), 111) == []
    assert running((ROW,), 111 + STALE_SECONDS) == []


def cells(*days: tuple[str, str, int]) -> list[tuple[str, list[tuple[str, int]]]]:
    rows = calendar(replace(EMPTY, days=days))
    return [(kind, [(c.day, c.level) for c in line]) for kind, line in rows]


def test_no_times_no_picture() -> None:
    assert cells() == []
    assert cells(("not a day", "video", 3)) == []


def test_days_are_shown_without_a_gap() -> None:
    assert cells(("2024-03-02", "video", 4), ("2024-03-04", "video", 1)) == [
        ("video", [("2024-03-02", 4), ("2024-03-03", 0), ("2024-03-04", 1)])
    ]


def test_longer_spans_are_months_and_then_years_and_never_more_than_fit() -> None:
    months = cells(("2023-01-02", "video", 1), ("2024-03-04", "sound", 1))
    assert [len(line) for _, line in months] == [15, 15]
    years = cells(("1904-01-01", "video", 1), ("2036-02-07", "video", 1))
    assert len(years[0][1]) == MAX_CELLS
    assert years[0][1][-1] == ("2036", 4)
