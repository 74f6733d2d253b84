# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
r"""One value as the text of one cell, and back, equal; harmless in a spreadsheet.

What holds: nothing known is an empty cell, "nobody knows" is `?`. The parts of a list
are parted by `|`; a backslash comes before a `|`, a backslash or a lone `?` that is
meant as such, and `\r` and `\0` stand for what programs swallow. A part of an item is
`item:stream@start-end#left,upper,width,height`, its times exact fractions of a second.
A cell that a spreadsheet would reckon with begins with an apostrophe, taken off again
when it is read; so does one that begins with an apostrophe itself.

    >>> cell(["a", "b|c"], many=True)
    'a|b\\|c'
    >>> guarded("=1+1")
    "'=1+1"
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from witnessbox.base.errors import UnusableError
from witnessbox.model.field import UNKNOWN, Field, Takes

NOBODY_KNOWS = "?"
MAX_CELL = 4 << 20

_FORMULA = "=+-@＝＋－＠"
_SPAN = re.compile(
    r"(?P<item>[a-z]{1,2}-[0-9a-f]{32})(?::(?P<stream>\d{1,9}))?"
    r"(?:@(?P<start>-?\d+/\d+)(?:-(?P<end>-?\d+/\d+))?)?"
    r"(?:#(?P<region>-?\d{1,9},-?\d{1,9},-?\d{1,9},-?\d{1,9}))?"
)
_ESCAPES = {"\\": "\\", "|": "|", "?": "?", "r": "\r", "0": "\0"}


def of(field: Field, value: Any) -> str:
    """The text of a field's value; an absent one is empty."""
    if value is None:
        return ""
    if value == UNKNOWN:
        return NOBODY_KNOWS
    if field.many:
        return cell([_one(field, part) for part in value], many=True)
    return cell([_one(field, value)], many=False)


def read(field: Field, text: str) -> Any:
    """The value of a cell; None where it is empty.

    Raises:
        ValueError: The text is no value of this field.
    """
    if not text:
        return None
    if text == NOBODY_KNOWS:
        return dict(UNKNOWN)
    parts = parted(text, many=field.many)
    values = [_back(field, part) for part in parts]
    return values if field.many else values[0]


def cell(parts: Sequence[str], *, many: bool) -> str:
    """Parts joined by `|`, each escaped."""
    escaped = [_escaped(part, many=many) for part in parts]
    return "|".join(escaped)


def parted(text: str, *, many: bool) -> list[str]:
    """The parts of a cell.

    Raises:
        ValueError: A backslash stands before what it never does.
    """
    parts, part, escape = [], [], False
    for sign in text:
        if escape:
            if sign not in _ESCAPES:
                raise ValueError("a backslash before what needs none")
            part.append(_ESCAPES[sign])
            escape = False
        elif sign == "\\":
            escape = True
        elif sign == "|" and many:
            parts.append("".join(part))
            part = []
        else:
            part.append(sign)
    if escape:
        raise ValueError("a backslash at the end")
    return [*parts, "".join(part)]


def guarded(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    bare = text.lstrip()
    risky = text[:1] in ("\t", "\r", "\n", "'") or (bare and bare[0] in _FORMULA)
    return f"'{text}" if risky else text


def unguarded(text: str) -> str:
    """A cell as it was before it was guarded."""
    return text.removeprefix("'")


def sheet(
    columns: Sequence[str],
    rows: Iterable[Mapping[str, str]],
    bare: Collection[str] = (),
) -> bytes:
    """A CSV file, every cell quoted, and guarded but for columns of `bare` numbers."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        cells = ((name, row.get(name, "")) for name in columns)
        writer.writerow([one if name in bare else guarded(one) for name, one in cells])
    return out.getvalue().encode("utf-8-sig")


def rows_of(text: str) -> list[tuple[int, dict[str, str]]]:
    """The rows of a CSV file, each with its line's number, unguarded.

    Raises:
        UnusableError: It is none, or a column has no name or one twice.
    """
    csv.field_size_limit(MAX_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    found: list[tuple[int, dict[str, str]]] = []
    try:
        columns = next(reader, [])
        if not columns or len(set(columns)) != len(columns) or "" in columns:
            raise UnusableError("The columns of a CSV file need names of their own.")
        for line in reader:
            if len(line) > len(columns):
                raise UnusableError(f"Line {reader.line_num} has too many cells.")
            named = zip(columns, map(unguarded, line), strict=False)
            found.append((reader.line_num, dict(named)))
    except csv.Error as error:
        raise UnusableError("The file is not CSV that can be read.") from error
    return found


def _escaped(text: str, *, many: bool) -> str:
    if text == NOBODY_KNOWS:
        return "\\?"
    told = text.replace("\\", "\\\\").replace("\r", "\\r").replace("\0", "\\0")
    return told.replace("|", "\\|") if many else told


def _one(field: Field, value: Any) -> str:
    if field.takes is Takes.FLAG:
        return "yes" if value else "no"
    if field.takes in (Takes.SPAN, Takes.SPANS):
        return span(value)
    return str(value)


def _back(field: Field, text: str) -> Any:
    if field.takes is Takes.FLAG:
        if text not in ("yes", "no"):
            raise ValueError("neither yes nor no")
        return text == "yes"
    if field.takes is Takes.NUMBER:
        if not re.fullmatch(r"-?[0-9]{1,18}", text):
            raise ValueError("no whole number")
        return int(text)
    if field.takes in (Takes.SPAN, Takes.SPANS):
        return span_of(text)
    return text


def span(value: Mapping[str, Any]) -> str:
    """A part of an item as text."""
    told = str(value["item"])
    if value["stream"] is not None:
        told += f":{value['stream']}"
    if value["start"] is not None:
        told += "@{}/{}".format(*value["start"])
        if value["end"] is not None:
            told += "-{}/{}".format(*value["end"])
    if value["region"] is not None:
        told += "#" + ",".join(map(str, value["region"]))
    return told


def span_of(text: str) -> dict[str, Any]:
    """A part of an item from its text.

    Raises:
        ValueError: It is none.
    """
    match = _SPAN.fullmatch(text)
    if match is None:
        raise ValueError("no part of an item")

    def pair(told: str | None) -> list[int] | None:
        return None if told is None else [int(part) for part in told.split("/")]

    stream, region = match["stream"], match["region"]
    return {
        "item": match["item"],
        "stream": None if stream is None else int(stream),
        "start": pair(match["start"]),
        "end": pair(match["end"]),
        "region": None if region is None else [int(n) for n in region.split(",")],
    }
