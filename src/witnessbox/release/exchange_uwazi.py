# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Uwazi's CSV: a zip with one sheet a template, as its importer takes them.

What holds, by the rules of that importer: several values are parted by `|`, a place is
`latitude|longitude`, a link `label|address`, a range of dates `first:last`; related
entities are found by their titles, and one that is not there would be made in silence.
So each title is a pseudonym of its own, every entity that is related goes along, and a
title that is there twice or holds `|` or `::` is refused. A date column holds whole
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
        UnusableError: A title is there twice, or cannot be one.
    """
    titles = _titles(passed, renamed)
    members = {
        f"{MARK_IN_NAMES}.txt": f"{MARK}. See docs/guide/exchange.md.\n".encode()
    }
    for kind in kinds.KINDS:
        mine = [one for one in passed.records if one.kind == kind.name]
        if mine:
            rows = [_row(kind, one, titles) for one in mine]
            members[f"{kind.name}.csv"] = cells.sheet(columns(kind), rows, _bare(kind))
    return zipped(members), ()


def columns(kind: Kind) -> list[str]:
    """The columns of a template's sheet."""
    found = [TITLE]
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
    seen: dict[str, str] = {}
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
        key = " ".join(title.split()).casefold()
        if key in seen:
            raise UnusableError(
                f"Two records have the title '{title[:80]}', which Uwazi cannot tell"
                " from each other.",
                safe="Nothing was exported.",
                todo="Give one of them another title.",
            )
        seen[key] = one.id
        titles[one.id] = title
    return titles


def _row(kind: Kind, one: Given, titles: Mapping[str, str]) -> dict[str, str]:
    row = {TITLE: titles[one.id], MARKING: MARK}
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
