# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What is on it: the whole box on one page, in words and counts.

What holds: no picture of anything is on this page; each count opens the items
behind it; when and by what something was recorded is told with who says so; a
stage that failed, waits, or lacks its model is named.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from witnessbox.catalogue import query
from witnessbox.catalogue.answers import UNKNOWN, Filter
from witnessbox.catalogue.cells import Cell, Choice
from witnessbox.catalogue.contents import Contents
from witnessbox.catalogue.unusual import Unusual, Word
from witnessbox.web import counted, dated, words, words_found
from witnessbox.web.gate import Seated
from witnessbox.web.pages import render
from witnessbox.web.tongue import gettext
from witnessbox.web.views.footage import address_of

router = APIRouter()

MAX_COLUMNS = 48
MAX_ROWS = 10
MAX_GROUPS = 200
MAX_BARS = 12
LEVELS = 4
WHOLE_BAR = 100


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a list of counts.

    Attributes:
        share: Of the longest, from 1 to 100; 0 for nothing to play.
        source: Who says so, in words; may be empty.
        query: Of the address that lists its items.
    """

    name: str
    source: str
    items: int
    time: str
    share: int
    query: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """One cell of the picture: a device in a month or a year; `level` 0 to 4."""

    period: str
    items: int
    time: str
    level: int


@dataclass(frozen=True, slots=True)
class Line:
    """One device of the picture."""

    name: str
    source: str
    query: str
    cells: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """When it was recorded, and by what.

    Attributes:
        first: The first period; `last`: the last.
        others: Devices that have no line of their own.
        undated: Items that nothing gives a time.
        earlier: Items recorded before the first period, as something says.
    """

    first: str
    last: str
    lines: tuple[Line, ...]
    others: int
    undated: int
    earlier: int


@router.get("/contents")
def page(request: Request, seat: Seated) -> HTMLResponse:
    """What is on it."""
    whole = counted.whole(seat.session)
    named = {
        *(one.item for one in whole.longest),
        *(one.item for one in whole.repeats.most[:MAX_ROWS]),
        *(one.item for one in whole.repeats.largest[:MAX_ROWS]),
    }
    with seat.session.reading() as connection:
        names = query.names(connection, sorted(named))
    return render(
        request,
        "contents.html",
        here="contents",
        whole=whole,
        overview=counted.overview(seat.session),
        time=words.playing(whole.seconds),
        picture=picture(whole),
        months=_bars(whole, "month", whole.months),
        devices=_bars(whole, "device", whole.devices),
        languages=_bars(whole, "language", whole.languages),
        features=[
            (words.said(words_found.WITH, c.value), c.items, c) for c in whole.features
        ],
        unusual=[sentence(whole, one) for one in whole.unusual],
        names=names,
        hours=words.playing,
        shown=MAX_ROWS,
    )


@router.get("/contents/devices")
def grouped(request: Request, seat: Seated) -> HTMLResponse:
    """Items that one device may have made: of 100,000, ten seconds' work."""
    groups = counted.groups(seat.session)
    return render(
        request,
        "contents_devices.html",
        here="contents",
        groups=groups[:MAX_GROUPS],
        all_groups=len(groups),
    )


