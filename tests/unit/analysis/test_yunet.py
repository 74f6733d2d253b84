# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The detector: where drawn faces are, the same as OpenCV says, in any size."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.analysis import people
from tests.unit.analysis.people import Standing

from witnessbox.analysis import network
from witnessbox.analysis.deep import deep_look, looks
from witnessbox.analysis.near import near
from witnessbox.analysis.turning import turned
from witnessbox.analysis.yunet import (
    COLUMNS,
    MODEL,
    SCORE,
    YuNet,
    keep_best,
    open_yunet,
)

Floats = npt.NDArray[np.float32]
FOUR = [
    Standing(n, (160 + 320 * n, 360), 90, yaw) for n, yaw in enumerate((0, 20, -20, 0))
]


@pytest.fixture(scope="module")
def yunet() -> YuNet:
    return open_yunet(people.model_or_skip(MODEL))


def found(rows: Floats, boxes: list[people.Box], least: float = 0.5) -> int:
    return sum(
        any(people.share(box, row[:4].tolist()) >= least for row in rows)
        for box in boxes
    )


def test_drawn_faces_are_found_where_they_are(yunet: YuNet) -> None:
    rgb = people.room((1280, 720))
    assert len(yunet.detect(rgb, 0.3)) == 0
    boxes = people.draw(rgb, FOUR)
    rows = yunet.detect(rgb, 0.5)
    assert (len(rows), found(rows, boxes)) == (4, 4)
    for row in rows:
        right, left, nose, *mouth = row[4:14].reshape(5, 2)
        assert right[0] < nose[0] < left[0]
        assert max(right[1], left[1]) < nose[1] < min(point[1] for point in mouth)


@pytest.mark.parametrize("size", [(1280, 720), (641, 359), (333, 500), (40, 40)])
def test_it_says_what_opencv_says(yunet: YuNet, size: tuple[int, int]) -> None:
    rgb = cv2.resize(people.picture((1280, 720), *FOUR), size).view(np.uint8)
    theirs = cv2.FaceDetectorYN.create(
        people.model_or_skip(MODEL), "", size, 0.3, 0.3, 5000
    )
    bgr = np.ascontiguousarray(rgb[..., ::-1])
    expected = theirs.detect(bgr)[1]
    ours = yunet.detect(rgb, 0.3)
    if size == (40, 40):
        # The control: there is something to agree on in the others.
        assert (expected is None) == (len(ours) == 0)
        return
    expected = expected[np.argsort(-expected[:, SCORE], kind="stable")]
    np.testing.assert_allclose(ours, expected, atol=0.01)


def test_the_same_pixels_give_the_same_boxes_whatever_was_looked_at_between(
    yunet: YuNet,
) -> None:
    rgb = people.picture((640, 360), Standing(0, (300, 180), 80))
    first = yunet.detect(rgb, 0.1)
    yunet.detect(people.picture((1280, 720), *FOUR), 0.1)
    assert np.array_equal(first, yunet.detect(rgb, 0.1))


@pytest.mark.parametrize("degrees", [90, 180, 270, 30, -30, 45])
def test_what_is_found_in_a_turned_picture_is_turned_back(
    yunet: YuNet, degrees: int
) -> None:
    rgb = people.room((640, 480))
    (box,) = people.draw(rgb, [Standing(0, (320, 240), 90)])
    matrix = cv2.getRotationMatrix2D((320, 240), -degrees, 1.0)
    aside = cv2.warpAffine(rgb, matrix, (640, 480), borderValue=(118, 112, 105))
    rows = turned(yunet.detect, aside.view(np.uint8), degrees, 0.5)
    middle = matrix @ [box[0] + box[2] / 2, box[1] + box[3] / 2, 1.0]
    assert len(rows) == 1
    assert np.hypot(*(rows[0, :2] + rows[0, 2:4] / 2 - middle)) < 8
    eyes = matrix @ [320, box[1] + 0.4 * box[3], 1.0]
    assert np.hypot(*((rows[0, 4:6] + rows[0, 6:8]) / 2 - eyes)) < 14


