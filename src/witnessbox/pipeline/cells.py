# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Tables of a box, or beside it, as rows of cells; each is parsed in a locked child.

What holds: no byte of a table is parsed in this process; a table that does not come
whole is refused and none of it is used; the SHA-256 is of the very bytes that were
read: a file beside the box is copied into memory first, and handed on from there.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Generator
from dataclasses import dataclass

from witnessbox.analysis import cells, cells_claim
from witnessbox.analysis.cells import Row
from witnessbox.analysis.cells_claim import Claimed
from witnessbox.base.canonical import JsonDict
from witnessbox.base.errors import MediaRefusedError, UnusableError
from witnessbox.base.values import Compartment, ObjectName
from witnessbox.catalogue import query
from witnessbox.media.check import LiedError
from witnessbox.media.client import SpawnerClient, cpu
from witnessbox.media.follow import Followed, Watching, follow
from witnessbox.media.formats import Reason
from witnessbox.media.job import Job
from witnessbox.media.reply import Reply
from witnessbox.model.evidence import readable
from witnessbox.pipeline.lookout import Lookout, Sealed
from witnessbox.pipeline.session import Session

SECONDS = 60.0
STEP = 1 << 20
_WATCHING = Watching(cells_claim.BOUNDS, SECONDS)
_NOTES = {
    "no-such-sheet": "It has no sheet of that number.",
    "not-a-table": "It is neither CSV nor XLSX.",
    "encrypted": "It asks for a password.",
    "too-large": "It is larger than any table that is read.",
    "cut": "It has more rows, or more text, than are read at once.",
}


@dataclass(frozen=True, slots=True)
class Table:
    """A table, whole.

    Attributes:
        item: The item that it is; empty for a file beside the box.
        name: What it is called on its disk.
        sha256: Of its bytes.
        form: Its media type.
        encoding: Of a text; `delimiter` likewise.
        sheets: Titles of a workbook's sheets; `sheet` the one read, from 1.
        rows: Those that have anything in them, the header first.
    """

    item: str
    name: str
    sha256: str
    form: str
    encoding: str
    delimiter: str
    sheets: tuple[str, ...]
    sheet: int
    rows: tuple[Row, ...]

    @property
    def place(self) -> str:
        """Where its rows are from, as records say it."""
        where = f"item {self.item}" if self.item else f"file {self.sha256}"
        return f"{where} sheet {self.sheet}" if len(self.sheets) > 1 else where


def of_item(
    session: Session, item: str, sheet: int = 0, client: SpawnerClient | None = None
) -> Table:
    """The rows of an item.

    Args:
        session: Its reader.
        item: Its id.
        sheet: Number of a workbook's sheet; 0 for the first that has anything.
        client: The way to a locked-down child; the session's own if there is none.

    Raises:
        MissingError: There is no such item.
        MediaRefusedError: It cannot be read whole.
    """
    view = session.item(item)
    lookout = Lookout(
        session.vault,
        session.keyring.identity(Compartment.EVIDENCE),
        {},
        client or session.desk.client,
    )
    sealed = Sealed(ObjectName(view.object), view.row.size, view.extents)
    parts = lookout.job(cells.VERB, sealed, {"sheet": sheet}, _WATCHING)
    name = view.origins[0].name if view.origins else item
    return _whole(parts, view.row.item, name, view.row.sha256)


def of_file(session: Session, path: str, sheet: int = 0) -> Table:
    """The rows of a file beside the box; of its item, if the box has the same bytes.

    Raises:
        UnusableError: The file cannot be opened.
        MediaRefusedError: It cannot be read whole.
    """
    copy = os.memfd_create("table", os.MFD_CLOEXEC)
    try:
        size, sha256 = _copied(path, copy)
        session.committer.catch_up()
        with session.reading() as connection:
            item = query.item_by_digest(connection, sha256)
        if item is not None:
            return of_item(session, item, sheet)
        parameters: JsonDict = {"sheet": sheet}
        job = Job(cells.VERB, parameters, None, size, None, cpu(SECONDS))
        parts = follow(session.desk.client, job, copy, _WATCHING)
        name = readable(os.fsencode(os.path.basename(path)))
        return _whole(parts, "", name, sha256)
    finally:
        os.close(copy)


def _copied(path: str, copy: int) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    try:
        with open(path, "rb") as file, open(copy, "wb", closefd=False) as kept:
            while part := file.read(STEP):
                size += len(part)
                if size > cells.MAX_FILE:
                    raise _refused("too-large")
                digest.update(part)
                kept.write(part)
    except OSError as error:
        raise UnusableError("The file cannot be read.") from error
    return size, digest.hexdigest()


def _whole(
    parts: Generator[Reply, None, Followed], item: str, name: str, sha256: str
) -> Table:
    claimed, reason = Claimed(), None
    while True:
        try:
            claimed.take(next(parts))
        except StopIteration as stop:
            followed: Followed = stop.value
            reason = claimed.failed or followed.reason
            break
        except LiedError:
            parts.close()
            reason = Reason.LIED
            break
    said = claimed.said
    if said is None or reason is not None:
        raise _refused((reason or Reason.CRASHED).value)
    if said.notes:
        raise _refused(min(said.notes))
    return Table(
        item=item,
        name=name,
        sha256=sha256,
        form=said.form,
        encoding=said.encoding,
        delimiter=said.delimiter,
        sheets=tuple(said.sheets),
        sheet=said.sheet,
        rows=tuple(claimed.rows),
    )


def _refused(code: str) -> MediaRefusedError:
    return MediaRefusedError(
        "The table could not be read whole.",
        safe="Nothing was imported.",
        todo=_NOTES.get(code, f"The reason: {code}."),
    )
