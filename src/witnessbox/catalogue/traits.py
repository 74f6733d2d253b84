# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""From what machines found of an item to the few words by which it is filtered.

What holds: all functions are pure. Each stage's words are kept apart, so that a
stage that runs again replaces its own; the item's words are drawn from all of
them. When an item was recorded, and by what, is never known, only said: each
such word names who says it, and the order in which they are asked is written
here. A kind of finding that is not named here adds nothing.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from fractions import Fraction
from typing import Any, cast

from witnessbox.base.canonical import JsonDict
from witnessbox.model.finding import Finding

Row = dict[str, Any]
Claims = dict[str, JsonDict]
"""Per stage, or `LOOK` and `NAME`, what it says."""

LOOK = "look"
NAME = "name"
KEY_LENGTH = 16
MAX_LABEL = 120
NIGHT = (*range(22, 24), *range(5))
"""Hours of a clock that stands in the picture or in a time with its zone."""


class Said(StrEnum):
    """Who says when something was recorded, or by which device."""

    CLOCK = "clock"
    """Burned into the picture, read by a machine."""
    CONTAINER = "container"
    """The file's own metadata."""
    NAME = "name"
    """The file's name."""


ASKED = (Said.CLOCK, Said.CONTAINER, Said.NAME)
"""Whom to believe first on a time: copying and re-encoding rewrite metadata and
names, and leave the picture's clock as it was."""

PHOTOGRAPH_ASKED = (Said.CONTAINER, Said.CLOCK, Said.NAME)
"""On a photograph's time: what looks like a clock in it may be on a paper."""

DEVICE_ASKED = (Said.CONTAINER, Said.CLOCK, Said.NAME)
"""On a device: make, model and serial tell more than a name in the picture."""

FLAGS = {
    "faces": 1, "voice": 2, "clock": 4, "text": 8,
    "damaged": 16, "night": 32, "place": 64, "hidden": 128,
}  # fmt: skip
"""What an item may have, as bits of `trait.flags`."""

_DAY = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])-[0-9]{2}", re.ASCII)
_CODE = re.compile(r"[a-z]{2,3}", re.ASCII)
_LOST = ("grey", "green", "smear")
"""Why a picture shows nothing, where its data are lost."""

USABLE = 50
"""Quality from which on, as PDQ's authors say, a hash tells pictures apart."""

_NUMBERS = ("faces", "voice", "shots", "lines", "cover")


def flags(names: Iterable[str]) -> int:
    """The bits of some names; an unknown name is no bit."""
    return sum(FLAGS.get(name, 0) for name in set(names))


def device_key(label: str) -> str:
    """The key of a device: says nothing in an address, and is short in an index."""
    return hashlib.sha256(label.encode()).hexdigest()[:KEY_LENGTH]


def said(summary: JsonDict, findings: Sequence[Finding]) -> JsonDict:
    """What one stage says of an item, in words for filters."""
    words: JsonDict = {}
    marks: set[str] = set()
    by_kind: dict[str, list[Finding]] = {}
    for finding in findings:
        by_kind.setdefault(finding.kind, []).append(finding)
    for kind, found in by_kind.items():
        reader = _READERS.get(kind)
        if reader is not None:
            reader(words, marks, found)
    _summed(words, marks, summary)
    if marks:
        words["flags"] = [*sorted(marks)]
    return words


