# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Where shots begin, on films joined by script whose boundaries are known."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from bench import shots_films as films
from bench.shots_drive import Driven, drive
from bench.shots_takes import RATE, Picture, camera, flash, look, scene

from witnessbox.analysis.shots import LOCATED_SCORE
from witnessbox.model.finding import SURE

STEP = int(1 / films.BASE / RATE)


def take(number: int, seconds: float, way: str = "still") -> list[Picture]:
    """One drawn scene under a camera."""
    noise = np.random.default_rng(number)
    whole = scene(number)
    path = camera(noise, way, round(seconds * RATE))
    return [look(whole, (x, y), zoom, turn) for x, y, zoom, turn in path]


def made(
    tmp_path: Path, pictures: list[Picture], keyframes: int = 50, **how: bool
) -> str:
    """A film of the pictures; `ordered` without pictures coded out of order."""
    path = str(tmp_path / "film.mp4")
    script = films.Script([(n * STEP, one) for n, one in enumerate(pictures)])
    more = ":bframes=0" if how.get("ordered") else ""
    films.write(path, script, keyframes, how.get("scenecut", False), more=more)
    return path


def begins(driven: Driven) -> list[float]:
    return [round(float(one), 3) for one in driven.begins()]


def test_a_cut_is_found_to_the_frame(tmp_path: Path) -> None:
    path = made(tmp_path, take(1, 7.4) + take(2, 6.0))
    assert begins(drive(path)) == [7.4]


def test_a_clear_cut_is_found_by_its_packet_and_no_frame_between(
    tmp_path: Path,
) -> None:
    path = made(tmp_path, take(1, 35.4) + take(2, 36.0), ordered=True)
    driven = drive(path)
    assert begins(driven) == [35.4]
    assert driven.between == 0
    # The control: where pictures are coded out of order, packets cannot tell.
    again = drive(made(tmp_path, take(1, 35.4) + take(2, 36.0)))
    assert begins(again) == [35.4]
    assert again.between > 0
    shots = [one for one in driven.findings if one.kind == "shot"]
    assert [one.score for one in shots] == [SURE, round(LOCATED_SCORE * SURE)]


def test_a_cut_that_the_encoder_saw_is_where_it_put_a_keyframe(tmp_path: Path) -> None:
    path = made(tmp_path, take(1, 37.0) + take(2, 35.0), scenecut=True)
    driven = drive(path)
    assert begins(driven) == [37.0]
    assert driven.between == 0


def test_a_cut_on_a_keyframe_of_the_rhythm_is_told_from_its_neighbour(
    tmp_path: Path,
) -> None:
    path = made(tmp_path, take(1, 34.0) + take(2, 36.0))
    assert begins(drive(path)) == [34.0]


def test_a_dissolve_has_its_frames_looked_at(tmp_path: Path) -> None:
    one, other = take(1, 8.0), take(2, 8.0)
    mixed = [
        (a * (1 - n / 40) + b * (n / 40)).astype(np.uint8)
        for n, (a, b) in enumerate(zip(one[-40:], other[:40], strict=True))
    ]
    driven = drive(made(tmp_path, one[:-40] + mixed + other[40:]))
    assert driven.between > 0
    (begin,) = begins(driven)
    assert 6.4 <= begin <= 8.0


def test_neither_a_pan_nor_a_flash_is_a_boundary(tmp_path: Path) -> None:
    pictures = take(3, 12.0, "pan")
    assert begins(drive(made(tmp_path, pictures))) == []
    lit = take(4, 12.0)
    for at in (60, 130, 220):
        flash(lit, at, np.random.default_rng(at))
    assert begins(drive(made(tmp_path, lit))) == []


def test_a_gap_in_time_begins_a_shot(tmp_path: Path) -> None:
    pictures = take(1, 10.0)
    stamps = [n * STEP + (600_000 if n >= 125 else 0) for n in range(len(pictures))]
    path = str(tmp_path / "film.mp4")
    script = films.Script(list(zip(stamps, pictures, strict=True)))
    films.write(path, script, 50, scenecut=False)
    driven = drive(path)
    shots = [one for one in driven.findings if one.kind == "shot"]
    assert [one.value["begins"] for one in shots] == ["start", "gap"]
    assert shots[1].start == Fraction(stamps[125]) * films.BASE


@pytest.mark.parametrize("fed", [True, False])
def test_shots_follow_each_other_from_first_picture_to_last(
    tmp_path: Path, fed: bool
) -> None:
    path = made(tmp_path, take(1, 5.0) + take(2, 3.4) + take(3, 6.0))
    shots = [one for one in drive(path, fed=fed).findings if one.kind == "shot"]
    assert shots[0].start == 0
    assert all(a.end == b.start for a, b in pairwise(shots))
