# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What a reader of documents gives: pages of text, and words about the file.

What holds: text is printable, with line feeds and tabs; marks that turn the
direction of reading around are taken out, for they make a line look like
another. All text of a document together is at most 1 MiB, one piece of it fits
a finding.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from witnessbox.model.finding import Finding

MAX_TEXT = 1 << 20
"""Bytes of text of one document, as they stand in findings."""
MAX_PIECE = 56 << 10
"""Bytes of one finding's text, so that all of it stays below 64 KiB."""
MAX_PAGES = 5000
MAX_TITLE = 128

_UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff"
    "\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]"
)
_BREAKS = re.compile("\r\n?|\u2028|\u2029|\x85|\x0b|\x0c")
_ESCAPED = re.compile('["\\\\\n\t]')
_WORD = re.compile(r"\w+")
_SCRIPTS = (
    ("Cyrl", 0x0400, 0x052F), ("Latn", 0x0041, 0x024F), ("Arab", 0x0600, 0x06FF),
    ("Hebr", 0x0590, 0x05FF), ("Geor", 0x10A0, 0x10FF), ("Armn", 0x0530, 0x058F),
    ("Hans", 0x4E00, 0x9FFF), ("Grek", 0x0370, 0x03FF), ("Deva", 0x0900, 0x097F),
)  # fmt: skip
_MAIN_LETTERS = (("uk", "іїєґ"), ("be", "ў"), ("kk", "әғқңөұүһ"), ("ru", "ыэъё"))


@dataclass(frozen=True, slots=True)
class Page:
    """A page, a sheet, or a part such as the comments.

    Attributes:
        number: From 1, in the order of the document.
        title: The sheet's name, or `comments`, `deleted`, …; empty for a page.
    """

    number: int
    text: str
    title: str = ""


@dataclass(slots=True)
class Outcome:
    """What else a reader found out.

    Attributes:
        notes: Codes, see `analysis.documents`.
        authors: (field, text); `times` and `programs` likewise.
        blank: Pages on which there is no text, such as scanned ones.
        encoding: Of a text.
        revisions: How often a PDF was written over, its first form included.
    """

    notes: set[str] = field(default_factory=set)
    authors: list[tuple[str, str]] = field(default_factory=list)
    times: list[tuple[str, str]] = field(default_factory=list)
    programs: list[tuple[str, str]] = field(default_factory=list)
    blank: int = 0
    encoding: str = ""
    revisions: int = 0


Reader = Callable[[bytes, Outcome], Iterable[Page]]


def tidy(text: str) -> str:
    """The text without what no page may hold."""
    return _UNWANTED.sub("", _BREAKS.sub("\n", text))


class Pages:
    """The pages as findings, until there is too much.

    Attributes:
        count: Pages with text so far; `words` in them.
        full: Whether something was left out.
    """

    def __init__(self) -> None:
        self.count = 0
        self.words = 0
        self.full = False
        self._left = MAX_TEXT
        self._letters: Counter[str] = Counter()

    def findings(self, page: Page) -> Iterator[Finding]:
        """The findings of one page, in pieces that fit."""
        text = tidy(page.text).strip("\n")
        if not text.strip():
            return
        self.count += 1
        for number, piece in enumerate(pieces(text), 1):
            size = len(piece.encode())
            if size > self._left or self.count > MAX_PAGES:
                self.full = True
                return
            self._left -= size
            self.words += sum(1 for _ in _WORD.finditer(piece))
            self._letters.update(piece.lower())
            value: dict[str, str | int] = {"number": page.number, "text": piece}
            if page.title:
                value["title"] = tidy(page.title).replace("\n", " ")[:MAX_TITLE]
            if number > 1:
                value["piece"] = number
            yield Finding("page", value={**value})

    def language(self) -> str:
        """A guess by the script: `ru`, `uk`, …, else `und-` and the script."""
        scripts: Counter[str] = Counter()
        for letter, count in self._letters.items():
            if letter.isalpha():
                scripts[script_of(letter)] += count
        if not scripts:
            return ""
        # Of two equally frequent, the one whose name comes first.
        script, total = min(scripts.items(), key=lambda one: (-one[1], one[0]))
        if script == "Cyrl":
            for language, letters in _MAIN_LETTERS:
                if sum(self._letters[letter] for letter in letters) * 200 > total:
                    return language
        return f"und-{script}"


def script_of(letter: str) -> str:
    """The script of a letter, by its place in Unicode."""
    code = ord(letter)
    return next((name for name, low, high in _SCRIPTS if low <= code <= high), "Zyyy")


def pieces(text: str) -> Iterator[str]:
    """The text cut at line ends, or where a line is too long, into what fits."""
    waiting = text
    while waiting:
        cut = _fitting(waiting)
        if cut < len(waiting):
            line = waiting.rfind("\n", cut // 2, cut)
            cut = line + 1 if line > 0 else cut
        yield waiting[:cut]
        waiting = waiting[cut:]


def _fitting(text: str) -> int:
    """How many characters fit, as JSON in UTF-8 writes them."""
    part = text[:MAX_PIECE]
    while _cost(part) > MAX_PIECE:
        # In steps: a character costs one to four bytes.
        part = part[: len(part) * MAX_PIECE // _cost(part)]
    return len(part)


def _cost(part: str) -> int:
    return len(part.encode("utf-8", "replace")) + len(_ESCAPED.findall(part))
