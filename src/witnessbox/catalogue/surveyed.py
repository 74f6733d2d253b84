# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The rows of what machines found: derivations, findings, and an item's traits.

What holds: a pass replaces the rows of the stages that it names, and touches no
other stage's; an item's traits are drawn anew from what all its stages say, so
that the order of the passes does not matter. A stage whose findings could not be
opened has a derivation and no findings.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, cast

from sqlalchemy import BindParameter, Connection, bindparam, select
from sqlalchemy.dialects.sqlite import insert

from witnessbox.base.canonical import JsonDict
from witnessbox.catalogue import schema, search_passages, traits, work
from witnessbox.catalogue.event import (
    Event,
    Row,
    as_json,
    elements,
    objects,
    put,
    replace,
)
from witnessbox.catalogue.found_schema import cell, device, finding, tally, trait
from witnessbox.catalogue.numbering import pattern, time_in_name
from witnessbox.catalogue.traits import LOOK, NAME, Claims, Said
from witnessbox.model.evidence import readable
from witnessbox.model.finding import Finding, from_json

STILLS = "stills"
MAX_FOLDER = 300
MICRO = 1_000_000
_MOST_AT = (1 << 63) - 1

_I, _O = schema.item.c, schema.origin.c
_THIS: BindParameter[str] = bindparam("this")

_WORDS = ("kind", "state", "month", "device", "language", "flags", "shape")
_WERE = (*_WORDS, "seconds", "recorded")

# Statements are made once: making one costs ten times what carrying it out does.
_STANDS = (
    select(_I.position, _I.kind, _I.state, _I.width, _I.height)
    .add_columns(_I.duration_num, _I.duration_den)
    .add_columns(trait.c.claims, trait.c.accession, trait.c.folder)
    .add_columns(*(trait.c[name].label(f"was_{name}") for name in _WERE))
    .join(trait, trait.c.position == _I.position, isouter=True)
    .where(_I.id == _THIS)
)
_FIRST = (
    select(_O.accession, _O.path)
    .where(_O.item == _THIS)
    .order_by(_O.seq, _O.leaf)
    .limit(1)
)
_FORGOTTEN = finding.delete().where(
    finding.c.item == bindparam("i"), finding.c.stage == bindparam("s")
)
_TALLIED = ("stage", "version", "status", "code")
_HAD = select(*(schema.derivation.c[name] for name in _TALLIED)).where(
    schema.derivation.c.item == _THIS
)
_TALLY = insert(tally)
_TALLY = _TALLY.on_conflict_do_update(
    index_elements=[*_TALLIED],
    set_={"held": tally.c.held + _TALLY.excluded["held"]},
)
_MOVE = insert(cell)
_MOVE = _MOVE.on_conflict_do_update(
    index_elements=[*_WORDS],
    set_={
        "held": cell.c.held + _MOVE.excluded["held"],
        "seconds": cell.c.seconds + _MOVE.excluded["seconds"],
    },
)
_LOOK_COLUMNS = (
    "state", "reason", "kind", "media_type", "duration_num", "duration_den", "width",
    "height", "recorded", "stills",
)  # fmt: skip
_LOOKED = (
    schema.item.update()
    .where(_I.id == _THIS)
    .values({name: bindparam(name) for name in _LOOK_COLUMNS})
)
_STILLS = schema.item.update().where(_I.id == _THIS).values(stills=bindparam("stills"))


def derived(connection: Connection, event: Event) -> None:
    """One stage's result, as format 1 wrote it; the first look still is one."""
    objects(connection, event)
    body = event.body
    stage = str(body["stage"])
    result = cast("JsonDict", body["result"])
    told = {**body, "summary": result}
    _put_derivations(connection, event, {stage: told})
    if stage == LOOK:
        values = {**_look_columns(body, result), "this": body["item"]}
        connection.execute(_LOOKED, values)
        recorded = result.get("recorded")
        words: JsonDict = {}
        if isinstance(recorded, str) and recorded:
            words["recorded"] = {Said.CONTAINER.value: recorded}
        _draw(connection, str(body["item"]), {LOOK: words})


def surveyed(connection: Connection, event: Event) -> None:
    """One pass over one item."""
    objects(connection, event)
    item = str(event.body["item"])
    stages = cast("dict[str, JsonDict]", event.body["stages"])
    _put_derivations(connection, event, stages)
    claims: Claims = {}
    rows: list[Row] = []
    every: dict[str, Sequence[Finding]] = {}
    for stage, told in sorted(stages.items()):
        findings = every[stage] = _findings(event, stage, told)
        rows += [_row(item, stage, n, finding) for n, finding in enumerate(findings)]
        claims[stage] = traits.said(cast("JsonDict", told["summary"]), findings)
        if stage == STILLS and findings:
            connection.execute(_STILLS, {"this": item, "stills": len(findings)})
    connection.execute(_FORGOTTEN, [{"i": item, "s": stage} for stage in stages])
    put(connection, finding, rows)
    recorded = _draw(connection, item, claims)
    search_passages.of_findings(connection, item, every, recorded)


def _findings(event: Event, stage: str, told: JsonDict) -> Sequence[Finding]:
    if stage in event.findings:
        return event.findings[stage]
    return [from_json(one) for one in cast("list[JsonDict]", told.get("findings", []))]


