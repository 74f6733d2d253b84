# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Uwazi's CSV as rows: our own exports, and sheets that are named as our kinds are.

What holds: a field that we wrote reads back equal. A range of dates may be parted by
`:`, as it is imported, or by `~`, as Uwazi itself exports it. A related entity is
found by its title among those of the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from witnessbox.base.errors import UnusableError
from witnessbox.model import dating, kinds
from witnessbox.model.field import UNKNOWN, Field, Takes
from witnessbox.model.kind import Kind
from witnessbox.release import exchange_cells as cells
from witnessbox.release.exchange_uwazi import (
    ADDRESS,
    GEO,
    MARKING,
    OWN,
    RANGE,
    STATED,
    TITLE,
    TITLED,
    UNKNOWNS,
)
from witnessbox.release.exchanged import Read, Row, text_of, too_many, unzipped

_OURS = (TITLE, OWN, MARKING, UNKNOWNS, GEO, f"where{ADDRESS}")
"""Columns that are no fields."""
_RANGE = re.compile(r"(\d{4}-\d{2}-\d{2})[:~](\d{4}-\d{2}-\d{2})")


def read(untrusted: bytes, kind: str = "") -> Read:
    """The rows of a zip, or of one sheet of a kind that is named.

    Raises:
        UnusableError: It is neither.
    """
    sheets = {f"{kind}.csv": untrusted} if kind else unzipped(untrusted)
    rows: list[Row] = []
    for name, data in sheets.items():
        if name.endswith(".csv"):
            rows += _rows(name.rpartition("/")[2].removesuffix(".csv"), data)
    if too_many(rows):
        raise UnusableError("The file holds more rows than one import takes.")
    return Read(tuple(rows), {})


def _rows(name: str, untrusted: bytes) -> Iterator[Row]:
    kind = kinds.BY_NAME.get(name)
    if kind is None:
        raise UnusableError(f"There is no kind of record that is called '{name}'.")
    for line, told in cells.rows_of(text_of(untrusted)):
        fields, wrong = _fields(kind, told)
        yield Row(f"{name}.csv, line {line}", name, told.get(TITLE, ""), fields, wrong)


def _fields(
    kind: Kind, told: Mapping[str, str]
) -> tuple[dict[str, Any], tuple[tuple[str, str], ...]]:
    fields: dict[str, Any] = {}
    wrong: list[tuple[str, str]] = []
    own = TITLED.get(kind.name)
    if own and told.get(TITLE):
        fields[own] = told.get(OWN) or told[TITLE]
    for column, text in told.items():
        if not text or column in _OURS:
            continue
        field = kind.field(column)
        if field is None:
            if not _beside(kind, column):
                wrong.append((column, "no-such-field"))
            continue
        try:
            fields[column] = _value(field, text)
        except ValueError:
            wrong.append((column, f"not-{field.takes}"))
    for field in kind.fields:
        if field.takes is Takes.DATE:
            try:
                fields |= _dated(field.name, told)
            except ValueError:
                wrong.append((field.name, "not-date"))
    if "latitude" not in fields and "|" in told.get(GEO, ""):
        fields["latitude"], _, fields["longitude"] = told[GEO].partition("|")
    nobody = (name.strip() for name in told.get(UNKNOWNS, "").split(","))
    fields |= {name: dict(UNKNOWN) for name in nobody if name}
    return fields, tuple(wrong)


def _beside(kind: Kind, column: str) -> bool:
    """Whether a column stands beside a date's."""
    for ending in (STATED, RANGE):
        field = kind.field(column.removesuffix(ending))
        if column.endswith(ending) and field and field.takes is Takes.DATE:
            return True
    return False


def _dated(name: str, told: Mapping[str, str]) -> dict[str, str]:
    stated = told.get(name + STATED, "")
    match = _RANGE.fullmatch(told.get(name + RANGE, ""))
    if not stated and match:
        stated = f"{match[1]}/{match[2]}"
    stated = stated or told.get(name, "").replace("/", "-")
    return {name: dating.parse(stated).text} if stated else {}


def _value(field: Field, text: str) -> Any:
    if field.takes is Takes.FLAG:
        if text not in ("yes", "no"):
            raise ValueError("neither yes nor no")
        return text == "yes"
    if field.takes is Takes.NUMBER:
        return int(text)
    return text.split("|") if field.many else text
