# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from tests.unit.analysis import papers
from tests.unit.analysis.containers import opened
from tests.unit.analysis.papers import paragraph

from witnessbox.analysis import document_pdf, running
from witnessbox.analysis.document_pages import MAX_PIECE, MAX_TEXT
from witnessbox.analysis.documents import Documents
from witnessbox.analysis.stage import About
from witnessbox.model.finding import Finding

RUSSIAN = "Вызвал дежурный. Он спросил, кто написал жалобу, и сказал подождать."
STAGE = Documents()
STAGE.load({})


def found(data: bytes) -> list[Finding]:
    about = About("document", "text/plain")
    findings = list(STAGE.watch(about).file(opened(data)))
    assert all(running.holds(one) for one in findings)
    return findings


def values(findings: Sequence[Finding], kind: str) -> list[dict[str, Any]]:
    return [dict(one.value) for one in findings if one.kind == kind]


def text(data: bytes) -> str:
    return "\n".join(str(page["text"]) for page in values(found(data), "page"))


def notes(data: bytes) -> list[str]:
    (summary,) = values(found(data), "summary")
    kept: list[str] = summary["notes"]
    return kept


@pytest.mark.parametrize(
    ("encoding", "written"),
    [
        ("cp1251", "cp1251"),
        ("koi8-r", "koi8-r"),
        ("iso8859-5", "iso8859-5"),
        ("mac-cyrillic", "mac-cyrillic"),
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16-le"),
    ],
)
def test_a_russian_text_reads_in_any_encoding(encoding: str, written: str) -> None:
    findings = found(RUSSIAN.encode(encoding))
    assert values(findings, "page") == [{"number": 1, "text": RUSSIAN}]
    (summary,) = values(findings, "summary")
    assert summary["encoding"] == written
    assert summary["language"] == "ru"
    assert summary["words"] == 10


def test_the_script_tells_the_language_as_far_as_it_can() -> None:
    def guess(words: str) -> str:
        (summary,) = values(found(words.encode()), "summary")
        return str(summary["language"])

    assert guess("Ув'язнених викликали, їхні імена відомі") == "uk"
    assert guess("The duty officer called him in") == "und-Latn"
    assert guess("استدعاه الضابط المناوب") == "und-Arab"
    assert guess("2021 03 05") == ""


def test_a_long_text_is_cut_into_pieces_and_then_cut_off() -> None:
    line = 'Он сказал: "нет"\t\\\n'
    data = (line * 100_000).encode()
    pages = values(found(data), "page")
    assert len(pages) > 10
    assert all(len(page["text"].encode()) <= MAX_PIECE for page in pages)
    assert sum(len(page["text"].encode()) for page in pages) <= MAX_TEXT
    assert [page.get("piece", 1) for page in pages] == list(range(1, len(pages) + 1))
    assert "cut" in notes(data)
    assert (
        "".join(page["text"] for page in pages)
        == data.decode()[: sum(len(page["text"]) for page in pages)]
    )


def test_what_turns_a_line_around_is_taken_out() -> None:
    assert text("pay \u202e001\u202c now\x00\x1b[1m".encode() + b"\n") == ""
    assert text("pay \u202e001\u202c now\r\nmore".encode()) == "pay 001 now\nmore"


def test_a_page_of_html_gives_its_words_and_nothing_hidden() -> None:
    page = (
        "<!DOCTYPE html><html><head><meta name='author' content='A. Writer'>"
        "<title>no</title></head><body><script>alert(1)</script><!-- no -->"
        "<h1>Жалоба</h1><p>Вызвал&nbsp;дежурный &amp; ушёл<br>5 &lt; 6</p>"
        "<img src='http://example.invalid/x'><style>p{}</style>"
        "<tr><td>a<td>b</tr>"
    )
    data = f"<meta charset=windows-1251>{page}".encode("cp1251")
    findings = found(data)
    assert text(data) == "Жалоба\nВызвал\xa0дежурный & ушёл\n5 < 6\na\tb"
    assert values(findings, "author") == [{"field": "author", "text": "A. Writer"}]


def test_unclosed_markup_ends() -> None:
    for part in ("<!--", "<script>", "<", "<a ", "&", "&#" + "9" * 9000):
        found(b"<!doctype html>" + part.encode() * 20_000)


