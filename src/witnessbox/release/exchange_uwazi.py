# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Uwazi's CSV: a zip with one sheet a template, as its importer takes them.

What holds, by the rules of that importer: several values are parted by `|`, a place is
`latitude|longitude`, a link `label|address`, a range of dates `first:last`; related
entities are found by their titles, and one that is not there would be made in silence.
So each title is a pseudonym of its own, every entity that is related goes along, a
title that is there twice is numbered, its own words in a column beside, and one that
holds `|` or `::` is refused. A date column holds whole
days alone, for the importer would make a first of January of a year: how a date was
stated is in a column of text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from witnessbox.base.errors import UnusableError
from witnessbox.model import kinds
from witnessbox.model.field import UNKNOWN, Field, Takes
from witnessbox.model.kind import Kind
from witnessbox.release import exchange_cells as cells
from witnessbox.release.exchanged import MARK, MARK_IN_NAMES, Given, Renamed, zipped
from witnessbox.release.gate import Passed

KINDS = frozenset(
    {
        "person", "name", "place", "organisation", "post", "occupancy", "event", "act",
        "involvement", "characterisation", "opinion", "support", "appearance",
        "identification", "ground", "complaint", "translation", "intervention",
        "outcome", "publication", "description", "transcript",
    }
)  # fmt: skip

TITLED = {
    "person": "label", "place": "name", "organisation": "name", "post": "name",
    "event": "title", "appearance": "label", "complaint": "receipt",
    "intervention": "title", "outcome": "title", "publication": "title",
}  # fmt: skip
"""Kinds with a pseudonym of their own; the others get a name for this export."""

TITLE, MARKING, UNKNOWNS, GEO = "title", "marking", "nobody_knows", "geolocation"
OWN = "title_of_its_own"
"""The words of a title that is numbered."""
STATED, RANGE, ADDRESS = "_as_stated", "_range", "_link"
LEFT_OUT = (Takes.SPAN, Takes.SPANS, Takes.MEMBER)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_DEGREES = re.compile(r"-?\d{1,3}(\.\d{1,12})?")
_ADDRESS = re.compile(r"https?://[^\s|]+")


def written(
    passed: Passed, renamed: Renamed
) -> tuple[bytes, tuple[tuple[str, str], ...]]:
    """The zip of what the gate let pass; nothing is ever cut.

    Raises:
        UnusableError: A title cannot be one.
    """
    titles = _titles(passed, renamed)
    members = {
        f"{MARK_IN_NAMES}.txt": f"{MARK}. See docs/guide/exchange.md.\n".encode()
    }
    for kind in kinds.KINDS:
        mine = [one for one in passed.records if one.kind == kind.name]
        if mine:
            rows = [_row(kind, one, titles) for one in mine]
            numbered = any(OWN in row for row in rows)
            head = columns(kind, numbered=numbered)
            members[f"{kind.name}.csv"] = cells.sheet(head, rows, _bare(kind))
    return zipped(members), ()


def columns(kind: Kind, *, numbered: bool = False) -> list[str]:
    """The columns of a template's sheet; with the words of titles that are numbered."""
    found = [TITLE, OWN] if numbered else [TITLE]
    for field in _fields(kind):
        found.append(field.name)
        if field.takes is Takes.DATE:
            found += [field.name + RANGE, field.name + STATED]
    if kind.field("latitude"):
        found.append(GEO)
    if kind.name == "publication":
        found.append(f"where{ADDRESS}")
    return [*found, UNKNOWNS, MARKING]


def _bare(kind: Kind) -> set[str]:
    """The columns that hold numbers and nothing else, which Uwazi reads as such."""
    return {GEO, *(f.name for f in kind.fields if f.takes is Takes.NUMBER)}


def _fields(kind: Kind) -> Iterator[Field]:
    for field in kind.fields:
        outside = field.takes in (Takes.LINK, Takes.LINKS) and set(field.of) <= set(
            kinds.OUTSIDE
        )
        if field.takes in LEFT_OUT or outside or field.name == TITLED.get(kind.name):
            continue
        yield field


def _titles(passed: Passed, renamed: Renamed) -> dict[str, str]:
    titles: dict[str, str] = {}
    for one in passed.records:
        own = TITLED.get(one.kind)
        title = (
            str(one.fields[own]) if own else f"{one.kind} {renamed.of(one.id)[-12:]}"
        )
        if "|" in title or "::" in title:
            raise UnusableError(
                f"The title '{title[:80]}' holds what Uwazi parts values by.",
                safe="Nothing was exported.",
                todo="Give that record another title.",
            )
        titles[one.id] = title
    return _numbered(titles)


def _numbered(titles: Mapping[str, str]) -> dict[str, str]:
    """Titles that Uwazi can tell from each other: the first keeps its own."""
    taken = {_key(title) for title in titles.values()}
    given: set[str] = set()
    found: dict[str, str] = {}
    for record, title in titles.items():
        number, shown = 1, title
        while _key(shown) in given or (number > 1 and _key(shown) in taken):
            number += 1
            shown = f"{title} ({number})"
        given.add(_key(shown))
        found[record] = shown
    return found


def _key(title: str) -> str:
    return " ".join(title.split()).casefold()


def _row(kind: Kind, one: Given, titles: Mapping[str, str]) -> dict[str, str]:
    row = {TITLE: titles[one.id], MARKING: MARK}
    own = TITLED.get(kind.name)
    if own and titles[one.id] != str(one.fields[own]):
        row[OWN] = str(one.fields[own])
    nobody = [name for name, value in one.fields.items() if value == UNKNOWN]
    row[UNKNOWNS] = ", ".join(nobody)
    for field in _fields(kind):
        value = one.fields.get(field.name)
        if value is None or value == UNKNOWN:
            continue
        if field.takes is Takes.DATE:
            row |= _dated(field.name, value)
        else:
            row[field.name] = _cell(field, value, titles)
    latitude, longitude = one.fields.get("latitude"), one.fields.get("longitude")
    if kind.field("latitude") and _on_earth(latitude, 90) and _on_earth(longitude, 180):
        row[GEO] = f"{latitude}|{longitude}"
    where = one.fields.get("where")
    if kind.name == "publication" and _ADDRESS.fullmatch(str(where)):
        row[f"where{ADDRESS}"] = f"{titles[one.id]}|{where}"
    return row


def _dated(name: str, edtf: str) -> dict[str, str]:
    row = {name + STATED: edtf}
    first, slash, last = edtf.partition("/")
    if _DAY.fullmatch(edtf):
        row[name] = edtf
    elif slash and _DAY.fullmatch(first) and _DAY.fullmatch(last):
        row[name + RANGE] = f"{first}:{last}"
    return row


def _cell(field: Field, value: Any, titles: Mapping[str, str]) -> str:
    if field.takes is Takes.FLAG:
        return "yes" if value else "no"
    if field.takes in (Takes.LINK, Takes.LINKS):
        targets = value if field.many else [value]
        return "|".join(titles[one] for one in targets if one in titles)
    return "|".join(value) if field.many else str(value)


def _on_earth(told: Any, most: int) -> bool:
    holds = isinstance(told, str) and _DEGREES.fullmatch(told)
    return bool(holds) and abs(float(told)) <= most
