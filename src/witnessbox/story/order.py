# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Order 14, as PDF with its letters embedded.

What holds: the file is written by hand in its smallest form, with a fixed date,
so that the same story gives the same bytes.
"""

from __future__ import annotations

import zlib
from importlib import resources

ORDER_14 = (
    "МИНИСТЕРСТВО НАКАЗАНИЙ СЕВЕРИИ",
    "ИК-9 «БЕЛЫЙ РУЧЕЙ»",
    "",
    "ПРИКАЗ № 14",
    "06.03.2024",
    "",
    "О привлечении осуждённых к работам в ночное время",
    "",
    "1. С 25 февраля 2024 г. привлекать осуждённых отряда 2",
    "   к погрузке и учёту передач с 22:00 до 06:00.",
    "2. Табель учёта рабочего времени по данным работам не вести.",
    "3. Передачи, поступившие в отряд 2, принимать на склад",
    "   по журналу. Ответственный: лейтенант Хмелёв В. А.",
    "4. Контроль возложить на майора Цветкова И. Ю.",
    "",
    "Начальник                      полковник Щеглов А. Ф.",
)
"""The order's lines, as they stand on paper."""


def order() -> bytes:
    """Order 14 as PDF, its letters embedded."""
    data = (resources.files("witnessbox.story") / "fonts" / "mono.ttf").read_bytes()

    used = sorted({letter for line in ORDER_14 for letter in line})
    # The page names letters by numbers of our own; the map tells which are which.
    number = {letter: index + 1 for index, letter in enumerate(used)}
    drawn = ["BT /F1 11 Tf 16 TL 70 760 Td"]
    for line in ORDER_14:
        codes = "".join(f"{number[letter]:04X}" for letter in line)
        drawn.append(f"<{codes}> Tj T*")
    drawn.append("ET")

    to_unicode = "\n".join(
        f"<{code:04X}> <{ord(letter):04X}>" for letter, code in number.items()
    )
    glyphs = _glyph_numbers(data, used)
    gids = b"\0\0" + b"".join(gid.to_bytes(2, "big") for gid in glyphs)
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "/CMapName /W def /CMapType 2 def 1 begincodespacerange <0000> <FFFF> "
        f"endcodespacerange\n{len(used)} beginbfchar\n{to_unicode}\nendbfchar\n"
        "endcmap end end"
    )
    font = "WBOXAA+WitnessboxTypewriter"
    return _pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            (
                b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] "
                b"/Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>"
            ),
            _stream("\n".join(drawn).encode()),
            f"<< /Type /Font /Subtype /Type0 /BaseFont /{font} /Encoding /Identity-H "
            "/DescendantFonts [6 0 R] /ToUnicode 9 0 R >>".encode(),
            f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{font} /CIDSystemInfo "
            "<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /DW 600 "
            "/FontDescriptor 7 0 R /CIDToGIDMap 10 0 R >>".encode(),
            f"<< /Type /FontDescriptor /FontName /{font} /Flags 5 /FontBBox "
            "[0 -250 600 1025] /ItalicAngle 0 /Ascent 1025 /Descent -275 "
            "/CapHeight 698 /StemV 80 /FontFile2 8 0 R >>".encode(),
            _stream(data),
            _stream(cmap.encode()),
            _stream(gids),
            b"<< /Title (Prikaz 14) /CreationDate (D:20240306173000+05'00') >>",
        ]
    )


def _glyph_numbers(data: bytes, letters: list[str]) -> list[int]:
    """A TrueType file's glyph numbers, from its format-4 character map."""

    def u16(at: int) -> int:
        return int.from_bytes(data[at : at + 2], "big")

    tables = {
        data[12 + 16 * k : 16 + 16 * k]: int.from_bytes(
            data[20 + 16 * k : 24 + 16 * k], "big"
        )
        for k in range(u16(4))
    }
    start = tables[b"cmap"]
    sub = next(
        start + int.from_bytes(data[start + 8 + 8 * k : start + 12 + 8 * k], "big")
        for k in range(u16(start + 2))
        if u16(
            start + int.from_bytes(data[start + 8 + 8 * k : start + 12 + 8 * k], "big")
        )
        == 4
    )
    count = u16(sub + 6) // 2
    found = []
    for letter in letters:
        code, glyph = ord(letter), 0
        for k in range(count):
            if code > u16(sub + 14 + 2 * k):
                continue
            first = u16(sub + 16 + 2 * count + 2 * k)
            delta = u16(sub + 16 + 4 * count + 2 * k)
            at = sub + 16 + 6 * count + 2 * k
            if code >= first:
                offset = u16(at)
                glyph = u16(at + offset + 2 * (code - first)) if offset else code
                glyph = (glyph + delta) % 65536 if glyph else 0
            break
        found.append(glyph)
    return found


def _stream(content: bytes) -> bytes:
    packed = zlib.compress(content, 9)
    head = f"<< /Length {len(packed)} /Filter /FlateDecode >>\nstream\n".encode()
    return head + packed + b"\nendstream"


def _pdf(things: list[bytes]) -> bytes:
    out = b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n"
    places = []
    for number, thing in enumerate(things, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + thing + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(things) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    out += (
        f"trailer << /Size {len(things) + 1} /Root 1 0 R /Info {len(things)} 0 R >>\n"
        f"startxref\n{start}\n%%EOF\n"
    ).encode()
    return out
