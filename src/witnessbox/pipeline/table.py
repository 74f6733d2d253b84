# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Many findings as one Parquet file, and back.

What holds: what is written reads back equal and in its order; the file says
nothing of when or where it was written. A file that is not ours is refused.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from witnessbox.base import canonical
from witnessbox.base.errors import DamagedError
from witnessbox.model.finding import Finding, from_json

MAX_ROWS = 1 << 20


def pack(findings: Sequence[Finding]) -> bytes:
    """The findings as Parquet (version 2.6, zstd)."""
    import pyarrow
    from pyarrow import parquet

    documents = [finding.to_json() for finding in findings]
    columns: dict[str, Any] = {
        "kind": pyarrow.array([d["kind"] for d in documents], pyarrow.string()),
        "value": pyarrow.array(
            [canonical.encode(f.value).decode() for f in findings], pyarrow.string()
        ),
        "region": pyarrow.array(
            [d["region"] for d in documents], pyarrow.list_(pyarrow.int32())
        ),
    }
    for name in ("stream", "pts", "score"):
        columns[name] = pyarrow.array([d[name] for d in documents], pyarrow.int64())
    for name in ("start", "end"):
        pairs: list[Any] = [d[name] or (None, None) for d in documents]
        for part, number in (("num", 0), ("den", 1)):
            columns[f"{name}_{part}"] = pyarrow.array(
                [pair[number] for pair in pairs], pyarrow.int64()
            )
    out = io.BytesIO()
    parquet.write_table(pyarrow.table(columns), out, compression="zstd")
    return out.getvalue()


def unpack(data: bytes) -> list[Finding]:
    """The findings of a file that `pack` made.

    Raises:
        DamagedError: It is not such a file.
    """
    import pyarrow
    from pyarrow import parquet

    try:
        # One thread: this may run beside children that are forked.
        table = parquet.read_table(io.BytesIO(data), use_threads=False)
        if table.num_rows > MAX_ROWS:
            raise DamagedError("A table of findings is too long.")
        rows = table.to_pylist()
        return [_finding(row) for row in rows]
    except (pyarrow.ArrowException, KeyError, TypeError, ValueError, OSError) as error:
        raise DamagedError("A table of findings is not as it was written.") from error


def _finding(row: dict[str, Any]) -> Finding:
    def pair(name: str) -> list[int] | None:
        numerator = row[f"{name}_num"]
        return None if numerator is None else [numerator, row[f"{name}_den"]]

    return from_json(
        {
            "kind": row["kind"],
            "stream": row["stream"],
            "pts": row["pts"],
            "start": pair("start"),
            "end": pair("end"),
            "region": row["region"],
            "score": row["score"],
            "value": canonical.decode(row["value"].encode()),
        }
    )
