# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Which kind of document a file is, by its bytes; nothing is parsed here.

What holds: a magic counts only at the very start, so that no film is taken for
a document because of what someone put into it. An archive is an office
document if it begins as one and names a member that all of that kind have, in
its first or last 64 KiB. Of texts, HTML and tables are told by their form.
"""

from __future__ import annotations

from witnessbox.media import formats

TAIL = 1 << 16
"""Bytes from the end in which an archive lists its members."""
ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BOM = b"\xef\xbb\xbf"
_MEMBERS = (
    (b"word/document", formats.DOCX),
    (b"xl/workbook", formats.XLSX),
    (b"mimetypeapplication/vnd.oasis.opendocument.text", formats.ODT),
    (b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet", formats.ODS),
)
_STREAMS = (
    ("WordDocument".encode("utf-16-le"), formats.DOC),
    ("Workbook".encode("utf-16-le"), formats.XLS),
)
_SEPARATORS = (";", "\t", ",", "|")
_TABLE_LINES = 3
_MAX_LINES = 20


def kind(first: bytes, tail: bytes = b"") -> str | None:
    """The media type of a document that is no plain text; None for anything else.

    Args:
        first: The file's beginning.
        tail: Its end, of use for archives only.
    """
    start = first[:1024].removeprefix(_BOM).lstrip()
    if start.startswith(b"%PDF-"):
        return formats.PDF
    if start.startswith(b"{\\rtf"):
        return formats.RTF
    if first.startswith(ZIP):
        return next((t for name, t in _MEMBERS if name in first or name in tail), None)
    if first.startswith(OLE):
        return next((t for name, t in _STREAMS if name in first or name in tail), None)
    return None


def text_kind(first: bytes) -> str:
    """The media type of a file that reads as text."""
    if first[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = first.decode("utf-16", "replace")
    else:
        text = first.decode("latin-1")
    start = text[:1024].lower()
    if "<html" in start or "<!doctype html" in start:
        return formats.HTML
    return formats.CSV if _is_table(text) else formats.TEXT


def _is_table(text: str) -> bool:
    """Whether the first lines are all cut into equally many parts."""
    lines = [line for line in text[:16_384].splitlines()[:_MAX_LINES] if line.strip()]
    # The last line of a sample may be cut.
    lines = lines[:-1] if len(lines) > _TABLE_LINES else lines
    if len(lines) < _TABLE_LINES:
        return False
    for separator in _SEPARATORS:
        counts = {line.count(separator) for line in lines}
        # A comma in each of three lines is prose; two in each are hardly.
        if len(counts) == 1 and min(counts) >= (2 if separator == "," else 1):
            return True
    return False
