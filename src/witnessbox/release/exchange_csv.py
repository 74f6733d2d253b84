# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Plain CSV: a zip with one sheet a kind, every field of every record in it.

What holds: what was written reads back equal, field by field, whatever the kind; how
cells are written is said in `exchange_cells`. Who stated a record does not go out in
this form: members' handles are nobody's business outside.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from witnessbox.base.errors import UnusableError
from witnessbox.model import kinds
from witnessbox.model.kind import Kind
from witnessbox.release import exchange_cells as cells
from witnessbox.release.exchanged import (
    MARK,
    MARK_IN_NAMES,
    Given,
    Read,
    Row,
    text_of,
    too_many,
    unzipped,
    zipped,
)
from witnessbox.release.gate import Passed

ID, MARKING = "_id", "_marking"


def written(passed: Passed) -> bytes:
    """The zip of what the gate let pass."""
    members = {
        f"{MARK_IN_NAMES}.txt": f"{MARK}. See docs/guide/exchange.md.\n".encode()
    }
    for kind in kinds.KINDS:
        mine = [one for one in passed.records if one.kind == kind.name]
        if mine:
            columns = [ID, *(field.name for field in kind.fields), MARKING]
            members[f"{kind.name}.csv"] = cells.sheet(
                columns, (_row(kind, one) for one in mine)
            )
    return zipped(members)


def read(untrusted: bytes, kind: str = "") -> Read:
    """The rows of a zip, or of one sheet of a kind that is named.

    Raises:
        UnusableError: It is neither.
    """
    if kind:
        rows = tuple(_rows(kind, untrusted))
    else:
        rows = ()
        for name, data in unzipped(untrusted).items():
            if name.endswith(".csv"):
                rows += tuple(_rows(name.rpartition("/")[2][: -len(".csv")], data))
    if too_many(rows):
        raise UnusableError("The file holds more rows than one import takes.")
    return Read(rows, {})


def _row(kind: Kind, one: Given) -> dict[str, str]:
    told = {
        field.name: cells.of(field, one.fields.get(field.name)) for field in kind.fields
    }
    return {ID: one.id, **told, MARKING: MARK}


def _rows(name: str, untrusted: bytes) -> Iterator[Row]:
    kind = kinds.BY_NAME.get(name)
    if kind is None:
        raise UnusableError(f"There is no kind of record that is called '{name}'.")
    for line, told in cells.rows_of(text_of(untrusted)):
        where = f"{name}.csv, line {line}"
        fields, wrong = _fields(kind, told)
        yield Row(where, name, told.get(ID, ""), fields, wrong)


def _fields(
    kind: Kind, told: Mapping[str, str]
) -> tuple[dict[str, Any], tuple[tuple[str, str], ...]]:
    fields: dict[str, Any] = {}
    wrong: list[tuple[str, str]] = []
    for name, text in told.items():
        field = kind.field(name)
        if name in (ID, MARKING):
            continue
        if field is None:
            if text:
                wrong.append((name, "no-such-field"))
            continue
        try:
            value = cells.read(field, text)
        except ValueError:
            wrong.append((name, f"not-{field.takes}"))
            continue
        if value is not None:
            fields[name] = value
    return fields, tuple(wrong)
