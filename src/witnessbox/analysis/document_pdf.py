# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Text out of PDF, by pypdf, under its limits and ours.

What holds: only text and the document's own fields are asked for: no action, no
attachment, no picture, no other file. A stream unpacks to at most 16 MiB, a page
does at most 500,000 operations (a hostile one of two million took 15 s). A page
that cannot be read is left out and said so. A file whose password is empty is
opened with it; another is `encrypted`.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from typing import Any

from witnessbox.analysis.document_pages import MAX_PAGES, MAX_TEXT, Outcome, Page
from witnessbox.analysis.document_xml import RefusedError
from witnessbox.analysis.making import clean

MAX_STREAM = 16 << 20
MAX_OPERATIONS = 500_000
_AUTHORS = ("/Author", "/Company", "/Manager")
_TIMES = ("/CreationDate", "/ModDate")
_PROGRAMS = ("/Creator", "/Producer")


def prepare() -> None:
    """Load the library whole; a locked-down child cannot load what it lacks."""
    # It logs what is malformed, and logging opens what a child cannot.
    logger = logging.getLogger("pypdf")
    logger.disabled = True
    logger.propagate = False
    _rehearse()


def _bound() -> None:
    """Set the library's limits, which hold for a thread's context alone."""
    import pypdf

    pypdf.overwrite_configuration(
        maximum_declared_stream_length=MAX_STREAM,
        array_based_stream_maximum_output_length=MAX_STREAM,
        lzw_maximum_output_length=MAX_STREAM,
        run_length_maximum_output_length=MAX_STREAM,
        zlib_maximum_output_length=MAX_STREAM,
        brotli_maximum_output_length=MAX_STREAM,
        stream_decoding_work_maximum_length=4 * MAX_STREAM,
        stream_parsing_work_maximum_count=MAX_OPERATIONS,
        page_tree_maximum_entries=4 * MAX_PAGES,
        xform_maximum_invocations_per_extraction=200,
        jbig2dec_binary=None,
    )


def read(data: bytes, outcome: Outcome) -> Iterator[Page]:
    """The pages in their order, with the number that they have in the file."""
    _bound()
    reader = _opened(data)
    outcome.revisions = _revisions(data)
    _fields(reader, outcome)
    taken = 0
    for number, page in enumerate(_pages(reader, outcome), 1):
        text = _text(page, outcome)
        taken += len(text)
        outcome.blank += not text.strip()
        yield Page(number, text)
        if taken > MAX_TEXT:
            outcome.notes.add("cut")
            return


def _opened(data: bytes) -> Any:
    import pypdf

    try:
        reader = pypdf.PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise RefusedError("encrypted")
    except (RefusedError, MemoryError):
        raise
    except Exception as error:
        # Its own errors, and whatever malformed objects make of its code.
        raise RefusedError("damaged") from error
    return reader


def _pages(reader: Any, outcome: Outcome) -> Iterator[Any]:
    try:
        for number, page in enumerate(reader.pages):
            if number >= MAX_PAGES:
                outcome.notes.add("cut")
                return
            yield page
    except MemoryError:
        raise
    except Exception:
        outcome.notes.add("damaged")


def _text(page: Any, outcome: Outcome) -> str:
    from pypdf.errors import LimitReachedError

    try:
        return str(page.extract_text())
    except MemoryError:
        raise
    except LimitReachedError:
        outcome.notes.add("expands")
        return ""
    except Exception:
        outcome.notes.add("damaged")
        return ""


def _fields(reader: Any, outcome: Outcome) -> None:
    try:
        stated = dict(reader.metadata or {})
    except MemoryError:
        raise
    except Exception:
        outcome.notes.add("damaged")
        return
    for wanted, into in (
        (_AUTHORS, outcome.authors),
        (_TIMES, outcome.times),
        (_PROGRAMS, outcome.programs),
    ):
        for name in wanted:
            try:
                text = clean(str(stated.get(name) or ""))
            except Exception:
                text = ""
            if text:
                into.append((name[1:], text))


def _revisions(data: bytes) -> int:
    """How often it was written; what an earlier revision showed is still in it."""
    count = data.count(b"startxref")
    return max(1, count - (b"/Linearized" in data[:1024]))


def _rehearse() -> None:
    """Read a page in each kind of font, so that nothing is left to be loaded."""
    outcome = Outcome()
    for page in read(sample(), outcome):
        del page


def sample() -> bytes:
    """A PDF of one page, as small as can be; the tests read it too."""
    content = b"BT /F1 12 Tf 72 720 Td (rehearsal) Tj /F2 9 Tf <00410042> Tj ET"
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources 7 0 R>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        b"<</Type/Font/Subtype/Type0/Encoding/Identity-H/DescendantFonts[8 0 R]>>",
        b"<</Font<</F1 5 0 R/F2 6 0 R>>>>",
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/A/DW 500>>",
    )
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<</Size %d/Root 1 0 R/Info<</Author(A)>>>>\n" % (len(objects) + 1)
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % table)
