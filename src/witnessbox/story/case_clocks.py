# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What the true time was on pictures of the two cameras that saw the event of 5 March.

What holds: as in `case`. CAM-03's clock is right; CAM-07's is 7 min 40 s slow, which
its own reading says: the orderly goes through the door that both cameras see.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from witnessbox.story.case import ANALYST, CODER, HALL, STORE, Part, Told
from witnessbox.story.cast import CLOCK_SLOW
from witnessbox.story.staging import at

BEGINS = at(5, "14:12:10")
"""Of both films."""

SHOWN = "%d-%m-%Y %H:%M:%S"
"""As the cameras burn it in."""


def _reading(
    key: str, by: str, seconds: int, ground: str, spans: Sequence[Part], **more: object
) -> Told:
    """What the true time was when both films had run for so many seconds."""
    true = BEGINS + timedelta(seconds=seconds)
    fields = {
        "spans": [spans[0]],
        "true_time": f"{true:%Y-%m-%d %H:%M:%S}",
        "ground": ground,
        **more,
    }
    if spans[1:]:
        fields["seen_too"] = [*spans[1:]]
    return Told(key, "clock-reading", by, fields)


def _shows(seconds: int, slow: timedelta = timedelta()) -> str:
    return f"{BEGINS + timedelta(seconds=seconds) - slow:{SHOWN}}"


CLOCKS = (
    _reading("hall_begins", ANALYST, 14, "burned-in", [Part(HALL, 14)],
             give_or_take="1", shown_time=_shows(14),
             note="HERON set this clock by the radio on the first of the month."),
    _reading("hall_ends", CODER, 50, "burned-in", [Part(HALL, 50)],
             give_or_take="1", shown_time=_shows(50)),
    _reading("store_door", CODER, 22, "other-camera",
             [Part(STORE, 22), Part(HALL, 22)],
             give_or_take="2", shown_time=_shows(22, CLOCK_SLOW),
             note="The man with the boxes goes through the door that both see."),
)  # fmt: skip
