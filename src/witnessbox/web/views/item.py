# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""One item: what it is, where it came from, who did what to it; covered.

What holds: no picture of it is in the page, only addresses of covered ones;
the file's own words are marked as such; the custody history shows who looked
to those alone who hold the audit compartment.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, cast

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, RedirectResponse
from starlette.responses import Response as Answer

from witnessbox.base.errors import MissingError, QuarantinedError
from witnessbox.base.values import Compartment
from witnessbox.catalogue import worklist
from witnessbox.catalogue.answers import DerivationRow, ItemView
from witnessbox.pipeline import asking
from witnessbox.pipeline.session import Session
from witnessbox.web import words, words_found
from witnessbox.web.gate import Seated, place_of
from witnessbox.web.handled import handled
from witnessbox.web.pages import render
from witnessbox.web.said import Still, said
from witnessbox.web.tongue import decimal, gettext
from witnessbox.web.views.footage import ITEM, address_of, wanted

router = APIRouter()

PLAYABLE = ("video", "sound")
MARKABLE = (*PLAYABLE, "photograph")
"""Kinds on which a part can be marked: in time, or of the picture."""
ORIGINS_SHOWN = 200
MOMENT = re.compile(r"-?[0-9]{1,13}/[0-9]{1,13}")
WRITTEN = ("photograph", "document")
"""Kinds of item that may be a letter."""


@dataclass(frozen=True, slots=True)
class Act:
    """One line of an item's history."""

    seq: int
    at: str
    who: str
    what: str
    detail: str
    machine: bool


@router.get("/item/{item_id}")
def page(request: Request, seat: Seated, item_id: str) -> HTMLResponse:
    """One item."""
    session = seat.session
    try:
        view = item_of(session, item_id)
    except QuarantinedError:
        # That it is there, and held back, is no secret: its tile says so too.
        with session.reading() as connection:
            work = worklist.one(connection, item_id)
        confided = work is not None and not work.quarantined
        return render(
            request,
            "held_back.html",
            here="footage",
            item=item_id,
            confided=confided,
        )
    narrowed, _ = wanted(request)
    following = session.items(narrowed, 1, view.row.position).rows
    names = {one.handle: one.name for one in session.members() if one.name}
    look = _result(view, "look")
    begins = _begins(look)
    at_work = handled(session, view.row.item, names, begins)
    again = at_work.known and view.row.item not in seat.answered
    shown = view.row.state == "looked" and not at_work.told.withheld and not again
    if shown:
        seat.looking.add(view.row.item)
    with session.reading() as connection:
        seen = said(connection, view, begins, stills(look) if shown else [])
    return render(
        request,
        "item.html",
        here="footage",
        view=view,
        row=view.row,
        work=at_work,
        again=again,
        at=moment_of(request),
        seen=seen,
        stills=seen.strip if shown else [],
        playable=shown and view.row.kind in PLAYABLE,
        markable=shown and view.row.kind in MARKABLE,
        streams=_streams(look),
        tags=sorted(_texts(look.get("untrusted_tags"))),
        notes=look.get("notes") or [],
        container=look.get("container") or "",
        packets=_roots(_result(view, "packets")),
        history=history(session, view, names),
        closely=asking.standing(session, view).value,
        complains=view.row.kind in WRITTEN
        and Compartment.IDENTITIES in session.compartments,
        audited=Compartment.AUDIT in session.compartments,
        origins=view.origins[:ORIGINS_SHOWN],
        object_path=session.object_path(view.object),
        query=address_of(narrowed),
        following=following[0].item if following else "",
    )


def moment_of(request: Request) -> str:
    """The exact second of the film that an address names; empty if it names none."""
    text = request.query_params.get("at", "")
    return text if MOMENT.fullmatch(text) else ""


@router.post("/item/{item_id}/close-look")
def close_look(request: Request, seat: Seated, item_id: str) -> Answer:
    """Ask for a look at every frame, and begin with it."""
    view = item_of(seat.session, item_id)
    asking.ask(seat.session, view)
    place_of(request).jobs.survey(seat.lease)
    return RedirectResponse(f"/item/{view.row.item}", 303)


