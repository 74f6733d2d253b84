# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The parent's check of the rows that a child says a table has.

What holds: rows rise, cells and codes are within their bounds and on their lists, and
nothing comes after the end. A child that breaks one rule has lied, and nothing of its
answer is used. What a cell says is the table's, and is trusted by nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from witnessbox.analysis.cells import (
    BATCH_ROWS,
    FAULTS,
    MAX_ALL,
    MAX_CELL,
    MAX_COLUMNS,
    MAX_ROW,
    MAX_ROWS,
    MAX_TITLE,
    WHOLE_ROW,
    Row,
    Said,
)
from witnessbox.analysis.document_encoding import ALL as ENCODINGS
from witnessbox.analysis.document_sheet import MAX_SHEETS
from witnessbox.base import canonical
from witnessbox.base.canonical import JsonValue
from witnessbox.base.errors import DamagedError
from witnessbox.media.check import (
    LiedError,
    take_choice,
    take_dict,
    take_int,
    take_list,
    take_reason,
)
from witnessbox.media.formats import DOCUMENT_TYPES, Reason
from witnessbox.media.reply import Bounds, Reply

MAX_BLOB = 16 << 20
BOUNDS = Bounds(blobs=1, blob=MAX_BLOB, total=MAX_BLOB, parts=MAX_ROWS + 1)
NOTES = (
    "encrypted", "damaged", "expands", "entities", "too-large", "cut", "not-a-table",
    "no-such-sheet",
)  # fmt: skip
MAX_NUMBER = 1 << 24
_DELIMITER = re.compile("[,;|\t]?")
_TITLE = re.compile(r"[^\x00-\x1f\x7f-\x9f\ud800-\udfff]*")


class Claimed:
    """The rows of one answer, as they come; `said` is there once it ended."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.said: Said | None = None
        self.failed: Reason | None = None
        self._size = 0

    def take(self, part: Reply) -> None:
        """Check one part.

        Raises:
            LiedError: It breaks a rule.
        """
        answer = take_dict(part.untrusted_result)
        if self.said is not None or self.failed is not None:
            raise LiedError("a part after the end")
        if "failed" in answer:
            self.failed = take_reason(answer["failed"]) or Reason.CRASHED
        elif "end" in answer:
            self.said = _said(answer["end"])
        else:
            self._rows(take_int(answer.get("rows"), 1, BATCH_ROWS), part.blobs)

    def _rows(self, count: int, blobs: Sequence[bytes]) -> None:
        if len(blobs) != 1:
            raise LiedError("rows without their cells")
        try:
            told = take_list(canonical.decode(blobs[0]).get("rows"), BATCH_ROWS)
        except DamagedError as error:
            raise LiedError("rows that are not canonical JSON") from error
        if len(told) != count or len(self.rows) + count > MAX_ROWS:
            raise LiedError("not as many rows as it says")
        for one in told:
            row = _row(one)
            if self.rows and row.number <= self.rows[-1].number:
                raise LiedError("rows that do not rise")
            self._size += sum(map(len, row.cells))
            if self._size > MAX_ALL:
                raise LiedError("more text than a table may have")
            self.rows.append(row)


def _row(untrusted: JsonValue) -> Row:
    told = take_dict(untrusted)
    cells = [_text(one) for one in take_list(told.get("cells"), MAX_COLUMNS)]
    if sum(map(len, cells)) > MAX_ROW:
        raise LiedError("a row that is too long")
    faults = [_fault(one, len(cells)) for one in take_list(told.get("faults"), 1024)]
    return Row(take_int(told.get("row"), 1, MAX_NUMBER), cells, faults)


def _text(untrusted: JsonValue) -> str:
    if not isinstance(untrusted, str) or len(untrusted) > MAX_CELL:
        raise LiedError("a cell that is no text")
    return untrusted


def _fault(untrusted: JsonValue, width: int) -> tuple[int, str]:
    pair = take_list(untrusted, 2)
    if len(pair) != 2:
        raise LiedError("not a fault")
    column = take_int(pair[0], WHOLE_ROW, max(width - 1, WHOLE_ROW))
    return column, take_choice(pair[1], FAULTS)


def _said(untrusted: JsonValue) -> Said:
    told = take_dict(untrusted)
    sheets = [_title(one) for one in take_list(told.get("sheets"), MAX_SHEETS)]
    return Said(
        form=take_choice(told.get("form"), DOCUMENT_TYPES),
        encoding=take_choice(told.get("encoding"), ("", *ENCODINGS)),
        delimiter=_matching(told.get("delimiter"), _DELIMITER),
        sheets=sheets,
        sheet=take_int(told.get("sheet"), 0, len(sheets)),
        notes=set(_choices(take_list(told.get("notes"), len(NOTES)))),
    )


def _choices(notes: Iterable[JsonValue]) -> Iterable[str]:
    return [take_choice(one, NOTES) for one in notes]


def _title(untrusted: JsonValue) -> str:
    return _matching(untrusted, _TITLE)[:MAX_TITLE]


def _matching(untrusted: JsonValue, pattern: re.Pattern[str]) -> str:
    if not isinstance(untrusted, str) or not pattern.fullmatch(untrusted):
        raise LiedError("text that may not be there")
    return untrusted
