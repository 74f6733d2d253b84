# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Whether a mark lies on what is there, as far as the first look at an item tells.

What holds: what the look does not know refuses nothing: an item that was not looked
at, a duration that the file does not state, a file that is damaged. A mark may end
`LAST_FRAME` after the stated end, for a file states when its last picture begins, or
lasts, no more exactly than that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from witnessbox.media.record import MAX_STREAMS
from witnessbox.model.field import Marked

LAST_FRAME = Fraction(1)
"""Seconds; the slowest cameras keep one picture for so long."""
TIMELESS = ("photograph", "document")
_UNSURE = frozenset({"damaged", "no-duration"})


def amiss(span: Marked, look: Mapping[str, Any]) -> str:
    """What is wrong with a mark, as a code; empty where nothing is known to be.

    Args:
        span: Of the item.
        look: The result of the first look at it; empty if there is none.
    """
    timed = span.start is not None or span.end is not None
    if timed and look.get("kind") in TIMELESS:
        return "has-no-time"
    streams = {int(one["index"]): one for one in look.get("streams") or ()}
    # Of more streams than a look describes, the rest may be there.
    described = span.stream is not None and span.stream < MAX_STREAMS
    if described and streams and span.stream not in streams:
        return "no-such-stream"
    if not timed or not look:
        return ""
    starts = [_pair(look.get("start")), *(_ticks(s, "start") for s in streams.values())]
    begin = min([one for one in starts if one is not None] + [Fraction()])
    if min(one for one in (span.start, span.end) if one is not None) < begin:
        return "outside-its-time"
    ends = list(_ends(look, streams.values()))
    latest = span.start if span.end is None else span.end
    sure = ends and not _UNSURE & {*(look.get("notes") or ())}
    if sure and latest is not None and latest > max(ends) + LAST_FRAME:
        return "outside-its-time"
    return ""


def _ends(look: Mapping[str, Any], streams: Any) -> Iterator[Fraction]:
    """When the whole and its streams end, where that is stated."""
    duration = _pair(look.get("duration"))
    if duration is None:
        return
    yield max(_pair(look.get("start")) or Fraction(), Fraction()) + duration
    for one in streams:
        lasts = _ticks(one, "duration")
        if lasts is not None:
            yield (_ticks(one, "start") or Fraction()) + lasts


def _pair(value: Any) -> Fraction | None:
    return Fraction(*value) if value and value[1] else None


def _ticks(stream: Mapping[str, Any], name: str) -> Fraction | None:
    ticks, base = stream.get(name), _pair(stream.get("time_base"))
    return None if ticks is None or base is None else ticks * base
