# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Footage: covered tiles, narrowed by what is said of them, paged by cursor.

What holds: a page shows 24 tiles and costs the same with a hundred items and a
hundred thousand; no tile shows anything but the covered still; an item that
waits, or cannot be shown, has a tile that says so and why.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, JSONResponse
from starlette.responses import Response as Answer

from witnessbox.catalogue.answers import ITEM_KINDS, UNKNOWN, Filter, ItemRow
from witnessbox.catalogue.cells import WITH, Table
from witnessbox.catalogue.contents import Device
from witnessbox.catalogue.traits import FLAGS
from witnessbox.catalogue.work_schema import STATES as WORK_STATES
from witnessbox.pipeline.session import Session
from witnessbox.web import counted, dated, labelled, words, words_found
from witnessbox.web.gate import Seated
from witnessbox.web.labelled import Told
from witnessbox.web.pages import render
from witnessbox.web.tongue import gettext, ngettext

router = APIRouter()

TILES = 24
MAX_DEVICES = 100
STATES = ("waiting", "looked", "not-shown")
ACCESSION = re.compile(r"a-[0-9a-f]{32}")
FORMS = {
    "kind": re.compile("|".join(ITEM_KINDS)),
    "state": re.compile("|".join(STATES)),
    "accession": ACCESSION,
    "month": re.compile(rf"[0-9]{{4}}-[0-9]{{2}}|{UNKNOWN}"),
    "device": re.compile(rf"[0-9a-f]{{16}}|{UNKNOWN}"),
    "language": re.compile(r"[a-z]{2,3}"),
    "shape": re.compile(r"[0-9]{1,5}x[0-9]{1,5}"),
    "alike": re.compile(r"[0-9a-f]{32}"),
    "work": re.compile("|".join(WORK_STATES)),
    "assignee": re.compile(r"[a-z0-9-]{1,64}"),
    "label": re.compile(rf"[0-4]|{UNKNOWN}"),
}
"""What may stand in an address for each part of a filter."""

FACETS = ("kind", "month", "device", "language")
"""Those whose choices are shown with counts."""

ITEM = re.compile(r"i-[0-9a-f]{32}")
CURSOR = re.compile(r"[0-9]{1,15}")


@router.get("/footage")
def page(request: Request, seat: Seated) -> HTMLResponse:
    """A page of tiles."""
    narrowed, after = wanted(request)
    found = seat.session.items(narrowed, TILES, after)
    labels = labelled.of_items(seat.session, [row.item for row in found.rows])
    return render(
        request,
        "footage.html",
        here="footage",
        rows=found.rows,
        after=found.after,
        first_page=after is None,
        narrowed=narrowed,
        query=address_of(narrowed),
        accessions=counted.accessions(seat.session),
        states=STATES,
        full=len(found.rows) == TILES,
        facets=facets(seat.session, narrowed),
        said=said,
        marks=marks,
        labels=labels,
        work_states=WORK_STATES,
        shows=lambda row: shows(row, labels[row.item]),
    )


def shows(row: ItemRow, told: Told) -> bool:
    """Whether a tile of it has a picture, a covered one."""
    return row.state == "looked" and row.stills > 0 and not told.withheld


@dataclass(frozen=True, slots=True)
class Option:
    """One choice: what it is called, how many items, and whether it is made.

    Attributes:
        query: Of the address after pressing it.
    """

    value: str
    name: str
    items: int
    made: bool
    query: str


def facets(session: Session, narrowed: Filter) -> dict[str, list[Option]]:
    """The choices that remain, each with what one would see after it.

    Beside items that look the same, or by the work on them, nothing is counted.
    """
    if narrowed.alike or narrowed.by_work:
        return {facet: [] for facet in (*FACETS, "with")}
    table = counted.table(session, narrowed.accession)
    devices = counted.devices(session)
    found = {
        facet: [
            Option(
                c.value,
                _called(devices, facet, c.value),
                c.items,
                made=getattr(narrowed, facet) == c.value,
                query="",
            )
            for c in table.choices(narrowed, facet)
        ]
        for facet in FACETS
    }
    found["month"].sort(key=lambda option: option.value)
    found["device"] = found["device"][:MAX_DEVICES]
    found["with"] = _features(table, narrowed)
    return found


