# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Parts in a scene: where somebody is and what they do, second by second.

What holds: a part is data; the same part at the same second gives the same
stance. Between two marks people walk straight; nobody is there before the
first mark or after the last.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass

from witnessbox.story.stance import Stance

Mark = tuple[float, float, float]
"""A second, and the x and z where one is then."""
Cue = tuple[float, float, str]
"""From, until and what: see `_CUES`."""

_PACE = 1.42
"""Metres in a pair of steps."""
_WALKING = 0.12
"""Metres a second from which legs move."""
_CUES = (
    "carry",
    "sign",
    "write",
    "sit",
    "speak",
    "paper",
    "phone",
    "bag",
    "point",
    "nod",
)


@dataclass(frozen=True, slots=True)
class Part:
    """One person's part.

    Attributes:
        who: A person's key.
        path: Marks in order of time.
        cues: What is done when.
        faces: From which second on somebody who stands faces which way.
        gaze: How far the head is turned against the body, in degrees.
    """

    who: str
    path: tuple[Mark, ...]
    cues: tuple[Cue, ...] = ()
    faces: tuple[tuple[float, float], ...] = ()
    gaze: float = 0.0

    def __post_init__(self) -> None:
        for cue in self.cues:
            if cue[2] not in _CUES:
                raise ValueError(f"nobody knows how to {cue[2]}")


def _where(part: Part, second: float) -> tuple[float, float, float, float | None]:
    """x, z, speed and heading; the heading is None for somebody who stands."""
    path = part.path
    index = bisect_right([mark[0] for mark in path], second) - 1
    index = max(0, min(index, len(path) - 2))
    t0, x0, z0 = path[index]
    t1, x1, z1 = path[index + 1]
    share = min(1.0, max(0.0, (second - t0) / max(t1 - t0, 1e-6)))
    dx, dz = x1 - x0, z1 - z0
    far = math.hypot(dx, dz)
    speed = far / max(t1 - t0, 1e-6)
    heading = math.degrees(math.atan2(dx, dz)) if speed > _WALKING else None
    return x0 + dx * share, z0 + dz * share, speed, heading


def _heading(part: Part, second: float) -> float:
    _, _, _, walking = _where(part, second)
    if walking is not None:
        return walking
    told = [face for since, face in part.faces if since <= second]
    if told:
        return told[-1]
    for mark in reversed(part.path):
        if mark[0] <= second:
            _, _, _, before = _where(part, mark[0] - 0.05)
            if before is not None:
                return before
    return 180.0


def _smooth_heading(part: Part, second: float) -> float:
    """People turn in half a second, not at once."""
    s = c = 0.0
    for shift in (-0.24, -0.12, 0.0, 0.12, 0.24):
        angle = math.radians(_heading(part, second + shift))
        s += math.sin(angle)
        c += math.cos(angle)
    return math.degrees(math.atan2(s, c))


def _walked(part: Part, second: float) -> float:
    total = 0.0
    for (t0, x0, z0), (t1, x1, z1) in zip(part.path, part.path[1:], strict=False):
        share = min(1.0, max(0.0, (second - t0) / max(t1 - t0, 1e-6)))
        total += math.hypot(x1 - x0, z1 - z0) * share
    return total


def stance(part: Part, second: float, mouth: float, tall: float) -> Stance | None:
    """What this part does at a second, or None where they are not there."""
    if not part.path[0][0] <= second <= part.path[-1][0]:
        return None
    x, z, speed, _ = _where(part, second)
    doing = {what for since, until, what in part.cues if since <= second < until}
    sit = "sit" in doing
    left = right = None
    holds, nod, gaze = "", 0.0, part.gaze + 7 * math.sin(second * 0.7 + len(part.who))
    lift = 0.46 if sit else 0.0
    if sit:
        left, right = (-0.2, 0.80 + lift, 0.40), (0.2, 0.80 + lift, 0.40)
    if "bag" in doing:
        holds = "bag"
    if "speak" in doing:
        sway = math.sin(second * 2.3)
        right = (0.24, 1.08 + 0.07 * sway, 0.34 + 0.04 * math.sin(second * 3.1))
    if "carry" in doing:
        left, right, holds = (-0.2, 1.05, 0.32), (0.2, 1.05, 0.32), "parcel"
    if "paper" in doing:
        left, holds = (-0.10, 1.16 + lift * 0.6, 0.34), "paper"
    if "phone" in doing:
        left, holds = (-0.06, 1.36, 0.30), "phone"
    if "sign" in doing or "write" in doing:
        high = 0.83 if "sign" in doing else 1.13
        wave = 0.03 * math.sin(second * 9.0)
        right = (0.10 + wave + 0.02 * math.sin(second * 1.1), high + lift, 0.46)
        left, nod = (-0.18, high + lift, 0.40), 20.0
    if "point" in doing:
        right = (0.22, 1.28, 0.52)
    if "nod" in doing:
        nod = 22.0
    stride = min(1.0, speed / 0.9) if speed > _WALKING else 0.0
    return Stance(
        (x, z),
        _smooth_heading(part, second),
        stride,
        (_walked(part, second) / _PACE) % 1.0,
        left,
        right,
        sit,
        gaze,
        nod,
        mouth,
        holds,
        tall,
    )
