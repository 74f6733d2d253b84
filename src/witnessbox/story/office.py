# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Papers of the colony's office: staff roster (XLSX) and staff list.

What holds: XLSX is written by hand in its smallest form, with fixed dates, so
that the same story gives the same bytes.
"""

from __future__ import annotations

import io
import zipfile
from datetime import date
from xml.sax.saxutils import escape

from witnessbox.story.cast import BY_KEY, POSTS

_RANKS = {
    "shcheglov": "полковник",
    "tsvetkov": "майор",
    "khmelyov": "лейтенант",
    "gai_warder": "прапорщик",
    "doctor": "вольнонаёмная",
    "ryabinov": "—",
}
_TITLES = {
    "Head of the colony": "Начальник учреждения",
    "Deputy head, security": "Зам. начальника по безопасности",
    "Shift officer, block 2": "Дежурный по отряду 2",
    "Ensign, gate": "Младший инспектор, КПП-1",
    "Duty doctor": "Дежурный врач",
    "Deputy head of the regional directorate": "Зам. начальника управления",
}
_UNITS = {
    "K-9": "ИК-9",
    "K-4": "ИК-4",
    "K-9 hospital": "ИК-9, санчасть",
    "Region": "Управление",
}
_ZIP_DATE = (2024, 3, 11, 9, 0, 0)


def _rows() -> list[list[str]]:
    rows = [["№", "Ф.И.О.", "Звание", "Должность", "Учреждение", "С", "По"]]
    for number, post in enumerate(POSTS, 1):
        until = f"{post.until:%d.%m.%Y}" if post.until else ""
        rows.append(
            [
                str(number),
                BY_KEY[post.person].russian,
                _RANKS[post.person],
                _TITLES[post.title],
                _UNITS[post.unit],
                f"{post.since:%d.%m.%Y}",
                until,
            ]
        )
    return rows


def roster() -> bytes:
    """The staff roster as XLSX."""
    cells = []
    for y, row in enumerate(_rows(), 1):
        line = "".join(
            f'<c r="{chr(65 + x)}{y}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'
            for x, text in enumerate(row)
        )
        cells.append(f'<row r="{y}">{line}</row>')
    parts = _workbook("".join(cells))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, text in parts.items():
            info = zipfile.ZipInfo(name, _ZIP_DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            file.writestr(info, text.encode())
    return out.getvalue()


_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats"


def _link(kind: str, target: str) -> str:
    return (
        f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{_LINKS}/{kind}" Target="{target}"/>'
        "</Relationships>"
    )


def _workbook(rows: str) -> dict[str, str]:
    """The five parts of the smallest XLSX."""
    sheet = f"{_KIND}-officedocument.spreadsheetml"
    types = (
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        f'ContentType="{_KIND}-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/xl/workbook.xml" '
        f'ContentType="{sheet}.sheet.main+xml"/>'
        '<Override PartName="/xl/worksheets/sheet1.xml" '
        f'ContentType="{sheet}.worksheet+xml"/></Types>'
    )
    book = (
        f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_LINKS}"><sheets>'
        '<sheet name="Штат" sheetId="1" r:id="r1"/></sheets></workbook>'
    )
    return {
        "[Content_Types].xml": types,
        "_rels/.rels": _link("officeDocument", "xl/workbook.xml"),
        "xl/workbook.xml": book,
        "xl/_rels/workbook.xml.rels": _link("worksheet", "worksheets/sheet1.xml"),
        "xl/worksheets/sheet1.xml": (
            f'{_XML}<worksheet xmlns="{_MAIN}"><sheetData>{rows}'
            "</sheetData></worksheet>"
        ),
    }


def staff_list() -> bytes:
    """The list of who was on duty on 11 March: the major is no longer there."""
    day = date(2024, 3, 11)
    lines = ["СПИСОК ЛИЧНОГО СОСТАВА ИК-9", f"по состоянию на {day:%d.%m.%Y}", ""]
    number = 0
    for post in POSTS:
        if post.unit not in ("K-9", "K-9 hospital") or post.since > day:
            continue
        if post.until and post.until < day:
            continue
        number += 1
        lines.append(f"{number}. {BY_KEY[post.person].russian}, {_TITLES[post.title]}")
    lines += ["", "Зам. начальника по безопасности: ВАКАНТ с 10.03.2024", ""]
    return "\r\n".join(lines).encode("utf-8-sig")
