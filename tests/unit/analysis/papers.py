# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Documents of every family, written byte by byte for the tests."""

from __future__ import annotations

import io
import zipfile
import zlib

WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
SHEET = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATION = (
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
CORE = (
    '<cp:coreProperties xmlns:cp="c" xmlns:dc="d" xmlns:dcterms="t">'
    "<dc:creator>А. Писарь</dc:creator><cp:lastModifiedBy>Second</cp:lastModifiedBy>"
    "<dcterms:created>2021-03-05T05:06:07Z</dcterms:created></cp:coreProperties>"
)
OPEN = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
)


def archive(members: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members.items():
            # OpenDocument's first member is told by its bytes as they lie.
            form = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            made.writestr(zipfile.ZipInfo(name), data, form)
    return out.getvalue()


def docx(
    body: str, more: dict[str, str | bytes] | None = None, head: str = ""
) -> bytes:
    """A Word file; `body` is what stands in `w:body`."""
    main = f"{head}<w:document {WORD}><w:body>{body}</w:body></w:document>"
    types = "<Types/>"
    return archive(
        {
            "[Content_Types].xml": types,
            "word/document.xml": main,
            "docProps/core.xml": CORE,
            **(more or {}),
        }
    )


def paragraph(*runs: str) -> str:
    return "<w:p>" + "".join(f"<w:r><w:t>{run}</w:t></w:r>" for run in runs) + "</w:p>"


def xlsx(rows: str, *, styles: str = "", strings: tuple[str, ...] = ()) -> bytes:
    """An Excel file of one sheet named `Список`, and a hidden one."""
    book = (
        f"<workbook {SHEET} {RELATION}><sheets>"
        '<sheet name="Список" sheetId="1" r:id="rId1"/>'
        '<sheet name="Hidden" sheetId="2" state="hidden" r:id="rId2"/>'
        "</sheets></workbook>"
    )
    places = "".join(
        f'<Relationship Id="rId{n}" Target="worksheets/sheet{n}.xml"/>' for n in (1, 2)
    )
    items = "".join(f"<si><t>{text}</t></si>" for text in strings)
    hidden = '<row r="1"><c r="A1" t="inlineStr"><is><t>behind</t></is></c></row>'
    return archive(
        {
            "xl/workbook.xml": book,
            "xl/_rels/workbook.xml.rels": f"<Relationships>{places}</Relationships>",
            "xl/styles.xml": f"<styleSheet {SHEET}>{styles}</styleSheet>",
            "xl/sharedStrings.xml": f"<sst {SHEET}>{items}</sst>",
            "xl/worksheets/sheet1.xml": _sheet(rows),
            "xl/worksheets/sheet2.xml": _sheet(hidden),
        }
    )


def _sheet(rows: str) -> str:
    return f"<worksheet {SHEET}><sheetData>{rows}</sheetData></worksheet>"


def odt(body: str, kind: str = "text", manifest: str = "<m/>") -> bytes:
    content = (
        f"<office:document-content {OPEN}><office:body>{body}</office:body>"
        "</office:document-content>"
    )
    return archive(
        {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}",
            "content.xml": content,
            "meta.xml": '<m xmlns:meta="m"><meta:generator>Office</meta:generator></m>',
            "META-INF/manifest.xml": manifest,
        }
    )


def pdf(*pages: str, fields: str = "/Author(A. Writer)") -> bytes:
    """A PDF of pages of ASCII text."""
    count = len(pages)
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(count))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {count}>>".encode(),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    for number, text in enumerate(pages):
        content = zlib.compress(f"BT /F1 12 Tf 72 700 Td ({text}) Tj ET".encode())
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents %d 0 R"
            b"/Resources<</Font<</F1 3 0 R>>>>>>" % (5 + 2 * number)
        )
        objects.append(
            b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream"
            % (len(content), content)
        )
    return assembled(objects, fields)


def assembled(objects: list[bytes], fields: str = "", trailer: str = "") -> bytes:
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    end = (
        f"trailer\n<</Size {len(objects) + 1}/Root 1 0 R/Info<<{fields}>>{trailer}>>\n"
    )
    return bytes(out + end.encode() + b"startxref\n%d\n%%%%EOF\n" % table)


RTF = (
    rb"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fcharset0 Times;}{\f1\fcharset204 "
    rb"Times;}}{\info{\author \'c0. \'cf\'e8\'f1\'e0\'f0\'fc}{\creatim\yr2021\mo3"
    rb"\dy5\hr8\min6}}{\pict\pngblip 89504e47}\f1 \'c2\'fb\'e7\'e2\'e0\'eb\par "
    rb"\u1044?\u1077?\'e6\'f3\'f0\'ed\'fb\'e9\page Second {\*\hidden not this}page}"
)
