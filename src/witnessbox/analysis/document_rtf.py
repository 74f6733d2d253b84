# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
r"""Text out of Rich Text Format.

What holds: one way through the bytes, groups nested at most 200 deep; pictures,
embedded objects and lists of fonts are passed over. A byte outside ASCII is
read in the encoding of the font that it stands in: Russian texts state
cp1252 for the whole and cp1251 for the font.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from witnessbox.analysis.document_pages import MAX_TEXT, Outcome, Page
from witnessbox.analysis.making import clean

MAX_DEPTH = 200
MAX_FONTS = 4096
_TOKEN = re.compile(
    rb"\\([A-Za-z]{1,32})(-?[0-9]{1,10})? ?|\\'([0-9A-Fa-f]{2})|\\([^A-Za-z])"
    rb"|([{}])|[\r\n]+|([^\\{}\r\n]+)"
)
_SKIPPED = {
    b"colortbl", b"stylesheet", b"pict", b"object", b"objdata", b"themedata",
    b"colorschememapping", b"latentstyles", b"datastore", b"listtable", b"rsidtbl",
    b"listoverridetable", b"generator", b"xmlnstbl", b"filetbl", b"fldinst",
    b"bkmkstart", b"bkmkend", b"template", b"operator", b"title", b"subject",
    b"keywords", b"doccomm", b"creatim", b"revtim", b"printim", b"company", b"author",
    b"revtbl", b"nonshppict", b"shpinst", b"pntext", b"pnseclvl",
}  # fmt: skip
_MARKS = {
    b"par": "\n", b"line": "\n", b"row": "\n", b"sect": "\n", b"tab": "\t",
    b"cell": "\t", b"emdash": "\u2014", b"endash": "\u2013", b"bullet": "\u2022",
    b"lquote": "\u2018", b"rquote": "\u2019", b"ldblquote": "\u201c",
    b"rdblquote": "\u201d", b"page": "\f",
}  # fmt: skip
_CHARSETS = {204: "cp1251", 0: "cp1252", 77: "mac-cyrillic", 255: "cp866"}
_PAGES = {1251: "cp1251", 1252: "cp1252", 866: "cp866", 10007: "mac-cyrillic"}
_AUTHOR = re.compile(rb"\{\\(author|operator|company) ([^{}]{1,512})\}")
_TIME = re.compile(
    rb"\{\\(creatim|revtim)\\yr(\d{4})\\mo(\d{1,2})\\dy(\d{1,2})"
    rb"(?:\\hr(\d{1,2})\\min(\d{1,2}))?"
)


@dataclass(frozen=True, slots=True)
class _Group:
    """What holds inside a pair of braces.

    Attributes:
        skipped: Nothing in it is text; `fonts`: it is the list of fonts.
        font: Its number; `after`: characters to pass over behind a `u`.
    """

    skipped: bool = False
    fonts: bool = False
    font: int = -1
    after: int = 1


@dataclass(slots=True)
class _State:
    encoding: str = "cp1252"
    fonts: dict[int, str] = field(default_factory=dict)
    default: int = -1
    listed: int = -1
    pass_over: int = 0
    size: int = 0
    parts: list[str] = field(default_factory=list)


def read(data: bytes, outcome: Outcome) -> Iterator[Page]:
    """Pages as the text's own page breaks part them."""
    for name, value in _AUTHOR.findall(data[: 1 << 20])[:8]:
        text = clean("".join(_text_of(rb"{\rtf1\ansicpg1251 " + value + b"}")))
        if text:
            outcome.authors.append((name.decode("ascii"), text))
    for name, year, month, day, hour, minute in _TIME.findall(data[: 1 << 20])[:4]:
        written = f"{int(year):04}-{int(month):02}-{int(day):02}"
        clock = f"T{int(hour):02}:{int(minute):02}" if hour else ""
        outcome.times.append((name.decode("ascii"), written + clock))
    text = "".join(_text_of(data))
    for number, page in enumerate(text.split("\f"), 1):
        yield Page(number, page)


def _text_of(data: bytes) -> list[str]:
    state = _State()
    groups = [_Group()]
    for match in _TOKEN.finditer(data):
        word, number, byte, symbol, brace, text = match.groups()
        here = groups[-1]
        if brace == b"{":
            if len(groups) > MAX_DEPTH:
                break
            groups.append(here)
            state.pass_over = 0
        elif brace == b"}":
            if len(groups) > 1:
                groups.pop()
            state.pass_over = 0
        elif word:
            groups[-1] = _word(state, here, word, int(number) if number else None)
        elif symbol == b"*":
            groups[-1] = replace(here, skipped=True)
        elif not here.skipped:
            _put(state, here, byte, symbol or text or b"")
        if state.size > MAX_TEXT:
            break
    return state.parts


def _word(state: _State, here: _Group, word: bytes, number: int | None) -> _Group:
    if here.fonts:
        if word == b"f" and number is not None:
            state.listed = number
        elif word == b"fcharset" and len(state.fonts) < MAX_FONTS:
            state.fonts[state.listed] = _CHARSETS.get(number or 0, state.encoding)
        return here
    if word in _SKIPPED:
        return replace(here, skipped=True)
    if word == b"fonttbl":
        return replace(here, skipped=True, fonts=True)
    if word == b"ansicpg":
        state.encoding = _PAGES.get(number or 0, state.encoding)
    elif word == b"mac":
        state.encoding = "mac-cyrillic"
    elif word == b"deff":
        state.default = number or 0
    elif word == b"f" and number is not None:
        return replace(here, font=number)
    elif word == b"plain":
        return replace(here, font=-1)
    elif word == b"uc":
        return replace(here, after=max(0, min(number or 0, 8)))
    elif here.skipped:
        return here
    elif word == b"u" and number is not None:
        _add(state, chr(number % 65_536))
        state.pass_over = here.after
    elif word in _MARKS:
        _add(state, _MARKS[word])
    return here


def _put(state: _State, here: _Group, byte: bytes | None, raw: bytes) -> None:
    if byte is not None:
        data = bytes([int(byte, 16)])
    elif raw == b"~":
        data = b" "
    elif raw in (b"-", b"_"):
        data = b"" if raw == b"-" else b"-"
    else:
        data = raw
    passed = min(state.pass_over, len(data))
    state.pass_over -= passed
    font = here.font if here.font >= 0 else state.default
    encoding = state.fonts.get(font, state.encoding)
    _add(state, data[passed:].decode(encoding, "replace"))


def _add(state: _State, text: str) -> None:
    if text:
        state.size += len(text)
        # A character beyond 16 bits is written as two halves.
        if "\udc00" <= text <= "\udfff" and state.parts:
            before = state.parts[-1]
            if "\ud800" <= before <= "\udbff":
                pair = (before + text).encode("utf-16-le", "surrogatepass")
                state.parts[-1] = pair.decode("utf-16-le", "replace")
                return
        state.parts.append(text)