def _summed(words: JsonDict, marks: set[str], summary: JsonDict) -> None:
    """What a stage's own account adds to its findings."""
    recorded = summary.get("recorded")
    if isinstance(recorded, str) and recorded:
        _add(words, "recorded", Said.CONTAINER, recorded)
    voice = summary.get("voice_ms")
    if isinstance(voice, int) and voice > 0:
        marks.add("voice")
        words["voice"] = -(-voice // 1000)
    if _number(summary.get("pages")) and _number(summary.get("words")):
        marks.add("text")
        language = summary.get("language")
        if isinstance(language, str) and _CODE.fullmatch(language):
            words["languages"] = {language: 1}


def settled(claims: Claims, kind: str = "video") -> Row:
    """The words of all stages as the columns of an item of some kind."""
    row: Row = dict.fromkeys(_NUMBERS, 0)
    marks: set[str] = set()
    spoken: Counter[str] = Counter()
    recorded: dict[str, str] = {}
    device: dict[str, str] = {}
    row.update(camera="", alike="")
    for words in claims.values():
        marks.update(cast("list[str]", words.get("flags", [])))
        spoken.update(cast("dict[str, int]", words.get("languages", {})))
        recorded.update(cast("dict[str, str]", words.get("recorded", {})))
        device.update(cast("dict[str, str]", words.get("device", {})))
        for name in ("camera", "alike"):
            row[name] = words.get(name) or row[name]
        for name in _NUMBERS:
            row[name] = max(row[name], int(cast("int", words.get(name, 0))))
    asked = PHOTOGRAPH_ASKED if kind == "photograph" else ASKED
    when, who = _first(_dated(recorded), asked)
    if _at_night(when):
        marks.add("night")
    label, origin = _first(device, DEVICE_ASKED)
    row.update(
        recorded=when,
        recorded_from=who,
        month=when[:7],
        device=device_key(label) if label else "",
        label=label,
        origin=origin,
        # The language spoken longest; of two as long, the first by its code.
        language=min(spoken, key=lambda code: (-spoken[code], code)) if spoken else "",
        flags=flags(marks),
    )
    return row


def _first(words: Mapping[str, str], asked: Sequence[Said]) -> tuple[str, str]:
    for who in asked:
        if words.get(who.value):
            return words[who.value], who.value
    return "", ""


def _dated(words: Mapping[str, str]) -> dict[str, str]:
    """Those words that say a day: a clock may show hours alone."""
    return {who: when for who, when in words.items() if _DAY.match(when)}


def _at_night(when: str) -> bool:
    # A time in UTC without the place tells no hour of the day.
    if len(when) < 13 or when[10] not in "T " or when.endswith("Z"):
        return False
    hour = when[11:13]
    return hour.isascii() and hour.isdigit() and int(hour) in NIGHT


def label_of(value: Mapping[str, object]) -> str:
    """A device as one line: make, model, serial; empty if none is said."""
    make, model, serial = (
        " ".join(str(value.get(name) or "").split())
        for name in ("make", "model", "serial")
    )
    if model.casefold().startswith(make.casefold()):
        make = ""
    parts = [part for part in (make, model) if part]
    if serial:
        parts.append(f"· {serial}")
    return " ".join(parts)[:MAX_LABEL]


def seconds(finding: Finding) -> Fraction:
    """How long a finding lasts; nothing for an instant."""
    if finding.start is None or finding.end is None:
        return Fraction()
    return finding.end - finding.start


_Reader = Callable[[JsonDict, set[str], list[Finding]], None]


def _device(words: JsonDict, marks: set[str], found: list[Finding]) -> None:
    del marks
    label = next((text for f in found if (text := label_of(f.value))), "")
    if label:
        _add(words, "device", Said.CONTAINER, label)


def _camera(words: JsonDict, marks: set[str], found: list[Finding]) -> None:
    del marks
    names = Counter(text for f in found if (text := _text(f, "name", "text")))
    if names:
        words["camera"] = min(names, key=lambda name: (-names[name], name))[:MAX_LABEL]
        _add(words, "device", Said.CLOCK, str(words["camera"]))


def _clock(words: JsonDict, marks: set[str], found: list[Finding]) -> None:
    marks.add("clock")
    timed = sorted(
        (f for f in found if _DAY.match(_text(f, "first"))),
        key=lambda f: f.start if f.start is not None else Fraction(),
    )
    if timed:
        _add(words, "recorded", Said.CLOCK, _text(timed[0], "first"))


def _faces(words: JsonDict, marks: set[str], found: list[Finding]) -> None:
    marks.add("faces")
    at = Counter((f.stream, f.pts, f.start) for f in found)
    words["faces"] = max(at.values())


def _lines(words: JsonDict, marks: set[str], found: list[Finding]) -> None:
    marks.add("text")
    words["lines"] = len(found)


def _voice(words: JsonDict, marks: set[str], found: list[Finding]) -> None:
    marks.add("voice")
    words["voice"] = -(-sum((seconds(f) for f in found), Fraction()) // 1)


def _speech(words: JsonDict, marks: set[str], found: list[Finding]) -> None:
    marks.add("voice")
    spoken: Counter[str] = Counter()
    for finding in found:
        code = _text(finding, "language")
        if _CODE.fullmatch(code):
            spoken[code] += max(1, int(seconds(finding)))
    if spoken:
        words["languages"] = {code: spoken[code] for code in sorted(spoken)}


def _shots(words: JsonDict, marks: set[str], found: list[Finding]) -> None:
    del marks
    words["shots"] = len(found)


def _damage(words: JsonDict, marks: set[str], found: list[Finding]) -> None:
    del words, found
    marks.add("damaged")


def _place(words: JsonDict, marks: set[str], found: list[Finding]) -> None:
    del words, found
    marks.add("place")


def _edits(words: JsonDict, marks: set[str], found: list[Finding]) -> None:
    del words
    if any(f.value.get("notable") for f in found):
        marks.add("hidden")


def _cover(words: JsonDict, marks: set[str], found: list[Finding]) -> None:
    del marks
    words["cover"] = max((f.score or 0) for f in found)


def _hashes(words: JsonDict, marks: set[str], found: list[Finding]) -> None:
    del marks
    sequence = [
        text
        for f in found
        if (text := _text(f, "hash")) and _number(f.value.get("quality")) >= USABLE
    ]
    # Where most pictures say nothing, the rest does not tell two films apart.
    if 2 * len(sequence) > len(found):
        whole = hashlib.sha256("\n".join(sequence).encode())
        words["alike"] = whole.hexdigest()[: 2 * KEY_LENGTH]


def _lost(words: JsonDict, marks: set[str], found: list[Finding]) -> None:
    del words
    if any(f.value.get("why") in _LOST for f in found):
        marks.add("damaged")


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def _add(words: JsonDict, name: str, who: Said, text: str) -> None:
    told = cast("JsonDict", words.setdefault(name, {}))
    told.setdefault(who.value, text)


def _text(finding: Finding, *names: str) -> str:
    for name in names:
        value = finding.value.get(name)
        if isinstance(value, str) and value:
            return value
    return ""


def _persons(words: JsonDict, marks: set[str], found: list[Finding]) -> None:
    del marks
    words["persons"] = len({_number(f.value.get("track")) for f in found})


def _quiet(words: JsonDict, marks: set[str], found: list[Finding]) -> None:
    del marks
    quiet = sum((seconds(f) for f in found), Fraction()) // 1
    if quiet:
        words["quiet"] = quiet


_READERS: dict[str, _Reader] = {
    "device": _device,
    "camera": _camera,
    "clock": _clock,
    "face": _faces,
    "person-track": _persons,
    "still": _quiet,
    "text": _lines,
    "voice": _voice,
    "speech": _speech,
    "shot": _shots,
    "damage": _damage,
    "grey-out": _lost,
    "place": _place,
    "edit-list": _edits,
    "cover": _cover,
    "pdq": _hashes,
}
