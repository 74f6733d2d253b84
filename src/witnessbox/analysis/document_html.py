# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Text out of HTML, and out of plain text and tables.

What holds: one way through the bytes, in linear time (the library's parser is
quadratic on unclosed markup): scripts, styles and comments are left out,
nothing that they name is fetched, entities are single characters.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from witnessbox.analysis import document_encoding
from witnessbox.analysis.document_pages import Outcome, Page
from witnessbox.analysis.making import clean

MAX_TAG = 1 << 16
_HIDDEN = ("script", "style", "noscript", "template", "svg", "head")
_LINES = {
    "p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "table",
    "section", "article", "header", "footer", "blockquote", "pre", "hr", "dt", "dd",
}  # fmt: skip
_CELLS = {"td", "th"}
_NAME = re.compile(r"/?([A-Za-z][A-Za-z0-9]{0,15})")
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,20})", re.IGNORECASE)
_AUTHOR = re.compile(
    r"<meta\s[^<>]{0,200}name\s*=\s*[\"']?(author|generator)[\"']?"
    r"\s[^<>]{0,200}content\s*=\s*[\"']([^\"'<>]{1,256})",
    re.IGNORECASE,
)
_SPACES = re.compile(r"[ \t\r\n\f]+")


def plain(data: bytes, outcome: Outcome) -> Iterator[Page]:
    """One page: all of it. Also tables whose cells are separated."""
    text, outcome.encoding = document_encoding.decode(data)
    yield Page(1, text)


def read(data: bytes, outcome: Outcome) -> Iterator[Page]:
    """One page: the words that a browser would show, and some that it hides."""
    text = _decoded(data, outcome)
    for name, value in _AUTHOR.findall(text[: 1 << 16])[:4]:
        named = outcome.authors if name.lower() == "author" else outcome.programs
        named.append((name.lower(), clean(_unescaped(value))))
    yield Page(1, _lines(_unescaped(part) for part in _shown(text)))


def _decoded(data: bytes, outcome: Outcome) -> str:
    stated = _CHARSET.search(data[:4096])
    name = stated[1].decode("ascii").lower().replace("windows-", "cp") if stated else ""
    if name in document_encoding.EIGHT_BIT:
        outcome.encoding = name
        return data.decode(name, "replace")
    text, outcome.encoding = document_encoding.decode(data)
    return text


def _shown(text: str) -> Iterator[str]:
    """Text and, for each tag that ends a line or a cell, its mark."""
    # Positions are kept by `str.find`; a search that failed once fails for good.
    lowered = text.lower() if len(text.lower()) == len(text) else text
    at = 0
    while at < len(text):
        start = text.find("<", at)
        if start < 0:
            yield _SPACES.sub(" ", text[at:])
            return
        yield _SPACES.sub(" ", text[at:start])
        if text.startswith("<!--", start):
            end = text.find("-->", start + 4)
            at = len(text) if end < 0 else end + 3
            continue
        name = _NAME.match(text, start + 1)
        if name is None and text[start + 1 : start + 2] not in ("!", "?"):
            yield "<"
            at = start + 1
            continue
        end = text.find(">", start, start + MAX_TAG)
        if end < 0:
            return
        at = end + 1
        tag = name[1].lower() if name else ""
        if tag in _HIDDEN and text[start + 1] != "/":
            close = lowered.find(f"</{tag}", at)
            at = len(text) if close < 0 else close
        elif tag in _LINES:
            yield "\n"
        elif tag in _CELLS:
            yield "\t"


def _unescaped(part: str) -> str:
    try:
        return html.unescape(part)
    except ValueError:
        # A number of thousands of digits is no character.
        return part


def _lines(parts: Iterator[str]) -> str:
    lines = (line.strip(" \t") for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line)
