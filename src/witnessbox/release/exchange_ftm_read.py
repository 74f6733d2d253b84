# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""FollowTheMoney entities as rows: our own exports, and other groups' files.

What holds: a field that we wrote reads back equal; what has no place in our records
is named, not dropped in silence. A person of another group's file who holds no post
is not named where all read: the record gets a pseudonym, the name goes to the
identities.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from witnessbox.base.errors import UnusableError
from witnessbox.model import dating
from witnessbox.model.field import UNKNOWN
from witnessbox.release import exchange_ftm_facts as facts
from witnessbox.release.exchange_ftm import PERPETRATOR, REPORTS, VICTIM
from witnessbox.release.exchanged import MARK, Read, Row, text_of, too_many

PERSONS = ("Person", "LegalEntity")
BODIES = ("Organization", "PublicBody", "Company")
HOW = ("supports", "contradicts", "neutral")
_CODED = re.compile(r"([a-z_ ]+): (.+)")
_EDTF = re.compile(r"(date|from|to): (\S+) \(EDTF\)")
_NUMBERS = ("least", "most")


def read(untrusted: bytes) -> Read:
    """The rows of a file of entities, one a line.

    Raises:
        UnusableError: A line is no entity.
    """
    entities = [_Entity(n, line) for n, line in _lines(text_of(untrusted))]
    if too_many(entities):
        raise UnusableError("The file holds more rows than one import takes.")
    world = _World(entities)
    rows: list[Row] = []
    passed_over: list[tuple[str, str]] = []
    for one in entities:
        made = list(_READERS[one.schema](world, one)) if one.schema in _READERS else []
        rows += made
        if not made:
            passed_over.append((one.where, f"no-record-for-{one.schema}"))
    return Read(tuple(rows), {}, tuple(passed_over))


class _Entity:
    """One entity, with its place in the file."""

    def __init__(self, number: int, untrusted: Any) -> None:
        self.id = str(untrusted["id"])
        self.schema = str(untrusted["schema"])
        self.where = f"line {number}, {self.schema}"
        told = untrusted.get("properties") or {}
        self._told = {
            str(name): [str(one) for one in values]
            for name, values in told.items()
            if isinstance(values, list)
        }
        coded = [*self.all("keywords"), *self.all("summary")]
        matches = [_CODED.fullmatch(text) for text in coded]
        self.codes = {m[1]: m[2] for m in matches if m}
        self.edtf = {m[1]: m[2] for text in coded if (m := _EDTF.fullmatch(text))}
        self.ours = MARK in self.all("keywords")

    def all(self, name: str) -> list[str]:
        """Every value of a property."""
        return self._told.get(name, [])

    def one(self, name: str) -> str | None:
        """Its first value; None without one."""
        values = self.all(name)
        return values[0] if values else None

    def row(self, kind: str, fields: dict[str, Any], part: str = "") -> Row:
        """A row of it."""
        told = {name: value for name, value in fields.items() if value is not None}
        return Row(self.where, kind, f"{self.id}{part}", told)

    def coded(self, *names: str) -> dict[str, Any]:
        """What was written as `name: value`."""
        found: dict[str, Any] = {}
        for name in names:
            value = self.codes.get(name)
            if value == "?":
                found[name] = dict(UNKNOWN)
            elif value is not None and name in _NUMBERS and value.isdecimal():
                found[name] = int(value)
            elif value is not None:
                found[name] = value
        return found

    def date(self, name: str, first: str, last: str = "") -> str | None:
        """A date: as it was stated, else as the properties have it."""
        try:
            if name in self.edtf:
                return dating.parse(self.edtf[name]).text
            begin, end = (facts.edtf(self.one(key) or "") for key in (first, last))
            if name == "date" and (begin or end):
                return dating.parse(f"{begin or '..'}/{end or '..'}").text
            return begin or facts.edtf(self.one("date") or "") or None
        except ValueError:
            return None


class _World:
    """All entities, to look up what one leads to."""

    def __init__(self, entities: list[_Entity]) -> None:
        self.schemas = {one.id: one.schema for one in entities}
        self.above = {
            one.one("subject"): (one.one("object"), one.one("status"))
            for one in entities
            if one.schema == "UnknownLink" and one.one("role") == REPORTS
        }
        self.holders = {
            one.one("holder") for one in entities if one.schema == "Occupancy"
        }


