# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Acting: people walk where they look, stop, and are gone when they have left."""

from __future__ import annotations

import pytest

from witnessbox.story.acting import Part, stance
from witnessbox.story.lens import Eye, Lens
from witnessbox.story.stance import joints

PART = Part(
    "yolkin",
    ((1, 0.0, 10.0), (6, 0.0, 4.0), (9, 0.0, 4.0)),
    ((0, 4, "carry"),),
    ((6.5, 90),),
)


def test_nobody_is_there_before_or_after() -> None:
    assert stance(PART, 0.5, 0, 1) is None
    assert stance(PART, 9.5, 0, 1) is None


def test_a_walker_faces_the_way_and_a_carrier_holds_a_parcel() -> None:
    walking = stance(PART, 3, 0, 1)
    assert walking is not None
    assert walking.stride == 1
    assert abs(abs(walking.heading) - 180) < 1
    assert walking.holds == "parcel"
    assert walking.at == pytest.approx((0.0, 7.6))


def test_somebody_who_stands_turns_as_told() -> None:
    standing = stance(PART, 8, 0, 1)
    assert standing is not None
    assert standing.stride == 0
    assert standing.heading == pytest.approx(90)


def test_bones_keep_their_length() -> None:
    for second in (2.0, 2.3, 2.7, 8.0):
        pose = stance(PART, second, 0, 1)
        assert pose is not None
        for leg in joints(pose).legs:
            thigh = sum((a - b) ** 2 for a, b in zip(leg.hip, leg.knee, strict=True))
            assert thigh**0.5 == pytest.approx(0.46, abs=0.01)


def test_unknown_cues_are_refused() -> None:
    with pytest.raises(ValueError, match="nobody knows how to fly"):
        Part("yolkin", ((0, 0, 0), (1, 0, 0)), ((0, 1, "fly"),))


def test_a_point_in_the_middle_is_seen_in_the_middle() -> None:
    eye = Eye(Lens((0, 2, 0), (0, 1, 5)))
    x, y, deep = eye.see((0, 1, 5))
    assert (x, y) == pytest.approx((320, 180))
    assert deep == pytest.approx(26**0.5)
    right = eye.see((0.5, 1, 5))
    assert right[0] > x
