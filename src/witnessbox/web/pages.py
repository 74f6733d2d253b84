# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Pages: templates with everything escaped, and what each of them may use.

What holds: autoescape is on for every template; an undefined name is an error;
there is no inline script or style; names from disks pass `plain` or were made
readable before, and stand inside <bdi>; each language has templates of its own, for
what they say of constants is worked out when they are compiled.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from fastapi import Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from witnessbox.web import (
    dated,
    tongue,
    words,
    words_found,
    words_records,
    words_terms,
    words_testimony,
    words_trouble,
    words_work,
)
from witnessbox.web.gate import Place, place_of
from witnessbox.web.seats import AWAY_SECONDS, IDLE_SECONDS, Seat

HERE = os.path.dirname(__file__)
STATIC_FOLDER = os.path.join(HERE, "static")


@lru_cache
def environment(code: str) -> Environment:
    """The templates in one language, with our filters; made while it is spoken."""
    made = Environment(
        loader=FileSystemLoader(os.path.join(HERE, "templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    translations = tongue.catalogue(code)
    made.install_gettext_translations(  # type: ignore[attr-defined]
        translations, newstyle=True
    )
    made.globals.update(tongue=code, tongues=tongue.TONGUES)
    made.filters.update(
        number=words.number,
        filesize=words.size,
        playtime=words.length,
        moment=words.moment,
        duration=words.playing,
        dated=dated.said,
        claimed=dated.claimed,
        grouped=words.grouped,
        plain=words.plain,
        roles=words.roles,
        kind=lambda code: words.said(words.KINDS, code),
        kinds=lambda code: words.said(words.KINDS_MANY, code),
        state=lambda code: words.said(words.STATES, code),
        reason=lambda code: words.said(words.REASONS, code),
        act=lambda code: words.said(words.ACTS, code),
        compartment=lambda code: words.said(words.COMPARTMENTS, code),
        stage=lambda code: words.said(words_found.STAGES, code),
        said_by=lambda code: words.said(words_found.SAID, code),
        group_grade=lambda code: words.said(words_found.GROUP_GRADES, code),
        lack=lambda code: words.said(words.LACKS, code),
        outcome=lambda code: words.said(words.OUTCOMES, code),
        record_kind=lambda code: words.said(words_records.KINDS, code),
        record_kinds=lambda code: words.said(words_records.KINDS_MANY, code),
        record_hint=lambda code: words.said(words_records.KIND_HINTS, code),
        severity=lambda code: words.said(words_work.SEVERITIES, code),
        question=lambda name: words.said(words_work.QUESTIONS, name),
        help=lambda code: words.said(words_testimony.REFERRALS, code),
        answer=lambda code: words.said(words_testimony.ANSWERS, code),
        trouble=words_trouble.trouble,
        term=lambda code, vocabulary: words_terms.term(vocabulary, code),
        refusal=lambda text: words.plain(words_trouble.translated(text)),
    )
    return made


def render(
    request: Request, template: str, status: int = 200, **values: Any
) -> HTMLResponse:
    """A page; what the frame around it needs is added here."""
    place = place_of(request)
    seat: Seat | None = getattr(request.state, "seat", None)
    # Where a member goes on after choosing another language.
    page = request.url.path if request.method == "GET" else "/"
    query = f"?{request.url.query}" if request.url.query else ""
    values = {**values, "own_page": page + query}
    return HTMLResponse(_text(place, seat, template, values), status)


def _text(
    place: Place, seat: Seat | None, template: str, values: Mapping[str, Any]
) -> str:
    facts = None if seat is None else seat.session.box_facts()
    frame: dict[str, Any] = {
        "member_name": "" if seat is None else seat.name,
        "csrf": "" if seat is None else seat.csrf,
        "title": "" if facts is None else facts.title,
        "demo": place.demo or bool(facts and facts.demo),
        "verification": place.jobs.verification(),
        "idle_seconds": int(IDLE_SECONDS),
        "away_seconds": int(AWAY_SECONDS),
        "here": "",
    }
    return (
        environment(tongue.current()).get_template(template).render({**frame, **values})
    )