def picture(whole: Contents) -> Picture | None:
    """Devices by months, or by years where months do not fit; None without times."""
    seen = [c for c in whole.table if c.state == "looked"]
    dated = [c for c in seen if c.month]
    if not dated:
        return None
    months = _months(min(c.month for c in dated), max(c.month for c in dated))
    cut = 7 if len(months) <= MAX_COLUMNS else 4
    periods = list(dict.fromkeys(month[:cut] for month in months))[-MAX_COLUMNS:]
    inside = [c for c in dated if c.month[:cut] >= periods[0]]
    counts: Counter[tuple[str, str]] = Counter()
    seconds: Counter[tuple[str, str]] = Counter()
    for cell in inside:
        key = (cell.device, cell.month[:cut])
        counts[key] += cell.items
        seconds[key] += cell.seconds
    devices = [key for key, _ in _most(inside)]
    most = max(counts.values())
    lines = tuple(
        Line(
            *_device(whole, device or UNKNOWN),
            address_of(Filter(state="looked", device=device or UNKNOWN)),
            tuple(
                Stretch(
                    period,
                    counts[device, period],
                    words.playing(seconds[device, period]),
                    -(-LEVELS * counts[device, period] // most),
                )
                for period in periods
            ),
        )
        for device in devices[:MAX_ROWS]
    )
    return Picture(
        first=periods[0],
        last=periods[-1],
        lines=lines,
        others=max(0, len(devices) - MAX_ROWS),
        undated=sum(c.items for c in seen if not c.month),
        earlier=sum(c.items for c in dated) - sum(c.items for c in inside),
    )


def _most(cells: Sequence[Cell]) -> list[tuple[str, int]]:
    """Devices, those with the most items first; what nobody names comes last."""
    items: Counter[str] = Counter()
    for cell in cells:
        items[cell.device] += cell.items
    return sorted(items.items(), key=lambda pair: (not pair[0], -pair[1], pair[0]))


def _months(first: str, last: str) -> list[str]:
    start, end = (int(m[:4]) * 12 + int(m[5:7]) - 1 for m in (first, last))
    # A clock that was never set says 1904 or 2107: years are cut off afterwards.
    return [f"{n // 12:04d}-{n % 12 + 1:02d}" for n in range(start, end + 1)]


def _device(whole: Contents, key: str) -> tuple[str, str]:
    device = whole.names.get(key)
    if device is None:
        return gettext("Not said"), ""
    return words.plain(device.label), words.said(words_found.SAID, device.origin)


def _bars(whole: Contents, facet: str, choices: Sequence[Choice]) -> list[Bar]:
    order = sorted(choices, key=lambda c: (-c.seconds, -c.items, c.value))
    if facet == "month":
        order = sorted(order[:MAX_BARS], key=lambda c: c.value)
    most = max((c.seconds for c in choices), default=0)
    return [
        Bar(
            *_called(whole, facet, choice.value),
            items=choice.items,
            time=words.playing(choice.seconds),
            share=-(-WHOLE_BAR * choice.seconds // most) if most else 0,
            query=_listing(facet, choice.value),
        )
        for choice in order[:MAX_BARS]
    ]


def _listing(facet: str, value: str) -> str:
    return address_of(replace(Filter(state="looked"), **{facet: value}))  # type: ignore[arg-type]


def _called(whole: Contents, facet: str, value: str) -> tuple[str, str]:
    if facet == "device":
        return _device(whole, value)
    if facet == "language":
        return words_found.language(value), ""
    return words_found.month(value), ""


def sentence(whole: Contents, one: Unusual) -> tuple[str, str]:
    """What differs, with the counts that say so, and its address."""
    what = _word(whole, one.word)
    few, of = words.number(one.few), words.number(one.of)
    if one.group is None:
        text = gettext("%(what)s: %(few)s of %(all)s", what=what, few=few, all=of)
    else:
        text = gettext(
            "%(what)s: %(few)s of %(all)s of “%(group)s”;"
            " elsewhere %(part)s of %(rest)s",
            what=what,
            few=few,
            all=of,
            group=_word(whole, one.group),
            part=words.number(one.elsewhere),
            rest=words.number(one.rest),
        )
    return text, address_of(one.narrowed)


def _word(whole: Contents, word: Word) -> str:
    facet, value = word
    if facet == "with":
        return words.said(words_found.WITH, value)
    if facet == "kind":
        return words.said(words.KINDS_MANY, value)
    if facet == "shape":
        return gettext("Picture of %(size)s", size=value.replace("x", " × "))
    if facet == "month":
        return gettext("Recorded: %(month)s", month=dated.said(value))
    name = _called(whole, facet, value)[0]
    if facet == "device":
        return gettext("Device: %(name)s", name=name)
    return gettext("Speech: %(language)s", language=name)