def item_of(session: Session, item_id: str) -> ItemView:
    """An item by an id from an address.

    Raises:
        MissingError: It has not the form of one, or there is none.
    """
    if not ITEM.fullmatch(item_id):
        raise MissingError("There is no such item.")
    return session.item(item_id)


def stills(look: dict[str, Any]) -> list[Still]:
    """The stills of a look, on the film's own clock counted from its start."""
    begins = _begins(look)
    found: list[Still] = []
    for number, still in enumerate(look.get("stills") or []):
        pts, base = still.get("pts"), still.get("time_base") or [0, 1]
        at = Fraction() if pts is None else Fraction(pts * base[0], base[1]) - begins
        time = max(Fraction(), at)
        found.append(Still(number, words_found.exact(time), words_found.clock(time)))
    return found


def begins_at(view: ItemView) -> Fraction:
    """A film's first time."""
    return _begins(_result(view, "look"))


def _begins(look: dict[str, Any]) -> Fraction:
    """The container's first time, from which a player counts."""
    start = look.get("start") or [0, 1]
    return Fraction(start[0], start[1]) if start[1] else Fraction()


def history(session: Session, view: ItemView, names: dict[str, str]) -> list[Act]:
    """Everything on record about an item, in the ledger's order."""
    acts = [
        Act(o.seq, o.at, "", "received", words.plain(o.accession_name), machine=False)
        for o in view.origins[:ORIGINS_SHOWN]
    ]
    acts += _derived(view.derivations)
    acts += [
        Act(
            row.seq,
            row.at,
            names.get(row.member, row.member),
            words.said(words.ACTS, row.act),
            words.plain(row.detail),
            machine=False,
        )
        for row in session.custody(view.row.item)
    ]
    return sorted(acts, key=lambda act: act.seq)


def _derived(derivations: Sequence[DerivationRow]) -> list[Act]:
    """One line for an entry, however many stages it tells of."""
    by_entry: dict[int, list[DerivationRow]] = {}
    for one in derivations:
        by_entry.setdefault(one.seq, []).append(one)
    acts = []
    for seq, rows in by_entry.items():
        names = [words.said(words_found.STAGES, one.stage) for one in rows]
        method = _method(rows[0])
        if len(rows) > 1:
            stages = ", ".join(f"{one.stage}/{one.version}" for one in rows)
            method = f"{stages} {words.plain(rows[0].decoder)}"
        acts.append(Act(seq, rows[0].at, method, ", ".join(names), "", machine=True))
    return acts


def _method(derivation: DerivationRow) -> str:
    return f"{derivation.stage}/{derivation.version} {words.plain(derivation.decoder)}"


def _result(view: ItemView, stage: str) -> dict[str, Any]:
    found = [d for d in view.derivations if d.stage == stage]
    return cast("dict[str, Any]", found[-1].result) if found else {}


def _streams(look: dict[str, Any]) -> list[dict[str, str]]:
    lines = []
    for stream in look.get("streams") or []:
        rate, sound = stream.get("rate"), stream.get("sample_rate")
        base = stream["time_base"]
        lines.append(
            {
                "index": str(stream["index"]),
                "kind": words.plain(str(stream["kind"])),
                "codec": words.plain(str(stream["codec"])),
                "size": f"{stream['width']} × {stream['height']}"
                if stream["width"]
                else "",
                "rate": gettext("%(rate)s/s", rate=decimal(rate[0] / rate[1], 2))
                if rate and rate[1]
                else "",
                "sound": gettext(
                    "%(rate)s Hz × %(channels)s",
                    rate=sound,
                    channels=stream["channels"],
                )
                if sound
                else "",
                "base": gettext("%(count)s\u00a0s", count=f"{base[0]}/{base[1]}"),
                "reason": str(stream.get("reason") or ""),
            }
        )
    return lines


def _roots(packets: dict[str, Any]) -> list[tuple[str, str, str]]:
    roots = packets.get("roots") or []
    return [(str(r["stream"]), words.number(r["count"]), str(r["root"])) for r in roots]


def _texts(tags: object) -> list[tuple[str, str]]:
    if not isinstance(tags, dict):
        return []
    return [(words.plain(str(k)), words.plain(str(v))) for k, v in tags.items()]
