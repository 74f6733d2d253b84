# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Accessions, what could not be read of them, and 'Add a disk'.

What holds: a source is named by a code name, and the page says so; nothing is
read before the form was sent; the count and the needed room are shown as soon
as they are known; a disk that is mounted writable needs a reason.
"""

from __future__ import annotations

import os
import re

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, RedirectResponse
from starlette.responses import Response as Answer

from witnessbox.pipeline.intake_order import Order, free_bytes
from witnessbox.web import counted, words
from witnessbox.web.gate import Seated, asked, place_of
from witnessbox.web.jobs import WORKERS
from witnessbox.web.pages import render
from witnessbox.web.tongue import gettext
from witnessbox.web.views.footage import ACCESSION

router = APIRouter()

MOUNTS = "/proc/self/mountinfo"
REMOVABLE = ("/media/", "/run/media/", "/mnt/")
ESCAPED = re.compile(r"\\([0-7]{3})")
MAX_NAME = 200


@router.get("/accessions")
def page(request: Request, seat: Seated) -> HTMLResponse:
    """Every accession."""
    return render(
        request,
        "accessions.html",
        here="accessions",
        accessions=counted.accessions(seat.session),
        intakes=place_of(request).jobs.intakes(),
    )


@router.get("/refused")
def refused(request: Request, seat: Seated) -> HTMLResponse:
    """What could not be read, and why."""
    accession = request.query_params.get("accession", "")
    chosen = accession if ACCESSION.fullmatch(accession) else ""
    return render(
        request,
        "refused.html",
        here="accessions",
        refusals=seat.session.refusals(chosen),
    )


@router.get("/add")
def form(request: Request, seat: Seated) -> HTMLResponse:
    """Ask which disk."""
    return _form(request, seat, {})


@router.post("/add")
def add(request: Request, seat: Seated) -> Answer:
    """Start an intake."""
    given = {
        name: asked(request, name).strip()
        for name in ("path", "accession", "codename", "reason")
    }
    problem = _problem(given)
    if problem:
        return _form(request, seat, given, problem)
    order = Order(
        sources=(os.fsencode(given["path"]),),
        accession=given["accession"],
        codename=given["codename"],
        writable_reason=given["reason"],
        workers=WORKERS,
    )
    number = place_of(request).jobs.take_in(seat.lease, order)
    return RedirectResponse(f"/intake/{number}", 303)


@router.get("/intake/{number}")
def intake(request: Request, _seat: Seated, number: str) -> Answer:
    """How an intake that was started here is doing."""
    found = [i for i in place_of(request).jobs.intakes() if str(i.number) == number]
    if not found:
        return render(request, "missing.html", 404)
    return render(request, "intake.html", here="accessions", intake=found[0])


def mounted(table: str) -> list[str]:
    """The mount points of removable disks, from the kernel's table."""
    found = []
    for line in table.splitlines():
        fields = line.split(" ")
        if len(fields) > 4:
            point = ESCAPED.sub(lambda m: chr(int(m.group(1), 8)), fields[4])
            if point.startswith(REMOVABLE):
                found.append(point)
    return sorted(set(found))


def _mounts() -> list[str]:
    try:
        with open(MOUNTS, encoding="utf-8", errors="replace") as file:
            return mounted(file.read())
    except OSError:
        return []


def _form(
    request: Request, seat: Seated, given: dict[str, str], problem: str = ""
) -> HTMLResponse:
    empty = {"path": "", "accession": "", "codename": "", "reason": ""}
    return render(
        request,
        "add.html",
        422 if problem else 200,
        here="accessions",
        given={**empty, **given},
        problem=problem,
        mounts=_mounts(),
        free=words.size(free_bytes(seat.session.premises.folder)),
    )


def _problem(given: dict[str, str]) -> str:
    if not given["path"].startswith("/"):
        return gettext("Give the folder's whole path, from the first slash on.")
    if not os.path.isdir(given["path"]):
        return gettext("There is no folder at that path that this program may read.")
    if not given["accession"] or len(given["accession"]) > MAX_NAME:
        return gettext("Give this handing-over a name of at most 200 characters.")
    if not given["codename"] or len(given["codename"]) > MAX_NAME:
        return gettext("Give the source a code name of at most 200 characters.")
    return ""