def test_rich_text_reads_by_the_encoding_of_its_font() -> None:
    findings = found(papers.RTF)
    assert [page["text"] for page in values(findings, "page")] == [
        "Вызвал\nДежурный",
        "Second page",
    ]
    assert values(findings, "author") == [{"field": "author", "text": "А. Писарь"}]
    assert values(findings, "written")[0]["text"] == "2021-03-05T08:06"


def test_a_letter_of_two_halves_is_one() -> None:
    assert text(rb"{\rtf1 \u-10179?\u-8704? a}") == "\U0001f600 a"


def test_a_word_file_gives_pages_notes_and_what_was_deleted() -> None:
    body = (
        paragraph("Вызвал ", "дежурный")
        + '<w:p><w:pPr><w:tabs><w:tab w:val="left"/></w:tabs></w:pPr></w:p>'
        + "<w:tbl><w:tr><w:tc>" + paragraph("a") + "</w:tc></w:tr></w:tbl>"
        + '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
        + "<w:p><w:r><w:lastRenderedPageBreak/><w:t>Second</w:t></w:r>"
        + "<w:del><w:r><w:delText>the name</w:delText></w:r></w:del></w:p>"
    )  # fmt: skip
    comments = f"<w:comments {papers.WORD}>{paragraph('Who is this?')}</w:comments>"
    findings = found(papers.docx(body, {"word/comments.xml": comments}))
    pages = values(findings, "page")
    assert pages[0]["text"].startswith("Вызвал дежурный\n")
    assert "\t\n" in pages[0]["text"] + "\n"
    assert pages[1] == {"number": 2, "text": "Second"}
    assert pages[2] == {"number": 3, "text": "Who is this?", "title": "comments"}
    assert pages[3] == {"number": 4, "text": "the name", "title": "deleted"}
    assert {"field": "creator", "text": "А. Писарь"} in values(findings, "author")
    assert values(findings, "written")[0] == {
        "field": "created",
        "text": "2021-03-05T05:06:07Z",
        "zone": True,
    }


def test_a_table_gives_cells_dates_and_hidden_sheets() -> None:
    styles = (
        '<numFmts><numFmt numFmtId="164" formatCode="dd\\.mm\\.yyyy"/></numFmts>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="22"/></cellXfs>'
    )
    rows = (
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="D1"><v>7</v></c></row>'
        '<row r="2"><c r="A2" s="1"><v>44260</v></c><c r="B2" s="2"><v>44260.25</v></c>'
        '<c r="C2" t="str"><f>A1</f><v>last</v></c></row>'
    )
    pages = values(
        found(papers.xlsx(rows, styles=styles, strings=("Фамилия",))), "page"
    )
    assert pages == [
        {
            "number": 1,
            "title": "Список",
            "text": "Фамилия\t\t\t7\n2021-03-05\t2021-03-05 06:00:00\tlast",
        },
        {"number": 2, "title": "Hidden", "text": "behind"},
    ]


def test_open_documents_are_read() -> None:
    body = (
        "<office:text><text:p>Вызвал<text:s text:c='2'/>дежурный</text:p>"
        "<text:soft-page-break/><text:h>Next<text:tab/>line</text:h></office:text>"
    )
    findings = found(papers.odt(body))
    assert [page["text"] for page in values(findings, "page")] == [
        "Вызвал  дежурный",
        "Next\tline",
    ]
    assert values(findings, "encoder") == [{"field": "generator", "text": "Office"}]
    sheet = (
        '<office:spreadsheet><table:table table:name="One"><table:table-row>'
        "<table:table-cell><text:p>a</text:p></table:table-cell></table:table-row>"
        "</table:table></office:spreadsheet>"
    )
    (page,) = values(found(papers.odt(sheet, "spreadsheet")), "page")
    assert page["title"] == "One"


def test_a_pdf_gives_its_pages_by_their_numbers() -> None:
    data = papers.pdf(
        "First page", "", "Third", fields="/CreationDate(D:20210305080607+03'00')"
    )
    findings = found(data)
    assert [(p["number"], p["text"]) for p in values(findings, "page")] == [
        (1, "First page"),
        (3, "Third"),
    ]
    (when,) = values(findings, "written")
    assert when["text"] == "2021-03-05T08:06:07+03:00"
    (summary,) = values(findings, "summary")
    assert (summary["pages"], summary["blank"], summary["revisions"]) == (2, 1, 1)


def test_the_library_rehearses_on_a_page_that_it_can_read() -> None:
    assert "rehearsal" in text(document_pdf.sample())
