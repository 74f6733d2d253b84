# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The overview: what runs, what is there, what failed, what is next.

What holds: each count opens the records behind it; what could not be read is
listed here, with its reason; a picture of when things were recorded is shown
only from times that the files themselves claim.
"""

from __future__ import annotations

import datetime
import time
from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, JSONResponse
from starlette.responses import Response as Answer

from witnessbox.catalogue.answers import ITEM_KINDS, Overview, ProgressRow
from witnessbox.web import counted, words
from witnessbox.web.gate import Seated, place_of
from witnessbox.web.pages import render

router = APIRouter()

STALE_SECONDS = 60
"""A run that says nothing for so long has ended without a word."""

MAX_CELLS = 42
REFUSALS_SHOWN = 8
LEVELS = 4


@dataclass(frozen=True, slots=True)
class Running:
    """One intake that runs, in words.

    Attributes:
        share: Thousandths done.
    """

    run: str
    accession: str
    share: int
    done: str
    total: str
    speed: str
    left: str
    names: str


@dataclass(frozen=True, slots=True)
class Day:
    """One cell of the picture of days: `level` 0 to 4."""

    day: str
    count: int
    level: int


@router.get("/")
def page(request: Request, seat: Seated) -> HTMLResponse:
    """The overview."""
    session = seat.session
    seen = counted.overview(session)
    refusals = counted.refusals(session)
    return render(
        request,
        "overview.html",
        here="overview",
        seen=seen,
        hours=hours(seen.seconds),
        running=running(session.progress(), time.time()),
        intakes=[i for i in place_of(request).jobs.intakes() if i.state == "failed"],
        refusals=refusals[:REFUSALS_SHOWN],
        calendar=calendar(seen),
    )


@router.get("/progress")
def progress(seat: Seated) -> Answer:
    """The numbers of the overview that change while an intake runs."""
    seen = counted.overview(seat.session)
    rows = running(seat.session.progress(), time.time())
    whole, rest = hours(seen.seconds)
    kinds = dict(seen.kinds)
    return JSONResponse(
        {
            "running": [
                {
                    "run": row.run,
                    "share": row.share,
                    "done": row.done,
                    "total": row.total,
                    "speed": row.speed,
                    "left": row.left,
                    "names": row.names,
                }
                for row in rows
            ],
            "numbers": {
                "items": words.number(seen.items),
                "hours": words.number(whole),
                "minutes": str(rest),
                "waiting": words.number(seen.waiting),
                "refused": words.number(seen.refused),
                "not-shown": words.number(sum(n for _, n in seen.not_shown)),
                "bytes": words.size(seen.bytes),
                **{f"kind-{k}": words.number(kinds.get(k, 0)) for k in ITEM_KINDS},
            },
        }
    )


def hours(seconds: int) -> tuple[int, int]:
    """Whole hours and minutes, rounded to the minute."""
    return divmod(round(seconds / 60), 60)


def running(rows: tuple[ProgressRow, ...], now: float) -> list[Running]:
    """The intakes that run and said so lately, with speed and time left."""
    found = []
    for row in rows:
        if row.state != "running" or now - row.updated > STALE_SECONDS:
            continue
        seconds = max(1, row.updated - row.began)
        speed = row.done_bytes // seconds
        left = max(0, row.total_bytes - row.done_bytes) // speed if speed else None
        found.append(
            Running(
                run=row.run,
                accession=words.plain(row.accession),
                share=min(1000, 1000 * row.done_bytes // max(1, row.total_bytes)),
                done=words.size(row.done_bytes),
                total=words.size(row.total_bytes),
                speed=words.size(speed),
                left="" if left is None else words.span(left),
                names=words.number(row.done_names),
            )
        )
    return found


def calendar(seen: Overview) -> list[tuple[str, list[Day]]]:
    """A row of cells for each kind, without a gap; empty where no time is known.

    A cell is a day, or a month where six weeks do not hold them, or a year.
    """
    dated = [one for one in seen.days if _date(one[0]) is not None]
    if not dated:
        return []
    first, last = _date(dated[0][0]), _date(dated[-1][0])
    if first is None or last is None:
        return []
    steps = _steps(first, last)
    cut = len(steps[0])
    counts: dict[tuple[str, str], int] = {}
    for day, kind, count in dated:
        key = (day[:cut], kind)
        counts[key] = counts.get(key, 0) + count
    most = max(counts.values())
    kinds = [k for k in ITEM_KINDS if any(key[1] == k for key in counts)]
    return [
        (kind, [_cell(step, counts.get((step, kind), 0), most) for step in steps])
        for kind in kinds
    ]


def _cell(step: str, count: int, most: int) -> Day:
    return Day(step, count, 0 if count == 0 else -(-LEVELS * count // most))


def _date(text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None


def _steps(first: datetime.date, last: datetime.date) -> list[str]:
    days = (last - first).days
    if days < MAX_CELLS:
        return [(first + datetime.timedelta(n)).isoformat() for n in range(days + 1)]
    starts, ends = first.year * 12 + first.month - 1, last.year * 12 + last.month - 1
    if ends - starts < MAX_CELLS:
        return [f"{n // 12:04d}-{n % 12 + 1:02d}" for n in range(starts, ends + 1)]
    # A clock that was never set says 1904 or 2036: the latest years are shown.
    oldest = max(first.year, last.year - MAX_CELLS + 1)
    return [f"{year:04d}" for year in range(oldest, last.year + 1)]
