# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""How scenes are put together: moments, paths, and the usual ways to walk.

What holds: times are true times of Severia.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from witnessbox.story.acting import Cue, Part
from witnessbox.story.cast import SEVERIA
from witnessbox.story.clip import Clip

PARCELS = "parcels-5-march"
"""The event that two cameras see."""


def at(day: int, clock: str) -> datetime:
    """A moment of March 2024, in Severia's time."""
    hour, minute, second = (int(part) for part in clock.split(":"))
    return datetime(2024, 3, day, hour, minute, second, tzinfo=SEVERIA)


_FOLDERS = {
    "gate": "CAM-01",
    "corridor": "CAM-03",
    "hospital": "CAM-05",
    "store": "CAM-07",
    "office": "CAM-11",
}


def clip_path(camera: str, start: datetime) -> bytes:
    """Where a recorder puts a file; it names them by its own clock, which is right."""
    name = _FOLDERS[camera]
    return f"{name}/{start:%Y-%m-%d}/{name}_{start:%Y%m%d_%H%M%S}.mp4".encode()


def clip(
    key: str, camera: str, when: datetime, seconds: float, *parts: Part, **more: object
) -> Clip:
    """A clip of a camera that hangs on a wall."""
    plain = Clip(key, clip_path(camera, when), camera, when, seconds, parts)
    return replace(plain, **more)  # type: ignore[arg-type]


def down(who: str, since: float, lane: float, *cues: Cue, pace: float = 1.25) -> Part:
    """Comes along the corridor towards the camera."""
    return Part(
        who, ((since, lane, 20.5), (since + 18.9 / pace, lane + 0.1, 1.6)), cues
    )


def up(who: str, since: float, lane: float, *cues: Cue, pace: float = 1.25) -> Part:
    """Goes along the corridor, away from the camera."""
    return Part(
        who, ((since, lane, 1.6), (since + 18.9 / pace, lane - 0.1, 20.5)), cues
    )


def stands(
    who: str, spot: tuple[float, float], face: float, until: float, *cues: Cue
) -> Part:
    """Stays at a spot and faces one way."""
    x, z = spot
    return Part(who, ((0, x, z), (until, x, z)), cues, ((0, face),))


def visits(
    who: str,
    since: float,
    spot: tuple[float, float],
    door: tuple[float, float],
    stay: float,
    *cues: Cue,
    face: float = 180,
) -> Part:
    """Comes in by a door, stays at a spot, leaves again."""
    far = ((spot[0] - door[0]) ** 2 + (spot[1] - door[1]) ** 2) ** 0.5
    walk = far / 1.1
    return Part(
        who,
        (
            (since, *door),
            (since + walk, *spot),
            (since + walk + stay, *spot),
            (since + 2 * walk + stay, *door),
        ),
        cues,
        ((since + walk, face),),
    )