@pytest.mark.parametrize("degrees", [0, 90, 180])
def test_a_face_is_found_again_near_where_it_was(yunet: YuNet, degrees: int) -> None:
    turns = degrees // 90
    rgb = np.rot90(people.picture((640, 360), Standing(0, (300, 180), 26)), turns)
    rgb = np.ascontiguousarray(rgb)
    moved = np.rot90(people.picture((640, 360), Standing(0, (308, 184), 26)), turns)
    (row, *_) = turned(yunet.detect, rgb, (360 - degrees) % 360, 0.3)
    again = near(yunet.detect, np.ascontiguousarray(moved), row, 0.4)
    assert again is not None
    far = np.hypot(*(again[:2] + again[2:4] / 2 - row[:2] - row[2:4] / 2))
    assert 6 < far < 12
    # Where nobody is, nobody is found; and nobody who stands elsewhere.
    assert near(yunet.detect, people.room((640, 640)), row, 0.4) is None
    beside = people.picture((640, 360), Standing(0, (380, 180), 26))
    beside = np.ascontiguousarray(np.rot90(beside, turns))
    assert near(yunet.detect, beside, row, 0.4) is None


def test_the_deep_look_finds_small_and_turned_ones(yunet: YuNet) -> None:
    rgb = people.room((1280, 720))
    small = people.draw(rgb, [Standing(n, (100 + 90 * n, 200), 15) for n in range(4)])
    aside = np.ascontiguousarray(
        np.rot90(people.picture((240, 240), Standing(1, (120, 120), 80)))
    )
    rgb[400:640, 600:840] = aside
    lying = [(720 - 42.0, 520 - 30.0, 80.0, 60.0)]
    shallow = yunet.detect(rgb, 0.5)
    deep = deep_look(yunet.detect, rgb, 0.5)
    assert found(deep, small, 0.3) == 4
    assert found(deep, lying, 0.3) == 1
    assert found(shallow, small, 0.3) + found(shallow, lying, 0.3) < 5


def test_how_often_a_picture_is_looked_at_deeply_is_bounded() -> None:
    for edge in (16, 176, 640, 1280, 1920, 4096):
        sizes = [factor for factor, _ in looks(edge)]
        assert 1.0 in sizes
        assert len(sizes) <= 11
        assert max(sizes) * edge <= max(edge, 3840)


rows_of = st.lists(
    st.tuples(
        *[st.integers(0, 60)] * 2, *[st.integers(1, 30)] * 2, st.integers(0, 1000)
    ),
    max_size=12,
)


def as_rows(drawn: list[tuple[int, ...]]) -> Floats:
    rows = np.zeros((len(drawn), COLUMNS), np.float32)
    for at, (x, y, width, height, score) in enumerate(drawn):
        rows[at, :4] = x, y, width, height
        rows[at, SCORE] = score / 1000
    return rows


@given(rows_of)
def test_of_boxes_that_overlap_one_is_kept_and_none_is_lost(
    drawn: list[tuple[int, ...]],
) -> None:
    rows = as_rows(drawn)
    kept = keep_best(rows)
    assert (np.diff(kept[:, SCORE]) <= 0).all()
    for n, one in enumerate(kept):
        for other in kept[n + 1 :]:
            assert people.share(one[:4].tolist(), other[:4].tolist()) <= 0.3 + 1e-6
    for row in rows:
        # Each box is kept, or a surer one overlaps it.
        assert any(
            one[SCORE] >= row[SCORE]
            and people.share(one[:4].tolist(), row[:4].tolist()) > 0.3 - 1e-6
            for one in kept
        )


def test_a_model_that_is_cut_or_something_else_is_refused() -> None:
    with open(people.model_or_skip(MODEL), "rb") as file:
        model = file.read()
    freed = network.free_size(model)
    assert network.free_size(freed) == freed
    for broken in (model[:-1], model[:1000], b"", b"\x00", b"no model", model[1:]):
        with pytest.raises(ValueError, match="model"):
            network.free_size(broken)


@given(st.binary(max_size=200))
def test_any_bytes_are_refused_or_read(data: bytes) -> None:
    try:
        network.free_size(data)
    except ValueError:
        return
    pytest.fail("bytes by chance are no model")
