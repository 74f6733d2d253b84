# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What an intake remembers of the box: contents, sizes, and what was taken.

What holds: a content is known if any committed entry holds it, or a group of
this run that is on its way to the ledger. A file is passed over unread only if
this accession already holds its path with the same size, times and inode;
without the key to `sources`, where times lie, it is read again.
"""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import PoolProxiedConnection

from witnessbox.base.values import Compartment, ItemId
from witnessbox.catalogue.index import Index
from witnessbox.intake.contents import SMALL
from witnessbox.intake.origins import Sighting

_TELLING = ("mtime_ns", "ctime_ns", "inode")

MAX_SIZES = 200_000
"""Sizes remembered; an answer that another process outdates costs a copy more."""


class Memory:
    """The memory of one source in one accession."""

    def __init__(self, index: Index | None, accession: str, source: int) -> None:
        """Without an index (a station) only this run itself is remembered."""
        self._fresh: dict[str, ItemId] = {}
        self._fresh_sizes: set[int] = set()
        self._sizes: dict[int, bool] = {}
        self._accession = accession
        self._source = source
        self._connection: PoolProxiedConnection | None = None
        self._cursor: Any = None
        self._resuming = False
        self._times = False
        if index is not None:
            self._connection = index.reader.raw_connection()
            self._cursor = self._connection.cursor()
            self._resuming = self._exists(
                "SELECT 1 FROM evidence.origin WHERE accession = ? AND source = ?"
                " LIMIT 1"
            )
            self._times = Compartment.SOURCES in index.compartments

    def close(self) -> None:
        """Give the connection back."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def item(self, sha256: str, *, old: bool = True) -> ItemId | None:
        """The item that holds this content, or None.

        Args:
            sha256: Of the content.
            old: False if its size was never in the box: then only this run's
                own contents are looked through.
        """
        fresh = self._fresh.get(sha256)
        if fresh is not None or self._cursor is None or not old:
            return fresh
        self._cursor.execute("SELECT id FROM evidence.item WHERE sha256 = ?", (sha256,))
        row = self._cursor.fetchone()
        return None if row is None else ItemId(row[0])

    def remember(self, sha256: str, size: int, item: ItemId) -> None:
        """A content was sealed by this run."""
        self._fresh[sha256] = item
        if size > SMALL:
            self._fresh_sizes.add(size)

    def size_known(self, size: int) -> bool:
        """True if a file of this size may be a copy of something in the box.

        Small contents of this run are left to the workers, which remember what
        they sealed: asking costs them more than sealing a copy too many.
        """
        if size > SMALL and size in self._fresh_sizes:
            return True
        if self._cursor is None:
            return False
        known = self._sizes.get(size)
        if known is None:
            if len(self._sizes) >= MAX_SIZES:
                self._sizes.clear()
            self._cursor.execute(
                "SELECT 1 FROM evidence.item WHERE size = ? LIMIT 1", (size,)
            )
            known = self._sizes[size] = self._cursor.fetchone() is not None
        return known

    def has_origin(self, path: bytes, item: ItemId) -> bool:
        """True if this very finding is on record already."""
        return self._resuming and self._exists(
            "SELECT 1 FROM evidence.origin"
            " WHERE accession = ? AND source = ? AND path = ? AND item = ?",
            path,
            item,
        )

    def has_noted(self, path: bytes) -> bool:
        """True if this link, folder or device is on record already."""
        return self._resuming and self._exists(
            "SELECT 1 FROM evidence.noted"
            " WHERE accession = ? AND source = ? AND path = ?",
            path,
        )

    def unread_digest(self, sighting: Sighting) -> str | None:
        """The SHA-256 on record for a file that need not be read again."""
        if not self._resuming or not self._times or sighting.facts is None:
            return None
        self._cursor.execute(
            "SELECT f.size, f.facts, i.sha256 FROM sources.origin_facts f"
            " JOIN evidence.origin o USING (accession, source, path)"
            " JOIN evidence.item i ON i.id = o.item"
            " WHERE f.accession = ? AND f.source = ? AND f.path = ?"
            " ORDER BY o.seq DESC LIMIT 1",
            (self._accession, self._source, sighting.path),
        )
        row = self._cursor.fetchone()
        if row is None or row[0] != sighting.size:
            return None
        # Change time and inode as well: another disk may hold the same name, size
        # and time, and a time can be put back. On any doubt the file is read.
        kept, seen = json.loads(row[1]), sighting.facts.to_json()
        same = all(kept[name] == seen[name] for name in _TELLING)
        return str(row[2]) if same else None

    def _exists(self, query: str, *more: object) -> bool:
        self._cursor.execute(query, (self._accession, self._source, *more))
        return self._cursor.fetchone() is not None
