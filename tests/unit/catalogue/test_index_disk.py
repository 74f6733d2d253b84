# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""A full disk under an index is said in a sentence, not in SQL."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import insert

from witnessbox.base.errors import StorageError
from witnessbox.base.values import Compartment
from witnessbox.catalogue import schema
from witnessbox.catalogue.index import Index


def test_an_index_on_a_full_disk_is_a_storage_error(tmp_path: Path) -> None:
    index = Index(str(tmp_path / "index"), {Compartment.EVIDENCE: bytes(32)})
    try:
        writer = index.writer(Compartment.EVIDENCE)
        row = {"id": "a-1", "name": "x" * 100_000, "source": "HERON"}
        later = {"opened_at": "", "opened_by": "", "seq": 1}
        with writer.begin() as connection:
            connection.exec_driver_sql("PRAGMA evidence.max_page_count = 1")
            added = insert(schema.accession).values(**row, **later)
            with pytest.raises(StorageError, match="index"):
                connection.execute(added)
    finally:
        index.close()
