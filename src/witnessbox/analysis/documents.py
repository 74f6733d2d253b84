# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Stage `documents`: the text of documents, and who they say wrote them.

What holds: nothing but the bytes given is read: no reference is followed, no
macro or script is run, no picture is decoded. Findings: `page` with `number`,
`text`, and `title` or `piece` where there are such; `author`, `written`,
`encoder` as the file states them. What could not be read is a code in the
summary's `notes`:

    encrypted      it asks for a password
    damaged        a part of it does not read; the rest is given
    expands        it unpacks to more than an honest document: a bomb
    entities       it declares entities or a document type of its own
    too-large      more bytes than a document has
    cut            more text than is kept
    not-readable   a kind of document that this program does not read yet
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from witnessbox.analysis import (
    document_encoding,
    document_html,
    document_office,
    document_pdf,
    document_rtf,
    document_sheet,
    document_xml,
)
from witnessbox.analysis.document_pages import Outcome, Pages, Reader
from witnessbox.analysis.document_xml import RefusedError
from witnessbox.analysis.making import moment, written
from witnessbox.analysis.stage import About, Takes, Watcher
from witnessbox.base.canonical import JsonDict
from witnessbox.media import documents, formats
from witnessbox.model.finding import Finding

if TYPE_CHECKING:
    from witnessbox.media.source import SourceFile

MAX_FILE = 64 << 20
"""Bytes of a document; beyond `MAX_PLAIN` a text is cut instead of refused."""
MAX_PLAIN = 4 << 20
MAX_FIELDS = 16
SAMPLE = 1 << 16
READERS: dict[str, Reader] = {
    formats.TEXT: document_html.plain,
    formats.CSV: document_html.plain,
    formats.HTML: document_html.read,
    formats.RTF: document_rtf.read,
    formats.PDF: document_pdf.read,
    formats.DOCX: document_office.word,
    formats.ODT: document_office.open_document,
    formats.ODS: document_office.open_document,
    formats.XLSX: document_sheet.read,
}
PLAIN = (formats.TEXT, formats.CSV, formats.HTML)


class Documents:
    """The stage; see the module."""

    name = "documents"
    version = "1"
    takes = Takes.FILE
    kinds = ("document", "other")
    models: tuple[str, ...] = ()

    def load(self, models: Mapping[str, str]) -> None:
        """Every codec and module that a reader may come to need."""
        del models
        from witnessbox.media import probe  # noqa: F401 - loaded for the children

        document_encoding.prepare()
        document_xml.prepare()
        document_pdf.prepare()

    def watch(self, about: About) -> Watcher:
        """Begin an item."""
        del about
        return _Watcher()


class _Watcher(Watcher):
    def file(self, file: SourceFile) -> Iterator[Finding]:
        """The pages as they are read, the summary last."""
        outcome, pages = Outcome(), Pages()
        media_type = _media_type(file)
        try:
            data = _data(file, media_type, outcome)
            for page in READERS[media_type](data, outcome) if data else ():
                yield from pages.findings(page)
                if pages.full:
                    outcome.notes.add("cut")
                    break
        except RefusedError as refused:
            outcome.notes.add(refused.note)
        yield from _said(outcome)
        if media_type:
            yield _summary(media_type, outcome, pages)


def _media_type(file: SourceFile) -> str:
    """What kind of document it is; empty for none."""
    from witnessbox.media import probe

    first = probe.sample(file)
    last = probe.tail(file) if first.startswith((documents.ZIP, documents.OLE)) else b""
    found = documents.kind(first, last)
    if found is None and first and probe.is_text(first):
        found = documents.text_kind(first)
    return found or ""


def _data(file: SourceFile, media_type: str, outcome: Outcome) -> bytes:
    if media_type and media_type not in READERS:
        outcome.notes.add("not-readable")
        return b""
    limit = MAX_PLAIN if media_type in PLAIN else MAX_FILE
    file.seek(0)
    data = file.read(limit + 1) if media_type else b""
    if len(data) <= limit:
        return data
    if media_type not in PLAIN:
        raise RefusedError("too-large")
    outcome.notes.add("cut")
    return data[:limit]


def _said(outcome: Outcome) -> Iterator[Finding]:
    for kind, pairs in (("author", outcome.authors), ("encoder", outcome.programs)):
        for field, text in list(dict.fromkeys(pairs))[:MAX_FIELDS]:
            yield Finding(kind, value={"field": field, "text": text})
    for field, raw in list(dict.fromkeys(outcome.times))[:MAX_FIELDS]:
        found = written(field, moment(raw))
        if found is not None:
            yield found


def _summary(media_type: str, outcome: Outcome, pages: Pages) -> Finding:
    notes: Iterable[str] = sorted(outcome.notes)
    value: JsonDict = {
        "media_type": media_type,
        "pages": pages.count,
        "blank": outcome.blank,
        "words": pages.words,
        "language": pages.language(),
        "encoding": outcome.encoding,
        "revisions": outcome.revisions,
        "notes": list(notes),
    }
    return Finding("summary", value=value)
