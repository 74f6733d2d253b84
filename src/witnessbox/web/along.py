# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Everything along an item's time, as short as a page can draw it.

What holds: times are whole microseconds of the stream's own clock, for drawing only
(what is stated keeps its exact fraction); a machine's lane and a person's are told
apart; text of a file passes `plain`; a segment of a transcript is a draft until a
statement says that it is confirmed, and says who confirmed it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from sqlalchemy import Connection

from witnessbox.base.canonical import JsonDict, JsonValue
from witnessbox.catalogue import along, records
from witnessbox.catalogue.along import Mark
from witnessbox.catalogue.records import Held, Record
from witnessbox.catalogue.surveyed import MICRO
from witnessbox.model.field import Marked, marked
from witnessbox.model.finding import Finding
from witnessbox.web import phrases, words, words_found, words_records
from witnessbox.web.tongue import N_, gettext

SPEECH, TRANSCRIPT = "speech", "transcript"
FACES = ("face", "face-track", "person-track")
MACHINES = (
    ("shots", N_("Shots"), ("shot",)),
    ("faces", N_("Faces and persons"), FACES),
    ("text", N_("Text and clocks"), ("text", "clock", "camera")),
    ("speech", N_("Speech, a machine's draft"), ("voice", SPEECH)),
    ("other", N_("Other findings"), ()),
)
"""Id, name and kinds of each lane of findings; the last takes what is left."""

STATED = ("description", "act", "event", "appearance", TRANSCRIPT, "clock-reading")
"""The kinds of record that have a lane. Codes have none: coders work blind."""

WORDED = ("text", "clock", "camera", SPEECH, "still", "black", "grey-out", "damage")
MAX_TEXT = 120
NO_LANE = ("summary", "language")


@dataclass(slots=True)
class Lane:
    """The marks of one lane, a list for each thing that is said of them."""

    id: str
    name: str
    machine: bool
    starts: list[JsonValue] = field(default_factory=list)
    ends: list[JsonValue] = field(default_factory=list)
    names: list[JsonValue] = field(default_factory=list)
    texts: list[JsonValue] = field(default_factory=list)
    regions: list[JsonValue] = field(default_factory=list)

    def put(
        self, span: tuple[int, int], name: str, text: str, region: list[int] | None
    ) -> None:
        """Add one mark."""
        self.starts.append(span[0])
        self.ends.append(span[1])
        self.names.append(name)
        self.texts.append(text)
        self.regions.append(None if region is None else [*region])

    def to_json(self) -> JsonDict:
        """As the page takes it; what no mark has is left out."""
        return {
            "id": self.id,
            "name": gettext(self.name),
            "machine": self.machine,
            "s": self.starts,
            "e": self.ends,
            "r": self.names,
            "t": self.texts if any(self.texts) else [],
            "b": self.regions if any(self.regions) else [],
        }


@dataclass(frozen=True, slots=True)
class Segment:
    """One stretch of speech beside the picture.

    Attributes:
        finding: The machine's, by its name; empty where a person typed it first.
        record: The transcript that a person stated of it, or empty.
        who: Stated it last; `confirmed` whether a speaker of the language says so.
    """

    start: int
    end: int
    text: str
    language: str
    finding: str = ""
    record: str = ""
    who: str = ""
    confirmed: bool = False

    def to_json(self) -> JsonDict:
        """As the page takes it."""
        return {
            "s": self.start,
            "e": self.end,
            "t": self.text,
            "l": self.language,
            "language": words_found.language(self.language),
            "f": self.finding,
            "r": self.record,
            "who": self.who,
            "ok": self.confirmed,
        }


def timeline(
    connection: Connection, held: Held, item: str, names: Mapping[str, str]
) -> JsonDict:
    """The lanes of an item and its transcript.

    Args:
        connection: To the index.
        held: The reader's compartments.
        item: Which.
        names: Of members, by their handles.
    """
    found = [
        mark
        for mark in along.marks(connection, item, WORDED)
        if mark.kind not in NO_LANE
    ]
    lanes = [*_of_machines(found)]
    says = gettext("%(text)s, says %(who)s")
    for kind in STATED:
        lane = Lane(kind, words_records.KINDS_MANY[kind], machine=False)
        for spot in along.spots(connection, held, item, kind):
            who = names.get(spot.author, spot.author)
            text = says % {"text": spot.title[:MAX_TEXT], "who": who}
            lane.put((spot.start, spot.end), spot.record, text, spot.region)
        lanes.append(lane)
    spoken = [mark for mark in found if mark.kind == SPEECH]
    stated = records.marked_on(connection, held, item, TRANSCRIPT)
    segments = transcript(spoken, stated, item, names)
    return {
        "lanes": [lane.to_json() for lane in lanes],
        "transcript": [one.to_json() for one in segments],
    }


def transcript(
    spoken: Iterable[Mark],
    stated: Sequence[Record],
    item: str,
    names: Mapping[str, str],
) -> list[Segment]:
    """Segments in the order of time: what a person stated stands for the machine's."""
    taken = {str(one.fields.get("adopts", "")) for one in stated}
    found = []
    for mark in spoken:
        if mark.name not in taken:
            text = words.plain(str(mark.value.get("text", "")))
            language = words.plain(str(mark.value.get("language", "")))
            found.append(Segment(mark.start, mark.end, text, language, mark.name))
    for record in stated:
        fields = record.fields
        for start, end, _ in spans_of(record, item)[:1]:
            found.append(
                Segment(
                    start,
                    end,
                    str(fields.get("text", "")),
                    str(fields.get("language", "")),
                    str(fields.get("adopts", "")),
                    record.id,
                    names.get(record.author, record.author),
                    fields.get("confirmed") is True,
                )
            )
    return sorted(found, key=lambda one: (one.start, one.end, one.record))


def _of_machines(found: Iterable[Mark]) -> list[Lane]:
    lanes = [Lane(code, name, machine=True) for code, name, _ in MACHINES]
    place = {kind: at for at, (_, _, kinds) in enumerate(MACHINES) for kind in kinds}
    for mark in found:
        text = _worded(mark) if mark.value else ""
        at = place.get(mark.kind, len(lanes) - 1)
        if at == len(lanes) - 1 and not text:
            text = mark.kind
        lanes[at].put((mark.start, mark.end), mark.name, text, mark.region)
    return lanes


def _worded(mark: Mark) -> str:
    text, _ = phrases.worded(Finding(mark.kind, value=mark.value))
    return text[:MAX_TEXT]


def spans_of(record: Record, item: str) -> list[tuple[int, int, list[int] | None]]:
    """Start, end and region of each span of a record on an item, in microseconds."""
    found = []
    for value in record.fields.get("spans") or ():
        span = _marked(value)
        if span is None or span.item != item:
            continue
        start = Fraction() if span.start is None else span.start
        end = start if span.end is None else span.end
        region = None if span.region is None else span.region.to_json()
        found.append((micro(start), micro(end), region))
    return found


def micro(time: Fraction) -> int:
    """A time in whole microseconds, rounded down."""
    return time.numerator * MICRO // time.denominator


def _marked(value: Any) -> Marked | None:
    try:
        return marked(value)
    except ValueError:
        return None
