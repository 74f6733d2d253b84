# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Instants in UTC and rational media time; never a float second.

What holds: an `Instant` is RFC 3339 text in UTC with whole seconds, so that it
sorts as text and says no more than it must; a media time is pts x time base,
an exact fraction of the stream's own clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from typing import NewType

Instant = NewType("Instant", str)


def instant(when: datetime) -> Instant:
    """The instant of an aware datetime, in whole seconds.

    Raises:
        ValueError: The datetime has no time zone.
    """
    if when.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return Instant(when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))


def now() -> Instant:
    """This machine's clock; called at edges only, and recorded as a claim."""
    return instant(datetime.now(UTC))


@dataclass(frozen=True, slots=True, order=True)
class MediaTime:
    """An exact time on a stream's own clock.

    Attributes:
        seconds: Seconds as a fraction; may be negative.
    """

    seconds: Fraction

    @staticmethod
    def of(pts: int, base_numerator: int, base_denominator: int) -> MediaTime:
        """The time of a presentation stamp in its stream's time base."""
        return MediaTime(pts * Fraction(base_numerator, base_denominator))

    def pair(self) -> list[int]:
        """[numerator, denominator], the form of the `--json` contract."""
        return [self.seconds.numerator, self.seconds.denominator]


@dataclass(frozen=True, slots=True)
class Span:
    """From `start` up to, not including, `end`, on one stream's clock."""

    start: MediaTime
    end: MediaTime

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError("a span ends before it starts")
