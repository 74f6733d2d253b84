# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0

from __future__ import annotations

import csv
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.analysis import pictures

from witnessbox.analysis.hashes import EDGE, Hashes, pdq

SAME = 31
"""Bits in which two hashes of one picture may differ, by PDQ's authors' advice."""
PUBLISHED = Path(__file__).parents[4] / "shared/data/neardup/tmk"

# What the reference implementation says of `pictures.scene(number, size)`.
VECTORS = [
    (
        1,
        (640, 360),
        "f0d837d38f84fc2638f682f88783b8fc64760b877927cc39a0f81f20e2d90e35",
        100,
    ),
    (
        2,
        (360, 640),
        "a1e1f1850e961e1eb169f1f162d6274ea72f78b14979ad0b8f86798e305c27c8",
        100,
    ),
    (
        3,
        (640, 480),
        "53a3e4bc8b4c7978d6ad4bc3a9da168d7125a852198a74bd8a75e922d6d16c3c",
        100,
    ),
    (
        4,
        (320, 240),
        "f60ff607d9468bec47b97d31a8130c4b2613e405d0caffc62f7c0c2b0cc5e1e6",
        100,
    ),
    (
        5,
        (64, 64),
        "5c969b2421c920c6192c5c3ec3e193e3dcae5c5eb53543cba7a66e463673223f",
        100,
    ),
    (
        6,
        (127, 65),
        "713a1998af66545cec3a97411b880753ba775ccde68b4b95b8246125b8cd47de",
        100,
    ),
    (
        7,
        (640, 5),
        "4c783784b385c87b43c3afcd4f735032bc0c37844c783784b385c87b43e3afcd",
        100,
    ),
]


def apart(one: str, other: str) -> int:
    """Bits in which two hashes differ."""
    return (int(one, 16) ^ int(other, 16)).bit_count()


def reference(picture: pictures.Pixels) -> tuple[str, int]:
    pdqhash: Any = pytest.importorskip("pdqhash", reason="no pdqhash to compare with")
    bits, quality = pdqhash.compute(picture)
    return np.packbits(bits.astype(np.uint8)).tobytes().hex(), int(quality)


@pytest.mark.parametrize(("number", "size", "hashed", "quality"), VECTORS)
def test_the_hash_is_that_of_the_reference(
    number: int, size: tuple[int, int], hashed: str, quality: int
) -> None:
    assert pdq(pictures.scene(number, size)) == (hashed, quality)


@settings(deadline=None, max_examples=150)
@given(
    st.integers(0, 2**32 - 1),
    st.integers(64, 700),
    st.integers(64, 700),
    st.sampled_from([0.0, 4.0, 40.0]),
)
def test_the_hash_is_the_references_bit_for_bit(
    number: int, width: int, height: int, noise: float
) -> None:
    picture = pictures.noisy(pictures.scene(number, (width, height)), number, noise)
    ours, theirs = pdq(picture), reference(picture)
    assert ours[1] == pytest.approx(theirs[1], abs=1)
    # The reference adds up in another order: where a frequency is the median but for
    # a rounding, one bit and its counterpart may fall either way.
    assert apart(ours[0], theirs[0]) <= 2


def test_pictures_like_those_of_films_give_the_same_bits() -> None:
    drawn = [pictures.noisy(pictures.scene(n), n) for n in range(100)]
    differ = [n for n, one in enumerate(drawn) if pdq(one) != reference(one)]
    assert differ == []


def test_a_copy_is_near_and_another_picture_is_far() -> None:
    for number in range(20):
        whole = pictures.scene(number, (1280, 720))
        first, quality = pdq(whole)
        assert quality >= 50
        small = cv2.resize(whole, (426, 240), interpolation=cv2.INTER_AREA)
        _, coded = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, 40])
        again = np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR), np.uint8)
        assert apart(first, pdq(again)[0]) <= SAME
        assert apart(first, pdq(pictures.scene(number + 100))[0]) > 3 * SAME
        assert apart(first, pdq(np.ascontiguousarray(whole[:, ::-1]))[0]) > SAME


@pytest.mark.parametrize("value", [0, 128, 255])
def test_a_picture_without_structure_has_no_quality(value: int) -> None:
    assert pdq(pictures.grey(value))[1] == 0


@pytest.mark.parametrize("size", [(4, 100), (100, 4), (1, 1)])
def test_what_the_reference_does_not_hash_gets_nothing(size: tuple[int, int]) -> None:
    assert pdq(pictures.scene(1, size)) == ("0" * 64, 0)


def test_every_picture_has_its_finding_at_its_time() -> None:
    stage = Hashes()
    stage.load({})
    drawn = [pictures.scene(1), pictures.scene(2), pictures.grey(0)]
    found = pictures.watched(stage, drawn)
    hashes = [one for one in found if one.kind == "pdq"]
    assert [one.value["hash"] for one in hashes] == [pdq(one)[0] for one in drawn]
    assert [one.start for one in hashes] == [Fraction(0), Fraction(4), Fraction(8)]
    assert [one.pts for one in hashes] == [0, 4000, 8000]
    assert pictures.summary(found) == {"pictures": 3, "usable": 2}


@pytest.mark.shared
@pytest.mark.skipif(not PUBLISHED.exists(), reason="no shared material beside us")
@pytest.mark.parametrize("name", ["pattern-hd-no-bar", "pattern-sd-grey-bar"])
def test_published_hashes_of_a_film_are_met(name: str) -> None:
    with (PUBLISHED / f"{name}.txt").open() as lines:
        published = [row[2] for row in csv.reader(lines)]
    at_full, as_sampled = [], []
    with av.open(str(PUBLISHED / f"{name}.mp4")) as film:
        for number, frame in enumerate(film.decode(video=0)):
            if number >= len(published) or number % 20:
                continue
            whole = frame.to_ndarray(format="rgb24").astype(np.uint8)
            (shared,) = pictures.frames([whole])
            at_full.append(apart(pdq(whole)[0], published[number]))
            as_sampled.append(apart(pdq(shared.rgb(EDGE))[0], published[number]))
    assert len(at_full) >= 10
    # Another decoder and another conversion of colours made the published ones.
    assert max(at_full) <= 8
    assert max(as_sampled) <= SAME // 2
