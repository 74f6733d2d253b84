# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The cheap stages over pictures work inside the lock-down, on a decoded film."""

from __future__ import annotations

from fractions import Fraction
from io import BytesIO

import av
import numpy as np
import pytest
from tests.unit.analysis import looking, pictures, served

from witnessbox.analysis.sensitive import MODEL
from witnessbox.base.errors import ModelError
from witnessbox.media.client import SpawnerClient
from witnessbox.pipeline import models


def film(drawn: list[pictures.Pixels]) -> bytes:
    """The pictures as keyframes, one every four seconds."""
    made = BytesIO()
    with av.open(made, "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=1, options={"crf": "18"})
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = 640, 360, "yuv420p"
        stream.gop_size = 4
        for number in range(4 * len(drawn)):
            frame = av.VideoFrame.from_ndarray(drawn[number // 4], format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return made.getvalue()


ROOM = pictures.scene(1)
FILM = film([ROOM, ROOM, ROOM, ROOM, *([np.zeros_like(ROOM)] * 3), pictures.scene(2)])


def test_a_film_is_hashed_and_its_spans_are_told() -> None:
    with SpawnerClient(looking.COMMAND) as client:
        seen, followed = served.watched(client, FILM, "video", ["hashes", "spans"])
    assert (followed.reason, seen.failed) == (None, {})
    hashes = [one for one in seen.findings["hashes"] if one.kind == "pdq"]
    assert len(hashes) >= 8
    told = {one.kind: one for one in seen.findings["spans"]}
    assert told["still"].start == 0
    assert told["black"].start == 16
    assert (told["still"].end or 0) < 16 <= (told["black"].end or 0) < 28


def test_what_is_to_be_covered_is_scored_there_too() -> None:
    try:
        weight = models.path(MODEL)
    except ModelError:
        pytest.skip(f"NO MODEL {MODEL} here: witnessbox models fetch {MODEL}")
    pytest.importorskip("onnxruntime")
    command = (*looking.COMMAND, f"{MODEL}={weight}")
    names = [stage.name for stage in looking.STAGES]
    with SpawnerClient(command) as client:
        seen, followed = served.watched(client, FILM, "video", names)
    assert (followed.reason, seen.failed) == (None, {})
    (summary,) = seen.findings["sensitive"]
    assert summary.kind == "summary"
    highest = summary.value["highest"]
    # Drawn shapes: not nothing, for the model ran, and not to be covered.
    assert isinstance(highest, int)
    assert 0 <= highest < 200
