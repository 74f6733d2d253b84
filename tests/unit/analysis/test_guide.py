# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The page that adds a stage: its code is taken from the page, and run."""

from __future__ import annotations

import ast
import os
import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from witnessbox.analysis.host import Host
from witnessbox.analysis.stage import About
from witnessbox.media import progress
from witnessbox.media.frame import Frame, Pixels
from witnessbox.media.progress import Progress

PAGE = Path(__file__).parents[3] / "docs" / "guide" / "stages.md"
MAX_LINES = 60


@pytest.fixture
def code() -> str:
    (found,) = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    return str(found)


def picture(seconds: int, light: int) -> Frame:
    def render(edge: int) -> Pixels:
        return np.full((90, 160, 3), light, np.uint8)

    return Frame(0, (seconds, Fraction(seconds)), (160, 90), render)


def spans(code: str, lights: list[int]) -> list[Any]:
    names: dict[str, Any] = {"__name__": "witnessbox.analysis.darkness"}
    exec(compile(code, str(PAGE), "exec"), names)
    stage = names["Darkness"]()
    stage.load({})
    page = progress.make()
    host = Host([stage], About("video", "video/mp4"), Progress(page), stills=False)
    os.close(page)
    for number, light in enumerate(lights):
        host.frame(picture(4 * number, light))
    host.end()
    assert not host.running[0].failed
    parts: list[Any] = [part for part, _ in host.parts(whole=True)]
    found = [one for part in parts for one in part["findings"]]
    return [(one["start"], one["end"]) for one in found]


def test_the_stage_of_the_page_finds_the_dark(code: str) -> None:
    assert spans(code, [100, 5, 5, 100, 100, 5]) == [
        ([4, 1], [12, 1]),
        ([20, 1], [20, 1]),
    ]
    # The control: in the light it finds nothing.
    assert spans(code, [100, 90, 80]) == []


def test_it_is_as_short_as_promised(code: str) -> None:
    assert len(code.splitlines()) <= MAX_LINES
    ast.parse(code)
