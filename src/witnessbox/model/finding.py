# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What a machine says of an item: a finding, never a fact.

What holds: a finding names the stage that made it; a time is an exact fraction
of seconds of the stream's own clock (its first picture need not be at 0); a
region is a part of the picture as displayed, rotation and pixel shape applied;
a score is a machine's own and says nothing of truth. No floating-point number
is in a finding: what is written down reads back equal.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import cast

from witnessbox.base.canonical import JsonDict, JsonValue

WHOLE = 10_000
"""A region's unit: a ten-thousandth of the picture's width or height."""

SURE = 1000
"""A score's unit: a thousandth."""


@dataclass(frozen=True, slots=True)
class Region:
    """A rectangle of the picture as displayed, in units of 1/`WHOLE`.

    Attributes:
        x: Left edge; `y` upper edge; `width` and `height` at least 1.
    """

    x: int
    y: int
    width: int
    height: int

    def to_json(self) -> list[int]:
        """The four numbers in their order."""
        return [self.x, self.y, self.width, self.height]

    @property
    def holds(self) -> bool:
        """Whether it lies within the picture."""
        return (
            0 <= self.x < self.x + self.width <= WHOLE
            and 0 <= self.y < self.y + self.height <= WHOLE
        )


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a stage says of an item.

    Attributes:
        kind: What it is, in the stage's own words, such as `shot` or `face`.
        stream: Number of the stream in its container; None for the whole item.
        pts: Presentation stamp of the picture in ticks, where it is one picture.
        start: Seconds at which it begins; None where it has no time.
        end: Seconds at which it ends, not before `start`; None for an instant.
        region: Where in the picture; None for all of it.
        score: From 0 to `SURE`, the machine's own; None where it gives none.
        value: The rest, in JSON without floating-point numbers.
    """

    kind: str
    stream: int | None = None
    pts: int | None = None
    start: Fraction | None = None
    end: Fraction | None = None
    region: Region | None = None
    score: int | None = None
    value: JsonDict = field(default_factory=dict)

    def to_json(self) -> JsonDict:
        """The finding's form in an entry."""
        return {
            "kind": self.kind,
            "stream": self.stream,
            "pts": self.pts,
            "start": _pair(self.start),
            "end": _pair(self.end),
            "region": None if self.region is None else list(self.region.to_json()),
            "score": self.score,
            "value": self.value,
        }


def from_json(document: JsonDict) -> Finding:
    """A finding from its form in an entry, which was checked when it was made."""
    region = cast("list[int] | None", document["region"])
    return Finding(
        kind=cast(str, document["kind"]),
        stream=cast("int | None", document["stream"]),
        pts=cast("int | None", document["pts"]),
        start=_fraction(document["start"]),
        end=_fraction(document["end"]),
        region=None if region is None else Region(*region),
        score=cast("int | None", document["score"]),
        value=cast(JsonDict, document["value"]),
    )


def _pair(time: Fraction | None) -> list[JsonValue] | None:
    return None if time is None else [time.numerator, time.denominator]


def _fraction(pair: JsonValue) -> Fraction | None:
    if pair is None:
        return None
    numerator, denominator = cast("list[int]", pair)
    return Fraction(numerator, denominator)