def _lines(text: str) -> Iterator[tuple[int, Any]]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            told = json.loads(line)
            if not isinstance(told["id"], str) or not isinstance(told["schema"], str):
                raise TypeError("an entity has an id and a schema")
            if not isinstance(told.get("properties") or {}, dict):
                raise TypeError("properties are an object")
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise UnusableError(f"Line {number} is no entity.") from error
        yield number, told


def _person(world: _World, one: _Entity) -> Iterator[Row]:
    if "appearance" in one.all("keywords"):
        return
    fields: dict[str, Any] = {
        "label": one.one("name"),
        "official_name": one.one("alias"),
        "native_name": one.one("weakAlias"),
        "described": one.one("description"),
        "notes": one.one("notes"),
        "sex": one.one("gender"),
        **one.coded("counting", "least", "most", "sex", "standing", "status", "alive"),
    }
    names = one.all("name")[1:]
    if not one.ours and one.id not in world.holders:
        names = list(dict.fromkeys([*one.all("name"), *one.all("alias")]))
        fields = {"label": f"Person of {one.where}", "sex": one.one("gender")}
    elif not one.ours:
        fields["official_name"] = one.one("name")
    yield one.row("person", fields)
    for number, name in enumerate(names):
        yield one.row("name", {"person": one.id, "name": name}, f"#name{number}")


def _place(world: _World, one: _Entity) -> Iterator[Row]:
    del world
    fields = {
        "name": one.one("name") or one.one("full"),
        "native_name": one.one("weakAlias"),
        "latitude": one.one("latitude"),
        "longitude": one.one("longitude"),
        "described": one.one("description"),
        **one.coded("sort"),
    }
    yield one.row("place", fields)


def _organisation(world: _World, one: _Entity) -> Iterator[Row]:
    del world
    fields = {
        "name": one.one("name"),
        "native_name": one.one("weakAlias"),
        "sort": one.one("legalForm") if one.ours else None,
        "place": one.one("addressEntity"),
        "described": one.one("description"),
    }
    yield one.row("organisation", fields)


def _post(world: _World, one: _Entity) -> Iterator[Row]:
    above, _ = world.above.get(one.id, (None, None))
    fields = {
        "name": one.one("name"),
        "native_name": one.one("weakAlias"),
        "organisation": one.one("organization"),
        "reports_to": above,
        "duties": one.one("description"),
        "from": one.date("from", "inceptionDate"),
        "to": one.date("to", "dissolutionDate"),
        **one.coded("rank", "basis"),
    }
    yield one.row("post", fields)


def _occupancy(world: _World, one: _Entity) -> Iterator[Row]:
    del world
    acting = one.codes.get("acting")
    fields = {
        "person": one.one("holder"),
        "post": one.one("post"),
        "from": one.date("from", "startDate"),
        "to": one.date("to", "endDate"),
        "note": one.one("description"),
        "acting": dict(UNKNOWN) if acting == "?" else acting and acting == "True",
    }
    yield one.row("occupancy", fields)


def _event(world: _World, one: _Entity) -> Iterator[Row]:
    del world
    fields = {
        "title": one.one("name"),
        "date": one.date("date", "startDate", "endDate"),
        "place": one.one("addressEntity"),
        "observed": one.one("description"),
        **one.coded("status", "time"),
    }
    yield one.row("event", fields)


def _link(world: _World, one: _Entity) -> Iterator[Row]:
    role = one.one("role")
    if role == VICTIM and world.schemas.get(one.one("object") or "") == "Event":
        fields = {
            "event": one.one("object"),
            "victim": one.one("subject"),
            "date": one.date("date", "startDate", "endDate"),
            "observed": one.one("description"),
            **one.coded("sort"),
        }
        yield one.row("act", fields)
    elif role == PERPETRATOR and one.one("recordId"):
        fields = {
            "act": one.one("recordId"),
            "person": one.one("subject"),
            "observed": one.one("description"),
            **one.coded("degree"),
        }
        yield one.row("involvement", fields)


def _support(world: _World, one: _Entity) -> Iterator[Row]:
    how = one.one("role") or one.codes.get("how")
    claim = one.one("recordId") or one.codes.get("claim")
    if how not in HOW or claim not in world.schemas:
        return
    told = one.coded("connection", "reliability", "material")
    note = one.one("description")
    yield one.row("support", {"claim": claim, "how": how, "note": note, **told})


_READERS = {
    **dict.fromkeys(PERSONS, _person),
    **dict.fromkeys(BODIES, _organisation),
    "Address": _place,
    "Position": _post,
    "Occupancy": _occupancy,
    "Event": _event,
    "UnknownLink": _link,
    "Documentation": _support,
    "Note": _support,
}
