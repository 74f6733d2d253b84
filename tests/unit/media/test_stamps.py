# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Every picture of a film is found by its exact stamp, and is that picture."""

from __future__ import annotations

import io
import os
import random
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

import av
import pytest
from tests.unit.media import clips, coded
from tests.unit.media.conftest import descriptor_of

from witnessbox.base.canonical import JsonDict
from witnessbox.media import stamped
from witnessbox.media.check import LiedError
from witnessbox.media.client import SpawnerClient
from witnessbox.media.formats import Reason
from witnessbox.media.stamped import Stamped

Give = Callable[[bytes, int], Stamped]


@pytest.fixture
def give(client: SpawnerClient) -> Iterator[Give]:
    opened: list[int] = []

    def one(data: bytes, second: int) -> Stamped:
        if not opened:
            opened.append(descriptor_of(data))
        return stamped.ask(client, opened[0], None, (len(data), None), second)

    yield one
    for descriptor in opened:
        os.close(descriptor)


def uneven(count: int, seed: int) -> list[int]:
    """Stamps of a phone that drops pictures: gaps of 20 ms to 4 s."""
    draw = random.Random(seed)
    stamps, at = [], 0
    for _ in range(count):
        stamps.append(at)
        at += draw.choice((20, 33, 34, 40, 41, 67, 120, 500, 4000))
    return stamps


MS = Fraction(1, 1000)
FILMS: dict[str, dict[str, Any]] = {
    "constant": {"stamps": range(150), "base": Fraction(1, 25)},
    "ntsc": {"stamps": range(0, 150 * 1001, 1001), "base": Fraction(1, 30000)},
    "uneven": {"stamps": uneven(150, 1), "base": MS},
    "uneven with b-frames": {
        "stamps": uneven(150, 2),
        "base": MS,
        "options": {"preset": "fast", "bf": "3", "g": "40"},
    },
    "ten bits": {
        "stamps": range(100),
        "base": Fraction(1, 25),
        "pixels": "yuv420p10le",
        "options": {"bf": "2"},
    },
    "hevc": {
        "stamps": range(60),
        "base": Fraction(1, 25),
        "codec": "libx265",
        "options": {"x265-params": "log-level=none:pools=none"},
    },
    "open groups": {
        "stamps": range(150),
        "base": Fraction(1, 25),
        "options": {
            "preset": "fast",
            "x264-params": "bframes=3:keyint=40:open-gop=1:scenecut=0",
        },
    },
    "starts late": {
        "stamps": range(33, 133),
        "base": Fraction(1, 25),
        "options": {"bf": "2", "preset": "fast"},
    },
    "edit list": {
        "stamps": range(-30, 100),
        "base": Fraction(1, 25),
        "options": {"bf": "2", "preset": "fast", "g": "25"},
    },
    "mpeg-ts": {
        "stamps": range(100),
        "base": Fraction(1, 25),
        "container": "mpegts",
        "options": {"bf": "2", "preset": "fast", "g": "30"},
    },
    "matroska, late": {
        "stamps": [60_000 + at for at in uneven(60, 3)],
        "base": MS,
        "container": "matroska",
        "options": {"preset": "fast", "bf": "2"},
    },
    "avi": {
        "stamps": range(100),
        "base": Fraction(1, 25),
        "codec": "mpeg4",
        "container": "avi",
        "options": {"preset": "", "g": "30"},
    },
    "rare key pictures": {
        "stamps": range(400),
        "base": Fraction(1, 25),
        "options": {"g": "1000", "bf": "2", "preset": "fast"},
    },
}


def decoded(data: bytes) -> dict[Fraction, int]:
    """Time and number of every picture that is presented, by the whole film."""
    found: dict[Fraction, int] = {}
    with av.open(io.BytesIO(data), "r") as film:
        for frame in film.decode(video=0):
            pixels = frame.reformat(width=32, height=32, format="gray").to_ndarray()
            at = (frame.pts or 0) * Fraction(frame.time_base or 1)
            if at >= 0:
                found[at] = coded.number_in(pixels.tobytes(), 32, 32)
    return found


def in_second(found: Stamped) -> dict[Fraction, int]:
    width, height = found.cells
    size = width * height
    base = Fraction(*found.time_base)
    return {
        pts * base: coded.number_in(found.grey[n * size : (n + 1) * size], *found.cells)
        for n, pts in enumerate(found.stamps)
    }


@pytest.mark.parametrize("name", FILMS)
def test_each_second_gives_its_pictures_and_the_one_on_display(
    give: Give, name: str
) -> None:
    data = coded.film(**FILMS[name])
    every = decoded(data)
    assert len(set(every.values())) == len(every) > 50
    times = sorted(every)
    draw = random.Random(name)
    last = int(times[-1])
    for second in {0, last, last + 1, *(draw.randrange(last + 1) for _ in range(5))}:
        found = give(data, second)
        assert found.reason is None
        before = [at for at in times if at < second]
        within = [at for at in times if second <= at < second + 1]
        expected = before[-1:] + within or times[:1]
        assert in_second(found) == {at: every[at] for at in expected}
        later = [at for at in times if at > expected[-1]]
        after = found.after * Fraction(*found.time_base)
        if later:
            assert (after, found.last) == (later[0], False)
        else:
            assert after > times[-1]
            assert found.last


def test_a_turned_film_comes_upright(give: Give) -> None:
    data = coded.film(range(30), Fraction(1, 25), rotation=90)
    found = give(data, 0)
    assert (found.shape, found.cells) == ((96, 160), (19, 32))


def test_what_has_no_pictures_says_so(give: Give) -> None:
    assert give(clips.tone(1), 0).reason is Reason.NO_PICTURE


def test_a_second_out_of_bounds_is_past_the_end(give: Give) -> None:
    assert give(b"", -1).reason is Reason.PAST_END


def answer(**changed: Any) -> JsonDict:
    return {
        "stream": 0,
        "time_base": [1, 25],
        "stamps": [1, 2],
        "after": 3,
        "last": False,
        "shape": [160, 96],
        "cells": [4, 2],
        "reason": None,
        **changed,
    }


def test_an_honest_answer_passes() -> None:
    found = stamped.check_stamped(answer(), [bytes(16)])
    assert (found.stamps, found.after, found.grey) == ((1, 2), 3, bytes(16))


@pytest.mark.parametrize(
    ("changed", "blob"),
    [
        ({"stamps": [2, 1]}, bytes(16)),
        ({"stamps": [1, 1]}, bytes(16)),
        ({"stamps": []}, b""),
        ({"after": 2}, bytes(16)),
        ({"time_base": [0, 1]}, bytes(16)),
        ({"cells": [40, 1]}, bytes(80)),
        ({"cells": [4, 2]}, bytes(17)),
        ({"last": 1}, bytes(16)),
        ({"shape": [0, 1]}, bytes(16)),
        ({"stamps": [-1, 2]}, bytes(16)),
    ],
)
def test_a_child_that_breaks_a_rule_has_lied(
    changed: dict[str, Any], blob: bytes
) -> None:
    with pytest.raises(LiedError):
        stamped.check_stamped(answer(**changed), [blob])