def _put_derivations(
    connection: Connection, event: Event, stages: Mapping[str, JsonDict]
) -> None:
    # What format 1 wrote names no stage: one entry had one.
    only = next(iter(stages)) if "stage" in event.body else STILLS
    kept: dict[str, list[JsonDict]] = {}
    for one in elements(event, "objects"):
        kept.setdefault(str(one.get("stage", only)), []).append(one)
    rows: list[Row] = [
        {
            "item": event.body["item"],
            "stage": stage,
            "version": told["version"],
            "status": told["status"],
            "code": told["code"],
            "decoder": event.body["decoder"],
            "found": told.get("count", 0),
            "result": as_json(told["summary"]),
            "objects": as_json({"objects": kept.get(stage, [])}),
            "at": event.at,
            "seq": event.seq,
        }
        for stage, told in stages.items()
    ]
    _count(connection, rows)
    replace(connection, schema.derivation, ("item", "stage"), rows)


def _count(connection: Connection, rows: list[Row]) -> None:
    """Keep the tally: each derivation counts once, as what it is now."""
    had = connection.execute(_HAD, {"this": rows[0]["item"]}).all() if rows else []
    before = {row.stage: tuple(row) for row in had}
    change: Counter[tuple[str, ...]] = Counter()
    for row in rows:
        change[tuple(row[name] for name in _TALLIED)] += 1
        if row["stage"] in before:
            change[before[row["stage"]]] -= 1
    counted: list[Row] = [
        {**dict(zip(_TALLIED, key, strict=True)), "held": items}
        for key, items in change.items()
        if items
    ]
    if counted:
        connection.execute(_TALLY, counted)


def _row(item: str, stage: str, number: int, found: Finding) -> Row:
    start, end = found.start, found.end
    at = None if start is None else start.numerator * MICRO // start.denominator
    region = found.region
    return {
        "item": item,
        "stage": stage,
        "number": number,
        "kind": found.kind,
        "stream": found.stream,
        "pts": found.pts,
        "at": None if at is None else max(-_MOST_AT, min(at, _MOST_AT)),
        "start_num": None if start is None else start.numerator,
        "start_den": None if start is None else start.denominator,
        "end_num": None if end is None else end.numerator,
        "end_den": None if end is None else end.denominator,
        "region": None if region is None else json.dumps(region.to_json()),
        "score": found.score,
        "value": as_json(found.value) if found.value else "{}",
    }


def _look_columns(body: JsonDict, result: JsonDict) -> Row:
    duration = cast("list[int] | None", result.get("duration"))
    return {
        "state": "looked" if body["status"] == "done" else "not-shown",
        "reason": body["code"],
        "kind": result.get("kind", "other"),
        "media_type": result.get("media_type", ""),
        "duration_num": duration[0] if duration else None,
        "duration_den": duration[1] if duration else None,
        "width": result.get("width"),
        "height": result.get("height"),
        "recorded": result.get("recorded"),
        "stills": len(cast("list[object]", result.get("stills", []))),
    }


def _draw(connection: Connection, item: str, said: Claims) -> str:
    """The item's traits, anew from what its stages say; when it was recorded."""
    found = connection.execute(_STANDS, {"this": item}).one_or_none()
    if found is None:
        return ""
    if found.claims is None:
        place, claims = _place(connection, item)
    else:
        place = {"accession": found.accession, "folder": found.folder}
        claims = json.loads(found.claims)
    claims.update(said)
    row: Row = {
        "position": found.position,
        "item": item,
        "kind": found.kind,
        "state": found.state,
        "seconds": _seconds(found.duration_num, found.duration_den),
        "shape": f"{found.width}x{found.height}" if found.width else "",
        **place,
        **traits.settled(claims, found.kind),
        "claims": as_json(claims),
    }
    label, origin = row.pop("label"), row.pop("origin")
    if label:
        named: Row = {"id": row["device"], "label": label, "origin": origin}
        put(connection, device, [named])
    _move(connection, found, row)
    replace(connection, trait, ("position",), [row])
    work.found(connection, row, claims)
    recorded = str(row["recorded"])
    if recorded[:10] != (found.was_recorded or "")[:10]:
        search_passages.redate(connection, item, recorded)
    return recorded


def _move(connection: Connection, before: Any, row: Row) -> None:
    """Count an item in the cell of its words, and no more in the one before."""
    new = {name: row[name] for name in _WORDS}
    moved: list[Row] = [{**new, "held": 1, "seconds": row["seconds"]}]
    if before.claims is not None:
        old = {name: getattr(before, f"was_{name}") for name in _WORDS}
        if old == new and before.was_seconds == row["seconds"]:
            return
        moved.append({**old, "held": -1, "seconds": -before.was_seconds})
    connection.execute(_MOVE, moved)


def _place(connection: Connection, item: str) -> tuple[Row, Claims]:
    """Where an item was first found, and what that name says."""
    first = connection.execute(_FIRST, {"this": item}).one_or_none()
    if first is None:
        return {"accession": "", "folder": ""}, {}
    words: JsonDict = {}
    when, series = time_in_name(first.path), pattern(first.path)
    if when:
        words["recorded"] = {Said.NAME.value: when}
    if series:
        words["device"] = {Said.NAME.value: series}
    folder = readable(first.path.rpartition(b"/")[0])[:MAX_FOLDER]
    return {"accession": first.accession, "folder": folder}, {NAME: words}


def _seconds(numerator: int | None, denominator: int | None) -> int:
    if numerator is None or not denominator:
        return 0
    return max(0, numerator // denominator)