def _features(table: Table, narrowed: Filter) -> list[Option]:
    counts = {c.value: c.items for c in table.features(narrowed)}
    options = []
    for name in WITH:
        made = name in narrowed.having
        if not made and name not in counts:
            continue
        having = [one for one in WITH if (one in narrowed.having) != (one == name)]
        after = address_of(replace(narrowed, having=tuple(having)))
        items = counts.get(name, 0)
        options.append(
            Option(name, words.said(words_found.WITH, name), items, made, after)
        )
    return options


def _called(devices: dict[str, Device], facet: str, value: str) -> str:
    if facet == "kind":
        return words.said(words.KINDS_MANY, value)
    if facet == "month":
        return words_found.month(value)
    if facet == "language":
        return words_found.language(value)
    device = devices.get(value)
    return gettext("Not said") if device is None else words.plain(device.label)


def said(row: ItemRow) -> list[str]:
    """When and by what an item was recorded, as something says, for its tile."""
    traits = row.traits
    if traits is None:
        return []
    when = dated.brief(traits.recorded)
    device = words.plain(traits.camera or traits.device_name)
    return [text for text in (when, device) if text]


def marks(row: ItemRow) -> str:
    """What machines found in an item, in a few words over its cover."""
    traits = row.traits
    if traits is None:
        return ""
    found = []
    if traits.faces:
        found.append(ngettext("%(num)s\u00a0face", "%(num)s\u00a0faces", traits.faces))
    for name in ("voice", "damaged", "hidden"):
        if traits.flags & FLAGS[name]:
            found.append(words.said(words_found.WITH_SHORT, name))
    return ", ".join(found)


@router.get("/tiles")
def tiles(request: Request, seat: Seated) -> Answer:
    """The same page's tiles as they are now, for tiles that still wait."""
    narrowed, after = wanted(request)
    rows = seat.session.items(narrowed, TILES, after).rows
    labels = labelled.of_items(seat.session, [row.item for row in rows])
    return JSONResponse({"tiles": [_tile(row, labels[row.item]) for row in rows]})


def wanted(request: Request) -> tuple[Filter, int | None]:
    """The filter and cursor of an address; what is not of their form is dropped."""
    given = request.query_params
    checked = {
        name: given.get(name, "")
        for name, form in FORMS.items()
        if form.fullmatch(given.get(name, ""))
    }
    narrowed = Filter(
        **checked,
        having=_known(given.getlist("with")),
        lacking=_known(given.getlist("without")),
    )
    after = given.get("after", "")
    return narrowed, int(after) if CURSOR.fullmatch(after) else None


def address_of(narrowed: Filter) -> str:
    """A filter as the query of an address: only checked words are in it."""
    pairs = [(name, getattr(narrowed, name)) for name in FORMS]
    pairs += [("with", name) for name in narrowed.having]
    pairs += [("without", name) for name in narrowed.lacking]
    return urlencode([(name, value) for name, value in pairs if value])


def _known(names: list[str]) -> tuple[str, ...]:
    return tuple(name for name in WITH if name in names)


def _tile(row: ItemRow, told: Told) -> dict[str, object]:
    return {
        "item": row.item,
        "name": row.name,
        "state": row.state,
        "kind": words.said(words.KINDS, row.kind),
        "length": words.length(row.duration),
        "size": words.size(row.size),
        "still": shows(row, told),
        "sound": row.kind == "sound",
        "reason": words.said(words.REASONS, row.reason) if row.reason else "",
        "copies": row.origins,
        "said": said(row),
        "marks": marks(row),
    }
