# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from types import SimpleNamespace

import cv2
import numpy as np
import pytest
from tests.unit.analysis import pictures
from tests.unit.analysis.pictures import Pixels

from witnessbox.analysis.sensitive import MODEL, Sensitive, Values, prepared
from witnessbox.base.errors import ModelError
from witnessbox.pipeline import models


class Redness:
    """In place of the model: scores how red the picture is, and counts."""

    def __init__(self) -> None:
        self.runs = 0

    def get_inputs(self) -> list[SimpleNamespace]:
        return [SimpleNamespace(name="input")]

    def run(self, outputs: None, inputs: Mapping[str, Values]) -> list[Values]:
        (values,) = inputs.values()
        assert values.shape == (1, 224, 224, 3)
        self.runs += 1
        red = float(np.asarray(values)[..., 2].mean() + 123) / 255
        return [np.array([[1 - red, red]], np.float32)]


def staged() -> tuple[Sensitive, Redness]:
    stage, model = Sensitive(), Redness()
    stage._session = model
    return stage, model


def shot(red: int, number: int = 0) -> Pixels:
    """A picture as red as that; another number gives another shot."""
    seen = pictures.scene(number)
    seen[:, :, 0] = red
    return seen


def told(
    drawn: Sequence[Pixels], step: Fraction = pictures.STEP
) -> tuple[list[tuple[Fraction | None, Fraction | None, int | None]], object, int]:
    """Spans with their scores, the highest, and how often the model ran."""
    stage, model = staged()
    found = pictures.watched(stage, drawn, step=step)
    covers = [(one.start, one.end, one.score) for one in found if one.kind == "cover"]
    assert all(not one.value for one in found if one.kind == "cover")
    return covers, pictures.summary(found)["highest"], model.runs


def test_what_does_not_change_is_scored_once() -> None:
    drawn = [pictures.noisy(shot(20, 1), n) for n in range(10)]
    covers, highest, runs = told(drawn)
    assert (covers, runs) == ([], 1)
    assert isinstance(highest, int)
    assert 70 <= highest <= 90


def test_a_span_reaches_to_the_pictures_around_it_and_has_the_highest_score() -> None:
    drawn = [shot(0, 1), shot(0, 2), shot(102, 3), shot(153, 4), shot(0, 5), shot(0, 6)]
    covers, highest, runs = told(drawn)
    assert covers == [(Fraction(4), Fraction(16), 600)]
    assert (highest, runs) == (600, 6)


def test_what_did_not_change_stays_covered() -> None:
    drawn = [shot(0, 1), *([shot(255, 2)] * 3), shot(0, 3)]
    covers, _, runs = told(drawn)
    assert covers == [(Fraction(0), Fraction(16), 1000)]
    assert runs == 3


def test_it_may_begin_and_end_with_the_film() -> None:
    assert told([shot(255, 1)] * 3)[0] == [(Fraction(0), Fraction(8), 1000)]


def test_another_shot_is_scored_at_once_and_a_small_change_later() -> None:
    soon = Fraction(1, 2)
    others = [shot(0, 1), (shot(0, 2) // 2).astype(np.uint8), shot(0, 3)]
    assert told(others, soon)[2] == 3
    moving = []
    for n in range(8):
        seen = shot(0, 1)
        cv2.rectangle(seen, (60 * n, 100), (60 * n + 150, 300), (0, 255, 255), -1)
        moving.append(seen)
    # One every half second: the first, and none before 7.6 s have gone by.
    assert told(moving, soon)[2] == 1
    # One every 4 s: each second one, and each where in doubt.
    assert told(moving)[2] == 4
    doubtful = [np.maximum(one, (30, 0, 0)).astype(np.uint8) for one in moving]
    assert told(doubtful)[2] == 8


def test_a_span_reaches_back_over_what_changed_and_was_not_scored() -> None:
    calm = shot(0, 1)
    changed = calm.copy()
    changed[100:200, 100:400] = (255, 0, 0)
    # Scored: the first and the fourth, another shot; the third might be either.
    covers, _, runs = told([calm, calm, changed, shot(255, 2)], Fraction(5, 2))
    assert (covers, runs) == ([(Fraction(5, 2), Fraction(15, 2), 1000)], 2)


def test_what_changes_slowly_is_noticed_in_the_end() -> None:
    # Each step is below what counts; they add up against the picture scored last.
    drawn = []
    for n in range(24):
        seen = shot(0, 1)
        cv2.rectangle(seen, (100, 40), (100 + 14 * n, 300), (255, 255, 255), -1)
        drawn.append(seen)
    assert 3 <= told(drawn)[2] <= 12


def test_a_brighter_light_alone_is_no_change() -> None:
    base = (shot(0, 1) // 2).astype(np.uint8)
    assert told([base, (base + 30).astype(np.uint8)])[2] == 1


def test_a_photograph_is_an_instant() -> None:
    stage, _ = staged()
    found = pictures.watched(stage, [shot(255)], kind="photograph")
    (cover,) = [one for one in found if one.kind == "cover"]
    assert (cover.start, cover.end, cover.score) == (Fraction(0), None, 1000)


def test_it_is_not_to_be_used_before_it_is_loaded() -> None:
    with pytest.raises(RuntimeError):
        Sensitive().score(pictures.scene(1))


def test_the_picture_is_prepared_as_in_training() -> None:
    seen = np.zeros((90, 160, 3), np.uint8)
    seen[:, :, 0], seen[:, :, 1], seen[:, :, 2] = 10, 20, 30
    values = prepared(seen)
    assert values.dtype == np.float32
    assert values.flags.c_contiguous
    assert values[0, 100, 100].tolist() == [30 - 104, 20 - 117, 10 - 123]


@pytest.fixture(scope="module")
def loaded() -> Sensitive:
    pytest.importorskip("onnxruntime")
    stage = Sensitive()
    try:
        stage.load({MODEL: models.path(MODEL)})
    except ModelError:
        pytest.skip(f"NO MODEL {MODEL} here: witnessbox models fetch {MODEL}")
    return stage


def test_the_model_answers_the_same_each_time(loaded: Sensitive) -> None:
    scores = [loaded.score(pictures.scene(n, (320, 180))) for n in range(6)]
    assert scores == [loaded.score(pictures.scene(n, (320, 180))) for n in range(6)]
    assert len(set(scores)) > 1
    assert all(0 <= one <= 1000 for one in scores)
