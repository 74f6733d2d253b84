# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The complaints: forty-six, each its own, with the flaws that are told."""

from __future__ import annotations

import csv
import io
from datetime import date

from witnessbox.story.complaints import COMPLAINTS, FLAWS, table

BY_NUMBER = {one.number: one for one in COMPLAINTS}


def test_there_are_forty_six_and_no_two_are_alike() -> None:
    assert len(COMPLAINTS) == 46
    assert len({one.text for one in COMPLAINTS}) == 46
    openings = {" ".join(one.text.split()[:3]) for one in COMPLAINTS}
    assert len(openings) == 46


def test_exactly_the_told_three_are_malformed() -> None:
    bad = set()
    for language in ("ru", "en"):
        rows = list(
            csv.reader(io.StringIO(table(language).decode("utf-8-sig")), delimiter=";")
        )
        for row in rows[1:]:
            if len(row) != len(rows[0]) or not real_date(row[1]):
                bad.add(int(row[0]))
    assert bad == set(FLAWS["malformed"])


def real_date(text: str) -> bool:
    parts = [
        int(part) if part.isdigit() else -1
        for part in text.replace(".", "-").split("-")
    ]
    if len(parts) != 3:
        return False
    year, month, day = parts if parts[0] > 31 else parts[::-1]
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def test_one_man_twice_four_from_one_session() -> None:
    first, second = (BY_NUMBER[number] for number in FLAWS["one man twice"])
    assert first.who.startswith("Ёлкин")
    assert second.who.startswith("Elkin")
    together = {one.number for one in COMPLAINTS if one.session == "S-07"}
    assert together == set(FLAWS["one session"])


def test_the_contradicted_one_and_the_one_of_the_man_at_the_cameras() -> None:
    (contradicted,) = (BY_NUMBER[number] for number in FLAWS["contradicted"])
    assert "10 марта в 14:00" in contradicted.text
    (cameras,) = (BY_NUMBER[number] for number in FLAWS["man at the cameras"])
    assert "у камер" in cameras.text
    (wrong,) = (BY_NUMBER[number] for number in FLAWS["post held at the wrong time"])
    assert "12 марта" in wrong.text
    assert "Цветков" in wrong.text
