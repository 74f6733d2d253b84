# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Items in the form of the `--json` contract."""

from __future__ import annotations

from typing import Any

from witnessbox.catalogue.answers import ItemRow
from witnessbox.model.evidence import path_text
from witnessbox.pipeline.session import Session


def item_json(session: Session, row: ItemRow) -> dict[str, Any]:
    """One item as `list` and `show` give it."""
    view = session.item(row.item)
    return {
        "item": row.item,
        "sha256": row.sha256,
        "blake3": view.blake3,
        "size": row.size,
        "media_type": row.media_type or None,
        "kind": row.kind or None,
        "state": row.state,
        "reason": row.reason or None,
        "objects": [session.object_path(view.object)],
        "sparse": view.extents is not None,
        "duration": None if row.duration is None else list(row.duration),
        "origins": [
            {
                "accession": origin.accession_name,
                "path": origin.name,
                "path_b64": path_text(origin.path),
                "entry": origin.seq,
                "changed": origin.changed,
            }
            for origin in view.origins
        ],
    }
