# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Documents that are made to harm their reader, and documents changed at random."""

from __future__ import annotations

import zlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.unit.analysis import papers
from tests.unit.analysis.papers import paragraph
from tests.unit.analysis.test_documents import RUSSIAN, found, notes, values

BILLION = (
    '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
)
OUTSIDE = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("head", [BILLION, OUTSIDE, "<!DOCTYPE a SYSTEM 'x'>"])
def test_entities_are_refused(head: str) -> None:
    data = papers.docx(paragraph("&x;"), head=head)
    assert "entities" in notes(data)
    assert values(found(data), "page") == []


def test_bombs_are_refused() -> None:
    bomb = b"<a>" + b" " * (40 << 20) + b"</a>"
    data = papers.docx("", {"word/document.xml": bomb})
    assert len(data) < 1 << 20
    assert "expands" in notes(data)
    deep = papers.docx("<w:p>" * 5000)
    assert "damaged" in notes(deep)
    stream = b"\0" * (17 << 20)
    packed = zlib.compress(stream)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<<>>>>>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream"
        % (len(packed), packed),
    ]
    assert "expands" in notes(papers.assembled(objects))


def test_what_asks_for_a_password_says_so() -> None:
    secret = "<m><encryption-data/></m>"
    assert notes(papers.odt("<a/>", manifest=secret)) == ["encrypted"]
    locked = papers.assembled(
        [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>"],
        trailer=(
            "/ID[<00><00>]/Encrypt<</Filter/Standard/V 1/R 2/P -4"
            f"/O<{'00' * 32}>/U<{'00' * 32}>>>"
        ),
    )
    assert notes(locked) == ["encrypted"]


def test_what_is_no_document_gives_nothing() -> None:
    assert found(b"\x00\x01\x02" * 99) == []
    assert found(b"") == []
    assert found(papers.archive({"a.txt": "words"})) == []
    word = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    assert notes(word + "WordDocument".encode("utf-16-le")) == ["not-readable"]


SAMPLES = [
    papers.docx(paragraph("Вызвал")),
    papers.xlsx('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', strings=("a",)),
    papers.odt("<office:text><text:p>a</text:p></office:text>"),
    papers.pdf("First", "Second"),
    papers.RTF,
    b"<!doctype html><p>words<script>x</script>",
    RUSSIAN.encode("koi8-r"),
]


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    sample=st.sampled_from(SAMPLES),
    changes=st.lists(
        st.tuples(st.integers(8, 1 << 20), st.integers(0, 255)), max_size=12
    ),
    cut=st.integers(0, 1 << 20),
)
def test_a_changed_document_never_raises(
    sample: bytes, changes: list[tuple[int, int]], cut: int
) -> None:
    data = bytearray(sample)
    for place, value in changes:
        data[place % len(data)] = value
    found(bytes(data[: len(data) - cut % len(data)]) if cut % 3 == 0 else bytes(data))


@settings(max_examples=200, deadline=None)
@given(
    body=st.text(st.sampled_from(r"\{}'uapr* f0123456789-abcdef" + "\n"), max_size=300)
)
def test_any_rich_text_is_read(body: str) -> None:
    found(b"{\\rtf1" + body.encode())


@settings(max_examples=200, deadline=None)
@given(body=st.text(max_size=300))
def test_any_html_is_read(body: str) -> None:
    found(b"<html>" + body.encode("utf-8", "replace"))
