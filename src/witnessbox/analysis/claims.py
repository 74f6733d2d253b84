# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The parent's check of what a child claims while it watches an item.

What holds: every number is within its bound, every name on a list of ours, every
text printable and bounded, every finding as `model.finding` says. A child that
breaks one rule has lied, and nothing of its answer is used.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from witnessbox.analysis.stage import MAX_FINDINGS
from witnessbox.base.canonical import JsonDict, JsonValue
from witnessbox.media.check import (
    LiedError,
    take_choice,
    take_dict,
    take_int,
    take_list,
    take_pair,
    take_reason,
    take_root,
    take_version,
)
from witnessbox.media.formats import Reason
from witnessbox.media.record import MAX_INTEGER, MAX_STREAMS, STILL_EDGE, PacketRoot
from witnessbox.model.finding import SURE, WHOLE, Finding, Region

BATCH = 256
MAX_DEPTH = 6
MAX_PARTS = 100_000
MAX_TEXT = 64 << 10
MAX_MEMBERS = 20_000
NOTES = (
    "damaged", "no-duration", "more-streams", "orientation-applied", "coarse",
)  # fmt: skip
_KIND = re.compile(r"[a-z][a-z0-9-]{0,31}")
_NAME = re.compile(r"[A-Za-z0-9_-]{1,32}")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class StillClaim:
    """One picture that was watched: raw pixels, exactly as many as declared."""

    stream: int
    pts: int | None
    time: Fraction
    size: tuple[int, int]
    pixels: bytes


@dataclass(frozen=True, slots=True)
class FindingsClaim:
    """Some findings of one stage, by its number from 1."""

    stage: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class EndClaim:
    """The child's account of the whole.

    Attributes:
        decoder: The program that parsed, with version.
        reason: Why the file could not be watched, if so.
        broken: Whether reading broke off.
        notes: Codes of `NOTES`.
        pictures: Sampled; `decoded`: all that were decoded.
        roots: Commitments to the coded packets.
        failed: Stage to reason, of those that failed on their own.
        cut: Stages that found more than they may give.
    """

    decoder: str
    reason: Reason | None
    broken: bool
    notes: tuple[str, ...]
    pictures: int
    decoded: int
    roots: tuple[PacketRoot, ...]
    failed: dict[str, Reason]
    cut: tuple[str, ...]


Claim = StillClaim | FindingsClaim | EndClaim


def check_part(
    untrusted: JsonValue, blobs: Sequence[bytes], names: Sequence[str]
) -> Claim:
    """One part of an answer to `watch`, every field checked.

    Args:
        untrusted: The part's `result`.
        blobs: Its blobs.
        names: The stages that were asked for, in their order.

    Raises:
        LiedError: It breaks a rule.
    """
    part = take_dict(untrusted)
    if "still" in part:
        return _still(take_dict(part["still"]), blobs)
    if blobs:
        raise LiedError("bytes that nothing speaks of")
    if "findings" in part:
        return FindingsClaim(
            take_int(part.get("stage"), 1, len(names)),
            tuple(check_finding(one) for one in take_list(part["findings"], BATCH)),
        )
    return _end(take_dict(part.get("end")), names)


def check_finding(untrusted: JsonValue) -> Finding:
    """One finding, every field checked.

    Raises:
        LiedError: It breaks a rule.
    """
    part = take_dict(untrusted)
    kind = part.get("kind")
    if not isinstance(kind, str) or not _KIND.fullmatch(kind):
        raise LiedError("a kind that is no word of ours")
    start, end = _time(part.get("start")), _time(part.get("end"))
    if end is not None and (start is None or end < start):
        raise LiedError("an end before its start")
    value = take_dict(part.get("value"))
    _plain(value, 0)
    return Finding(
        kind=kind,
        stream=_optional(part.get("stream"), 0, MAX_INTEGER),
        pts=_optional(part.get("pts"), -MAX_INTEGER, MAX_INTEGER),
        start=start,
        end=end,
        region=_region(part.get("region")),
        score=_optional(part.get("score"), 0, SURE),
        value=value,
    )


def _still(part: JsonDict, blobs: Sequence[bytes]) -> StillClaim:
    width = take_int(part.get("width"), 1, STILL_EDGE)
    height = take_int(part.get("height"), 1, STILL_EDGE)
    if len(blobs) != 1 or len(blobs[0]) != 3 * width * height:
        raise LiedError("not exactly the pixels of a still")
    return StillClaim(
        stream=take_int(part.get("stream"), 0, MAX_INTEGER),
        pts=_optional(part.get("pts"), -MAX_INTEGER, MAX_INTEGER),
        time=Fraction(*take_pair(part.get("time"))),
        size=(width, height),
        pixels=blobs[0],
    )


def _end(part: JsonDict, names: Sequence[str]) -> EndClaim:
    failed = {
        take_choice(name, names): _reason(code)
        for name, code in take_dict(part.get("failed")).items()
    }
    broken = part.get("broken")
    if not isinstance(broken, bool):
        raise LiedError("not a yes or no")
    return EndClaim(
        decoder=take_version(part.get("decoder")),
        reason=take_reason(part.get("reason")),
        broken=broken,
        notes=tuple(
            take_choice(note, NOTES)
            for note in take_list(part.get("notes"), len(NOTES))
        ),
        pictures=take_int(part.get("pictures"), 0, MAX_INTEGER),
        decoded=take_int(part.get("decoded"), 0, MAX_INTEGER),
        roots=tuple(
            take_root(root) for root in take_list(part.get("roots"), MAX_STREAMS)
        ),
        failed=failed,
        cut=tuple(
            take_choice(name, names) for name in take_list(part.get("cut"), len(names))
        ),
    )


def _reason(untrusted: JsonValue) -> Reason:
    reason = take_reason(untrusted)
    if reason is None:
        raise LiedError("a failure without a reason")
    return reason


def _region(untrusted: JsonValue) -> Region | None:
    if untrusted is None:
        return None
    numbers = [take_int(one, 0, WHOLE) for one in take_list(untrusted, 4)]
    if len(numbers) != 4:
        raise LiedError("not a region")
    region = Region(*numbers)
    if not region.holds:
        raise LiedError("a region beyond the picture")
    return region


def _plain(value: JsonValue, depth: int) -> int:
    """Count the members of a value; refuse what is deep, long or not printable."""
    if depth > MAX_DEPTH:
        raise LiedError("a value that is too deep")
    if value is None or isinstance(value, bool):
        return 1
    if isinstance(value, int):
        take_int(value, -MAX_INTEGER, MAX_INTEGER)
        return 1
    if isinstance(value, str):
        if len(value) > MAX_TEXT or _CONTROLS.search(value):
            raise LiedError("a text that is too long or not printable")
        return 1
    if isinstance(value, float):
        raise LiedError("a number that is not whole")
    if isinstance(value, dict):
        if not all(_NAME.fullmatch(name) for name in value):
            raise LiedError("a name that is no word of ours")
        members: list[JsonValue] = [*value.values()]
    else:
        members = list(value)
    count = 1
    for member in members:
        count += _plain(member, depth + 1)
        if count > MAX_MEMBERS:
            raise LiedError("a value with too many members")
    return count


def _optional(untrusted: JsonValue, low: int, high: int) -> int | None:
    return None if untrusted is None else take_int(untrusted, low, high)


def _time(untrusted: JsonValue) -> Fraction | None:
    return None if untrusted is None else Fraction(*take_pair(untrusted))


MOST_FINDINGS = MAX_FINDINGS + 1
"""Of one stage and item: those, and its summary."""
