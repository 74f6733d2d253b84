# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Where an item's own time begins, how long it is, and where its player's begins.

What holds: all are exact fractions of seconds, as the first look at the item found
them; what it did not find is nothing.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from witnessbox.catalogue.answers import ItemView
from witnessbox.media.record import SEGMENT_SECONDS


@dataclass(frozen=True, slots=True)
class Timing:
    """An item's time.

    Attributes:
        begins: On its stream's own clock.
        length: From there on.
        origin: Where the covered film's clock begins.
        stream: That times are of.
    """

    begins: Fraction
    length: Fraction
    origin: int
    stream: int

    @property
    def ends(self) -> Fraction:
        """Behind the last picture."""
        return self.begins + self.length


def timing_of(view: ItemView) -> Timing:
    """An item's time, as its first look says."""
    look = look_of(view)
    begins = fraction(look.get("start"))
    return Timing(
        begins,
        Fraction(*(view.row.duration or (0, 1))),
        max(math.floor(begins / SEGMENT_SECONDS), 0) * SEGMENT_SECONDS,
        _stream(look, view.row.kind),
    )


def look_of(view: ItemView) -> dict[str, Any]:
    """What the last first look found; empty if there was none."""
    found = [one for one in view.derivations if one.stage == "look"]
    return dict(found[-1].result) if found else {}


def fraction(pair: Any) -> Fraction:
    """A pair as a fraction; nothing for none."""
    over, under = pair or (0, 1)
    return Fraction(over, under) if under else Fraction()


def _stream(look: dict[str, Any], kind: str) -> int:
    """The stream that times are of where no picture tells."""
    wanted = "audio" if kind == "sound" else "video"
    streams = [
        one["index"] for one in look.get("streams") or [] if one["kind"] == wanted
    ]
    return int(streams[0]) if streams else 0
