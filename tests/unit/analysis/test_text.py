# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Text is followed through a film, clocks are checked, and neither is invented."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from fractions import Fraction
from io import BytesIO

import av
import numpy as np
import pytest
from PIL import Image
from tests.unit.analysis import lettered, pictures, reading, served

from witnessbox.analysis.ocr import Reader
from witnessbox.analysis.text import TextStage
from witnessbox.media.client import SpawnerClient
from witnessbox.model.finding import Finding

START = datetime.datetime(2026, 11, 22, 23, 59, 30)
NAME = ((980, 680), "КАМ 3 Вход")


class Counting(Reader):
    """Counts lines that are read."""

    reads = 0

    def read(self, crop: lettered.Pixels) -> object:  # type: ignore[override]
        self.reads += 1
        return super().read(crop)


@pytest.fixture(scope="module")
def stage() -> TextStage:
    made = TextStage()
    made._reader = Counting(lettered.weights())
    return made


def cctv(count: int, jump: int | None = None, *, form: str) -> list[lettered.Pixels]:
    """A recorder's pictures, one every four seconds."""
    made = []
    for number in range(count):
        late = 3600 if jump is not None and number >= jump else 0
        now = START + datetime.timedelta(seconds=4 * number + late)
        lines = [((30, 20), now.strftime(form)), NAME]
        drawn = lettered.lettered(lettered.ground(), lines)
        made.append(pictures.noisy(drawn, number))
    return made


def of(kind: str, found: Sequence[Finding]) -> list[Finding]:
    return [one for one in found if one.kind == kind]


def span(finding: Finding) -> tuple[float, float]:
    assert finding.start is not None
    assert finding.end is not None
    return float(finding.start), float(finding.end)


def test_a_recorders_clock_and_camera_are_told(stage: TextStage) -> None:
    found = lettered.watched(stage, cctv(20, form="%d.%m.%Y %H:%M:%S"))
    (clock,) = of("clock", found)
    assert span(clock) == (0, 76)
    assert clock.value == {
        "first": "2026-11-22T23:59:30",
        "last": "2026-11-23T00:00:46",
        "format": "DD.MM.YYYY HH:MM:SS",
        "ambiguous": False,
        "drift_ms_per_h": 0,
        "jumps": [],
    }
    (line,) = of("text", found)
    assert line.value == {"text": "КАМ 3 Вход", "language": "ru"}
    assert span(line) == (0, 76)
    assert line.region is not None
    assert line.region.x > 7000
    assert line.region.y > 9000
    (name,) = of("camera", found)
    assert name.value == {"name": "КАМ 3"}
    assert pictures.summary(found) == {
        "lines": 1, "clock": "2026-11-22T23:59:30", "camera": "КАМ 3",
    }  # fmt: skip


def test_a_jump_is_found_on_its_own_picture(stage: TextStage) -> None:
    found = lettered.watched(stage, cctv(20, 9, form="%Y-%m-%d %H:%M:%S"))
    (clock,) = of("clock", found)
    was = START + datetime.timedelta(seconds=36)
    now = was + datetime.timedelta(hours=1)
    assert clock.value["jumps"] == [[36000, was.isoformat(), now.isoformat()]]


def test_what_does_not_change_is_read_once(stage: TextStage) -> None:
    reader = stage._reader
    assert isinstance(reader, Counting)
    reader.reads = 0
    still = [lettered.lettered(lettered.ground(), [NAME])] * 25
    found = lettered.watched(stage, [pictures.noisy(p, n) for n, p in enumerate(still)])
    assert len(of("text", found)) == 1
    assert reader.reads == 1


def test_captions_are_told_with_their_spans(stage: TextStage) -> None:
    captions = ["", "Заснято 2 октября", "Заснято 2 октября", "Restricted area", ""]
    drawn = [
        lettered.lettered(lettered.ground(), [((400, 600), text)] if text else [], 34)
        for text in captions
        for _ in range(2)
    ]
    found = of("text", lettered.watched(stage, drawn))
    assert [(one.value["text"], *span(one)) for one in found] == [
        ("Заснято 2 октября", 8, 20),
        ("Restricted area", 24, 28),
    ]


def test_a_time_that_stands_still_is_text_and_no_clock(stage: TextStage) -> None:
    sign = [((300, 300), "22.11.2026 14:03:57")]
    drawn = [lettered.lettered(lettered.ground(), sign)] * 12
    found = lettered.watched(stage, drawn)
    assert of("clock", found) == []
    assert [one.value["text"] for one in of("text", found)] == [sign[0][1]]


def test_a_date_above_a_time_is_one_clock(stage: TextStage) -> None:
    drawn = []
    for number in range(10):
        now = START + datetime.timedelta(seconds=4 * number)
        lines = [
            ((30, 20), now.strftime("%Y-%m-%d")),
            ((30, 64), now.strftime("%H:%M:%S")),
        ]
        drawn.append(lettered.lettered(lettered.ground(), lines))
    (clock,) = of("clock", lettered.watched(stage, drawn))
    assert clock.value["first"] == "2026-11-22T23:59:30"
    assert clock.value["last"] == "2026-11-23T00:00:06"


def test_scenes_without_lettering_give_nothing(stage: TextStage) -> None:
    drawn = [pictures.scene(number, (1280, 720)) for number in range(8)]
    found = lettered.watched(stage, drawn)
    assert pictures.summary(found) == {"lines": 0, "clock": "", "camera": ""}


def test_a_photographs_date_stamp_is_a_clock(stage: TextStage) -> None:
    stamp = [((900, 660), "2026-11-22 14:03")]
    drawn = [lettered.lettered(lettered.ground(), stamp)]
    found = lettered.watched(stage, drawn, "photograph")
    (clock,) = of("clock", found)
    assert clock.value["first"] == "2026-11-22T14:03:00"


def film(drawn: Sequence[lettered.Pixels]) -> bytes:
    made = BytesIO()
    with av.open(made, "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=1, options={"crf": "16"})
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = 1280, 720, "yuv420p"
        stream.gop_size = 4
        for number in range(4 * len(drawn)):
            frame = av.VideoFrame.from_ndarray(drawn[number // 4], format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return made.getvalue()


def test_all_this_works_inside_the_lock_down() -> None:
    paths = lettered.weights()
    command = (*reading.COMMAND, *(f"{k}={v}" for k, v in paths.items()))
    with SpawnerClient(command) as client:
        data = film(cctv(10, form="%d.%m.%Y %H:%M:%S"))
        seen, followed = served.watched(client, data, "video", ["text"])
        assert followed.reason is None
        assert seen.end is not None
        assert seen.end.failed == {}
        (clock,) = of("clock", seen.findings["text"])
        assert clock.value["first"] == "2026-11-22T23:59:30"
        paper = np.full((900, 1000, 3), 235, np.uint8)
        lines = [((60, 60 + 50 * n), f"Рапорт дежурного {n + 10}") for n in range(12)]
        drawn = lettered.lettered(paper, lines, 30, dark=True)
        scan = BytesIO()
        Image.fromarray(drawn).save(scan, "JPEG", quality=90)
        seen, followed = served.watched(client, scan.getvalue(), "photograph", ["text"])
        assert followed.reason is None
        assert seen.end is not None
        assert seen.end.failed == {}
        texts = [one.value["text"] for one in of("text", seen.findings["text"])]
        assert texts == [text for _, text in lines]
