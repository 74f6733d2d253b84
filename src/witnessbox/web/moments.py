# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Moments as one types them, such as 1:20-1:45, and the spans that they are.

What holds: typed moments are on the player's clock, which begins with the film;
spans are on the container's. What cannot be read is named, and nothing is guessed.

    >>> spans("0:02, 1:20-1:45", "i-1", Fraction(0))[1]["end"]
    [105, 1]
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from witnessbox.model.field import Marked, marked
from witnessbox.web import words

_CLOCK = r"(?:(\d{1,3}):)?(\d{1,3}):(\d{2})(?:[.,](\d{1,3}))?"
_MOMENT = re.compile(rf"{_CLOCK}(?:\s*[-\u2013]\s*{_CLOCK})?")
MOST = 50


def spans(text: str, item: str, begins: Fraction) -> list[dict[str, Any]]:
    """The spans of an item that typed moments mean.

    Raises:
        ValueError: A part is no moment; or an end lies before its beginning.
    """
    found: list[dict[str, Any]] = []
    for part in [one.strip() for one in re.split(r"[;,](?=\s)|\n", text)]:
        if not part:
            continue
        read = _MOMENT.fullmatch(part)
        if read is None:
            raise ValueError(part)
        start = _seconds(read.groups()[:4]) + begins
        end = _seconds(read.groups()[4:]) + begins if read[6] else None
        if end is not None and end < start:
            raise ValueError(part)
        told = Marked(item, None, start, end).to_json()
        if told not in found:
            found.append({**told})
    return found[:MOST]


def said(label: Mapping[str, Any], begins: Fraction) -> list[str]:
    """The worst moments of a label, as one types them."""
    found: list[str] = []
    for value in label.get("peaks", ()):
        span = marked(value)
        if span.start is None:
            continue
        text = _clock(span.start - begins)
        if span.end is not None:
            text = f"{text}-{_clock(span.end - begins)}"
        found.append(text)
    return found


def _seconds(parts: tuple[Any, ...]) -> Fraction:
    hours, minutes, whole, rest = parts
    total = Fraction(int(hours or 0) * 3600 + int(minutes) * 60 + int(whole))
    return total + (Fraction(int(rest), 10 ** len(rest)) if rest else 0)


def _clock(at: Fraction) -> str:
    at = max(Fraction(), at)
    text = words.clock(at.numerator // at.denominator)
    rest = at - at.numerator // at.denominator
    return f"{text}.{round(rest * 1000):03d}" if rest else text
