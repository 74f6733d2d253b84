# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.media import clips

from witnessbox.media import documents, formats

OPEN = "application/vnd.oasis.opendocument."


def archive(*names: str, padding: int = 0) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name in names:
            made.writestr(name, bytes(padding))
    return out.getvalue()


def open_document(kind: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("mimetype", OPEN + kind)
        made.writestr("content.xml", "<x/>")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", formats.PDF),
        (b"\xef\xbb\xbf\n%PDF-1.4", formats.PDF),
        (b"{\\rtf1\\ansi}", formats.RTF),
        (archive("[Content_Types].xml", "word/document.xml"), formats.DOCX),
        (archive("xl/workbook.xml"), formats.XLSX),
        (open_document("text"), formats.ODT),
        (open_document("spreadsheet"), formats.ODS),
        (archive("letters/one.txt"), None),
        (documents.OLE + bytes(600) + "WordDocument".encode("utf-16-le"), formats.DOC),
        (documents.OLE + bytes(900), None),
        (clips.film(0.1), None),
        (clips.film(0.1)[:40] + b"%PDF-1.7 word/document", None),
        (b"", None),
    ],
)
def test_a_document_is_told_by_its_beginning(data: bytes, expected: str | None) -> None:
    assert documents.kind(data[:65536]) == expected


def test_an_archive_that_lists_its_members_late_is_told_by_its_end() -> None:
    data = archive("media/film", "word/document.xml", padding=200_000)
    assert documents.kind(data[:65536]) is None
    assert documents.kind(data[:65536], data[-documents.TAIL :]) == formats.DOCX


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<!DOCTYPE html>\n<p>words", formats.HTML),
        ("\n<HTML><body>words", formats.HTML),
        ("a;b\n1;2\n3;4\n5;6\n", formats.CSV),
        ("a,b,c\n1,2,3\n3,4,5\n5,6,7\n", formats.CSV),
        ("one, two\nthree, four\nfive, six\nseven, eight", formats.TEXT),
        ("a;b", formats.TEXT),
        ("Вызвал дежурный.\nОн ушёл.\nВсё.\n", formats.TEXT),
    ],
)
def test_texts_are_told_by_their_form(text: str, expected: str) -> None:
    assert documents.text_kind(text.encode()) == expected
    assert documents.text_kind(text.encode("utf-16")) == expected


@given(first=st.binary(max_size=200), last=st.binary(max_size=50))
def test_any_bytes_have_a_type_of_the_list(first: bytes, last: bytes) -> None:
    assert documents.kind(first, last) in (None, *formats.DOCUMENT_TYPES)
    assert documents.text_kind(first) in formats.DOCUMENT_TYPES
