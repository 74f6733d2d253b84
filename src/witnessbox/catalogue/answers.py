# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The frozen records in which the indexes answer.

What holds: names of files come as bytes (`path`) and as text for reading only
(`name`); durations are exact; nothing in a record can change after it was read.
"""

from __future__ import annotations

from dataclasses import dataclass

from witnessbox.base.canonical import JsonDict
from witnessbox.model.evidence import Extent

ITEM_KINDS = ("video", "photograph", "sound", "document", "other")


UNKNOWN = "unknown"
"""In a filter: what nothing is said of."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list of items is narrowed to; empty means all.

    Attributes:
        kind: One of `ITEM_KINDS`.
        state: `waiting`, `looked` or `not-shown`.
        accession: An accession's id.
        month: `2024-03`, as something claims it was recorded; `UNKNOWN`: none does.
        device: A device's key, or `UNKNOWN`.
        language: A code such as `ru`: the one spoken longest.
        shape: Width and height, such as `1920x1080`.
        alike: The key of items whose pictures are the same, by their hashes.
        work: How far the work on it is, such as `triaged`.
        assignee: The member who has it.
        label: The severity that it is labelled with, or `UNKNOWN`.
        having: Names of `traits.FLAGS`, all of which it has.
        lacking: The same, none of which it has.
    """

    kind: str = ""
    state: str = ""
    accession: str = ""
    month: str = ""
    device: str = ""
    language: str = ""
    shape: str = ""
    alike: str = ""
    work: str = ""
    assignee: str = ""
    label: str = ""
    having: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()

    @property
    def by_work(self) -> bool:
        """Whether it asks for anything that members say of their work."""
        return bool(self.work or self.assignee or self.label)

    @property
    def by_trait(self) -> bool:
        """Whether it asks for anything that only a survey says."""
        return bool(
            self.month
            or self.device
            or self.language
            or self.shape
            or self.alike
            or self.having
            or self.lacking
        )


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One item in a list.

    Attributes:
        position: Its place in the order of taking in; the paging cursor.
        name: The first origin's last name part, for reading only.
        state: `waiting`, `looked` or `not-shown`; `reason` says why not.
        duration: Seconds as [numerator, denominator], or None.
        recorded: What the file itself claims, or empty.
        traits: What machines say of it; None before it was looked at.
    """

    item: str
    position: int
    name: str
    kind: str
    media_type: str
    size: int
    sha256: str
    state: str
    reason: str
    duration: tuple[int, int] | None
    width: int | None
    height: int | None
    recorded: str
    stills: int
    origins: int
    traits: Traits | None = None


@dataclass(frozen=True, slots=True)
class Traits:
    """What machines say of an item, in few words; claims, never facts.

    Attributes:
        recorded: When, as `recorded_from` (one of `traits.Said`) says; or empty.
        device: A device's key; `device_name` is what it is called.
        flags: Bits of `traits.FLAGS`.
        faces: Most faces in one picture.
        voice: Seconds in which somebody speaks.
    """

    recorded: str
    recorded_from: str
    device: str
    device_name: str
    camera: str
    language: str
    flags: int
    faces: int
    voice: int
    shots: int
    lines: int
    cover: int


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows, and the cursor after which the next ones come (None: no more)."""

    rows: tuple[ItemRow, ...]
    after: int | None


@dataclass(frozen=True, slots=True)
class OriginRow:
    """Where an item was found."""

    accession: str
    accession_name: str
    source: str
    source_number: int
    path: bytes
    name: str
    changed: bool
    at: str
    seq: int
    leaf: int


@dataclass(frozen=True, slots=True)
class DerivationRow:
    """What one stage made of an item."""

    stage: str
    version: str
    status: str
    code: str
    decoder: str
    result: JsonDict
    objects: tuple[JsonDict, ...]
    at: str
    seq: int
    found: int = 0


@dataclass(frozen=True, slots=True)
class ItemView:
    """One item, whole."""

    row: ItemRow
    blake3: str
    object: str
    extents: tuple[Extent, ...] | None
    seq: int
    origins: tuple[OriginRow, ...]
    derivations: tuple[DerivationRow, ...]


@dataclass(frozen=True, slots=True)
class CustodyRow:
    """One act upon an item: who, when, what, why."""

    seq: int
    at: str
    member: str
    act: str
    detail: str


@dataclass(frozen=True, slots=True)
class AccessionRow:
    """One handing-over and what came of it so far."""

    id: str
    name: str
    source: str
    opened_at: str
    opened_by: str
    items: int
    originals: int
    noted: int
    refused: int
    could_be_written: bool
    writable_reason: str


@dataclass(frozen=True, slots=True)
class RefusalRow:
    """A name that could not be read, and why."""

    accession: str
    accession_name: str
    path: bytes
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member as the others see them."""

    id: str
    handle: str
    name: str
    role: str
    compartments: tuple[str, ...]
    added_at: str


@dataclass(frozen=True, slots=True)
class ProgressRow:
    """How a running intake is doing.

    Attributes:
        began: Seconds since 1970; `updated` alike.
        state: `counting`, `running`, `ended`, `stopped`.
    """

    run: str
    accession: str
    total_bytes: int
    total_names: int
    done_bytes: int
    done_names: int
    began: int
    updated: int
    state: str


@dataclass(frozen=True, slots=True)
class Overview:
    """What is in the box, in numbers that each open a list.

    Attributes:
        seconds: Whole seconds of picture and sound, copies counted once.
        kinds: (kind, items) for each kind present.
        not_shown: (reason, items) for what cannot be shown.
        days: (day, kind, items) by the recording time that files claim.
    """

    items: int
    originals: int
    bytes: int
    seconds: int
    waiting: int
    kinds: tuple[tuple[str, int], ...]
    not_shown: tuple[tuple[str, int], ...]
    noted: int
    refused: int
    days: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, slots=True)
class BoxFacts:
    """What the box says of itself.

    Attributes:
        title: What the case is called.
        demo: True if everything in it is invented.
        entries: Entries in its log.
    """

    title: str
    demo: bool
    entries: int
