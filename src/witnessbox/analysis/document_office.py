# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Text out of Word (docx) and OpenDocument files.

What holds: as `document_xml` bounds it. Pages are those at which the program
that wrote the file broke them, where it says so. What was deleted and is still
in the file, comments, notes, headers and footers follow as parts of their own
name; fields such as authors and times are the file's own word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from witnessbox.analysis.document_pages import MAX_TEXT, Outcome, Page
from witnessbox.analysis.document_xml import Archive, FullError, RefusedError, attribute
from witnessbox.analysis.making import clean

MAX_PARTS = 64
_BODY = re.compile(r"word/document\d{0,3}\.xml")
_PARTS = re.compile(r"word/(header|footer|footnotes|endnotes|comments)\d{0,3}\.xml")
_AUTHORS = {
    "creator", "lastModifiedBy", "initial-creator", "Company", "Manager", "printed-by",
}  # fmt: skip
_TIMES = {"created", "modified", "lastPrinted", "creation-date", "date", "print-date"}
_PROGRAMS = {"Application", "AppVersion", "generator"}
_HIDDEN = {"Fallback", "instrText"}
_ENDS = {
    "p": "\n", "h": "\n", "tc": "\t", "table-cell": "\t", "tr": "\n", "table-row": "\n",
}  # fmt: skip
_MARKS = {"tab": "\t", "br": "\n", "cr": "\n", "line-break": "\n", "noBreakHyphen": "-"}
_TEXT_IN = {"t", "delText"}
_OPEN_TEXT_IN = {"p", "h"}


class _Text:
    """Text as the elements come by, page by page.

    Args:
        open_document: Whether text stands in paragraphs, not in runs.
    """

    def __init__(self, *, open_document: bool = False) -> None:
        self.pages: list[list[str]] = [[]]
        self.titles: list[str] = [""]
        self.deleted: list[str] = []
        self._inside = _OPEN_TEXT_IN if open_document else _TEXT_IN
        self._path: list[str] = []
        self._takes = 0
        self._hidden = 0
        self._dropped = 0
        self._size = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        above = self._path[-1] if self._path else ""
        self._path.append(name)
        self._takes += name in self._inside
        self._hidden += name in _HIDDEN
        self._dropped += name in ("delText", "tracked-changes")
        if name == "tab" and above == "tabs":
            return
        if name in _MARKS:
            page = name == "br" and attribute(attributes, "type") == "page"
            self._page() if page else self._add(_MARKS[name])
        elif name == "s":
            count = attribute(attributes, "c")
            self._add(" " * min(int(count) if count.isdecimal() else 1, 100))
        elif name in ("lastRenderedPageBreak", "soft-page-break"):
            self._page()
        elif name == "table" and attribute(attributes, "name") and above != "text":
            self._page()
            self.titles[-1] = clean(attribute(attributes, "name"))

    def end(self, name: str) -> None:
        if name in _ENDS:
            self._add(_ENDS[name])
        self._takes -= name in self._inside
        self._hidden -= name in _HIDDEN
        self._dropped -= name in ("delText", "tracked-changes")
        self._path.pop()

    def text(self, text: str) -> None:
        if self._takes > 0:
            self._add(text)

    def whole(self) -> str:
        """All pages in one."""
        return "".join(part for page in self.pages for part in page)

    def _add(self, text: str) -> None:
        if self._hidden > 0:
            return
        self._size += len(text)
        if self._size > MAX_TEXT:
            raise FullError
        (self.deleted if self._dropped > 0 else self.pages[-1]).append(text)

    def _page(self) -> None:
        # The program that wrote a break often notes it a second time.
        if "".join(self.pages[-1]).strip():
            self.pages.append([])
            self.titles.append("")


def word(data: bytes, outcome: Outcome) -> Iterator[Page]:
    """Pages of a docx, then its other parts."""
    archive = Archive(data)
    properties(archive, ("docProps/core.xml", "docProps/app.xml"), outcome)
    names = archive.names()
    found = _Text()
    _parse(archive, next(filter(_BODY.fullmatch, names), ""), found, outcome)
    yield from _pages(found)
    number = len(found.pages)
    seen: set[str] = set()
    for name in sorted(names)[: 100 * MAX_PARTS]:
        part = _PARTS.fullmatch(name)
        if part is None or len(seen) >= MAX_PARTS:
            continue
        more = _Text()
        _parse(archive, name, more, outcome)
        text = more.whole()
        found.deleted += more.deleted
        # Each section has headers of its own, which are mostly the same.
        if text.strip() and text not in seen:
            seen.add(text)
            number += 1
            yield Page(number, text, part[1])
    yield from _deleted(found, number)


def open_document(data: bytes, outcome: Outcome) -> Iterator[Page]:
    """Pages of an odt, sheets of an ods."""
    archive = Archive(data)
    if _is_encrypted(archive):
        raise RefusedError("encrypted")
    properties(archive, ("meta.xml",), outcome)
    found = _Text(open_document=True)
    _parse(archive, "content.xml", found, outcome)
    yield from _pages(found)
    yield from _deleted(found, len(found.pages))


def _pages(found: _Text) -> Iterator[Page]:
    for number, (page, title) in enumerate(
        zip(found.pages, found.titles, strict=True), 1
    ):
        yield Page(number, "".join(page), title)


def _deleted(found: _Text, number: int) -> Iterator[Page]:
    text = "".join(found.deleted)
    if text.strip():
        yield Page(number + 1, text, "deleted")


def _parse(archive: Archive, name: str, found: _Text, outcome: Outcome) -> None:
    """Read a part; what stands before a fault in it is kept."""
    try:
        archive.parse(name, found.start, found.end, found.text)
    except FullError:
        outcome.notes.add("cut")
    except RefusedError as refused:
        outcome.notes.add(refused.note)


def _is_encrypted(archive: Archive) -> bool:
    found: list[str] = []

    def start(name: str, _: Mapping[str, str]) -> None:
        if name == "encryption-data":
            found.append(name)

    archive.parse("META-INF/manifest.xml", start, lambda _: None, lambda _: None)
    return bool(found)


def properties(archive: Archive, names: tuple[str, ...], outcome: Outcome) -> None:
    """Authors, times and programs out of a document's properties."""
    here: list[str] = []
    values: dict[str, str] = {}

    def start(name: str, _: Mapping[str, str]) -> None:
        here.append(name)

    def text(part: str) -> None:
        name = here[-1] if here else ""
        if len(values) < MAX_PARTS and len(values.get(name, "")) < 1024:
            values[name] = values.get(name, "") + part

    def end(_: str) -> None:
        here.pop()

    for name in names:
        here.clear()
        try:
            archive.parse(name, start, end, text)
        except RefusedError as refused:
            outcome.notes.add(refused.note)
    for field, raw in values.items():
        said = clean(raw)
        for wanted, into in (
            (_AUTHORS, outcome.authors),
            (_TIMES, outcome.times),
            (_PROGRAMS, outcome.programs),
        ):
            if field in wanted and said:
                into.append((field, said))
