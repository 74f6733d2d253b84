# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The survey's faces: found where they were drawn, told as findings, locked down."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from io import BytesIO
from typing import cast

import av
import cv2
import numpy as np
import pytest
from tests.unit.analysis import facing, people, served
from tests.unit.analysis.people import Pixels, Standing

from witnessbox.analysis.faces import LATEST, SOONEST, Faces
from witnessbox.analysis.running import holds
from witnessbox.analysis.stage import About
from witnessbox.analysis.yunet import MODEL
from witnessbox.base.errors import ModelError
from witnessbox.media.client import SpawnerClient
from witnessbox.model.finding import WHOLE, Finding
from witnessbox.pipeline import models


@pytest.fixture(scope="module")
def stage() -> Faces:
    made = Faces()
    made.load({MODEL: people.model_or_skip(MODEL)})
    return made


def watched(
    stage: Faces, pictures: Sequence[Pixels], kind: str = "video"
) -> tuple[list[Finding], dict[str, int]]:
    """Findings and summary; what the core would refuse fails here."""
    watcher = stage.watch(About(kind, "video/mp4"))
    found: list[Finding] = []
    for number, rgb in enumerate(pictures):
        found += watcher.frame(people.frame(rgb, number))
    (summary,) = watcher.end()
    assert all(holds(one) for one in (*found, summary))
    return found, cast("dict[str, int]", summary.value)


def box_of(finding: Finding, size: tuple[int, int]) -> tuple[float, ...]:
    assert finding.region is not None
    wide, high = size[0] / WHOLE, size[1] / WHOLE
    x, y, w, h = finding.region.to_json()
    return x * wide, y * high, w * wide, h * high


def test_a_finding_says_where_when_and_how_well(stage: Faces) -> None:
    rgb = people.room((1920, 1080))
    boxes = people.draw(
        rgb, [Standing(0, (500, 500), 300), Standing(1, (1400, 500), 120)]
    )
    found, summary = watched(stage, [people.room((1920, 1080)), rgb, rgb])
    assert summary == {
        "pictures_with": 2,
        "most": 2,
        "largest": max(one.value["pixels"] for one in found),  # type: ignore[type-var]
    }
    here = [one for one in found if one.pts == 512]
    assert len(here) == 2
    for box in boxes:
        (one,) = [
            finding
            for finding in here
            if people.share(box_of(finding, (1920, 1080)), box) > 0.6
        ]
        assert (one.kind, one.stream, one.start, one.end) == (
            "face", 0, Fraction(1, 25), None,
        )  # fmt: skip
        assert abs(cast(int, one.value["pixels"]) - box[3]) < 0.25 * box[3]
        assert one.score is not None
        assert one.score > 800
        marks = cast("list[list[int]]", one.value["landmarks"])
        assert len(marks) == 5
        for x, y in marks:
            assert box[0] <= x * 1920 / WHOLE <= box[0] + box[2]
            assert box[1] <= y * 1080 / WHOLE <= box[1] + box[3]


def quality_of(stage: Faces, rgb: Pixels) -> int:
    found, _ = watched(stage, [rgb])
    assert found
    return max(cast(int, one.value["quality"]) for one in found)


def test_quality_falls_with_size_with_blur_and_with_turning_away(stage: Faces) -> None:
    clear = people.picture((1280, 720), Standing(0, (640, 360), 160))
    small = people.picture((1280, 720), Standing(0, (640, 360), 50))
    aside = people.picture((1280, 720), Standing(0, (640, 360), 160, yaw=40))
    soft = cv2.GaussianBlur(clear, (0, 0), 7).view(np.uint8)
    dim = (clear * 0.5).astype(np.uint8)
    best = quality_of(stage, clear)
    assert best > 700
    for worse in (small, aside, soft):
        assert quality_of(stage, worse) < best - 80
    # The control: what is dim can be made bright again.
    assert quality_of(stage, dim) > best - 80


def deep_looks(stage: Faces, height: int) -> list[int]:
    """In which of the same pictures more is found than in the others."""
    people_there = [Standing(n % 4, (100 + 90 * n, 300), height) for n in range(12)]
    rgb = people.picture((1280, 720), *people_there)
    count = 2 * LATEST + 1
    found, _ = watched(stage, [rgb] * count)
    seen = [sum(one.pts == n * 512 for one in found) for n in range(count)]
    assert max(seen) == 12
    return [n for n, many in enumerate(seen) if many > min(seen)]


def test_small_faces_are_found_by_deeper_looks_now_and_then(stage: Faces) -> None:
    # 20 pixels of 1280 are 10 of 640: the first look sees nothing at all.
    assert deep_looks(stage, 20) == [0, LATEST, 2 * LATEST]


def test_they_are_looked_for_more_often_where_one_may_be(stage: Faces) -> None:
    # 28 pixels are 14: it sees something, and is not sure.
    assert deep_looks(stage, 28) == [*range(0, 2 * LATEST + 1, SOONEST)]


def test_a_photograph_on_its_side_is_turned(stage: Faces) -> None:
    upright = people.picture((800, 600), Standing(2, (400, 300), 140))
    aside = np.ascontiguousarray(np.rot90(upright))
    (one,), _ = watched(stage, [aside], "photograph")
    assert people.share(box_of(one, (600, 800)), (245, 330, 140, 130)) > 0.4
    assert watched(stage, [people.room((800, 600))], "photograph")[0] == []


def test_a_face_at_the_edge_stays_within_the_picture(stage: Faces) -> None:
    rgb = people.picture((640, 360), Standing(0, (12, 180), 120))
    found, _ = watched(stage, [rgb])
    assert found
    assert all(one.region is not None and one.region.holds for one in found)


def test_without_its_model_it_refuses_to_begin() -> None:
    with pytest.raises(RuntimeError):
        Faces().watch(About("video", "video/mp4"))


def film(pictures: Sequence[Pixels]) -> bytes:
    made = BytesIO()
    with av.open(made, "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=5, options={"crf": "18"})
        assert isinstance(stream, av.VideoStream)
        stream.height, stream.width = pictures[0].shape[:2]
        stream.pix_fmt, stream.gop_size = "yuv420p", 10
        for number, rgb in enumerate(pictures):
            frame = av.VideoFrame.from_ndarray(rgb, format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, 5)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return made.getvalue()


def test_they_work_inside_the_lock_down() -> None:
    command = [*facing.COMMAND, f"{MODEL}={people.model_or_skip(MODEL)}"]
    names = ["faces", "close-faces"]
    try:
        command.append(f"yolov4-tiny={models.path('yolov4-tiny')}")
        names.append("close-persons")
    except ModelError:
        pass
    pictures = [
        people.picture((640, 360), Standing(0, (200 + 4 * n, 180), 90))
        for n in range(30)
    ]
    with SpawnerClient(command) as client:
        seen, followed = served.watched(client, film(pictures), "video", ["faces"])
        assert (followed.reason, seen.failed) == (None, {})
        assert [one.kind for one in seen.findings["faces"]].count("face") >= 2
        near, followed = served.watched(client, film(pictures), "video", names[1:])
        assert (followed.reason, near.failed) == (None, {})
        (track,) = [f for f in near.findings["close-faces"] if f.kind != "summary"]
        assert (track.start, track.end) == (Fraction(0), Fraction(29, 5))
        if "close-persons" in names:
            (told,) = [f for f in near.findings["close-persons"] if f.kind == "summary"]
            assert cast(int, told.value["pictures"]) >= 7
