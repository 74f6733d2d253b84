# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""How a running intake is doing, for screens of other processes.

What holds: progress lies in the encrypted index, in a volatile table; it is
written at most every second and its loss means nothing. A station without an
index writes none.
"""

from __future__ import annotations

import time

from sqlalchemy.dialects.sqlite import insert

from witnessbox.base.values import Compartment
from witnessbox.catalogue import schema
from witnessbox.catalogue.index import Index

EVERY_SECONDS = 1.0


class LiveRun:
    """The progress of one run."""

    def __init__(self, index: Index | None, row: dict[str, object]) -> None:
        self._index = index
        self._row = row
        self._written = 0.0
        self._write()

    def moved(self, names: int, done: int) -> None:
        """Names and bytes done so far, of the whole order."""
        self._row["done_names"] = names
        self._row["done_bytes"] = done
        if time.monotonic() - self._written >= EVERY_SECONDS:
            self._write()

    def end(self, state: str) -> None:
        """The run is over."""
        self._row["state"] = state
        self._write()

    def _write(self) -> None:
        self._written = time.monotonic()
        self._row["updated"] = int(time.time())
        if self._index is None:
            return
        with self._index.writer(Compartment.EVIDENCE).begin() as connection:
            later = insert(schema.progress).values(**self._row)
            connection.execute(
                later.on_conflict_do_update(index_elements=["run"], set_=self._row)
            )


class Live:
    """Where runs of one box write their progress."""

    def __init__(self, index: Index | None) -> None:
        self._index = index

    def run(
        self, run: str, accession: str, total_bytes: int, total_names: int
    ) -> LiveRun:
        """A run begins."""
        row: dict[str, object] = {
            "run": run,
            "accession": accession,
            "total_bytes": total_bytes,
            "total_names": total_names,
            "done_bytes": 0,
            "done_names": 0,
            "began": int(time.time()),
            "updated": int(time.time()),
            "state": "running",
        }
        return LiveRun(self._index, row)
