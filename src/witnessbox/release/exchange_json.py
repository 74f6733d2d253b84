# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The group's own form: every field of every record, in one JSON document.

What holds: what was written reads back equal, whatever the kind. No number is a
floating-point one. What this version does not know is refused row by row, never
guessed at.

    {"marking":…,"schema":"witnessbox/case/1","vocabulary":1,
     "items":{"i-…":{"kind":…,"sha256":…}},
     "records":[{"id":…,"kind":…,"fields":{…},"statement":…,"author":…,"at":…,…}]}
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from witnessbox.base.errors import UnusableError
from witnessbox.model.vocabulary import VERSION
from witnessbox.release.exchanged import (
    MARK,
    MAX_ROWS,
    Cited,
    Given,
    Read,
    Row,
    Version,
    text_of,
)
from witnessbox.release.gate import Passed

SCHEMA = "witnessbox/case/1"


def written(passed: Passed, items: Mapping[str, Cited]) -> bytes:
    """The document of what the gate let pass."""
    body = {
        "marking": f"{MARK}. Sealed material: for members of the group alone.",
        "schema": SCHEMA,
        "vocabulary": VERSION,
        "items": {
            name: {"kind": one.kind, "sha256": one.sha256}
            for name, one in sorted(items.items())
        },
        "records": [_record(one) for one in passed.records],
    }
    text = json.dumps(body, ensure_ascii=False, indent=1, sort_keys=True)
    return f"{text}\n".encode()


def read(untrusted: bytes) -> Read:
    """The rows of a document.

    Raises:
        UnusableError: It is no document of this form.
    """
    try:
        body = json.loads(
            text_of(untrusted), parse_float=_refuse, parse_constant=_refuse
        )
    except (ValueError, RecursionError) as error:
        raise UnusableError("The file is not JSON that can be read.") from error
    if not isinstance(body, dict) or body.get("schema") != SCHEMA:
        raise UnusableError(f"The file is not of the form {SCHEMA}.")
    records = body.get("records")
    if not isinstance(records, list) or len(records) > MAX_ROWS:
        raise UnusableError("The file has no list of records that can be taken.")
    rows = tuple(_row(number, one) for number, one in enumerate(records, 1))
    return Read(rows, _items(body.get("items")))


def _record(one: Given) -> dict[str, Any]:
    body: dict[str, Any] = {
        "id": one.id,
        "kind": one.kind,
        "fields": dict(one.fields),
        "statement": one.statement,
        "author": one.author,
        "at": one.at,
        "first_at": one.first_at,
        "first_by": one.first_by,
    }
    if one.others:
        body["also_standing"] = [_version(said) for said in one.others]
    if one.history:
        body["history"] = [_version(said) for said in one.history]
    return body


def _version(said: Version) -> dict[str, Any]:
    return {
        "statement": said.statement,
        "author": said.author,
        "at": said.at,
        "fields": dict(said.fields),
        "withdrawn": said.withdrawn,
        "why": said.why,
        "supersedes": list(said.supersedes),
    }


def _row(number: int, untrusted: Any) -> Row:
    where = f"record {number}"
    if not isinstance(untrusted, dict):
        return Row(where, "", "", {}, (("", "not-a-record"),))
    kind, theirs, fields = (untrusted.get(name) for name in ("kind", "id", "fields"))
    wrong = [
        (name, "missing")
        for name, value in (("kind", kind), ("id", theirs))
        if not isinstance(value, str) or not value
    ]
    if not isinstance(fields, dict):
        wrong.append(("fields", "missing"))
        fields = {}
    return Row(where, str(kind or ""), str(theirs or ""), fields, tuple(wrong))


def _items(untrusted: Any) -> dict[str, str]:
    if not isinstance(untrusted, dict):
        return {}
    return {
        name: one["sha256"]
        for name, one in untrusted.items()
        if isinstance(one, dict) and isinstance(one.get("sha256"), str)
    }


def _refuse(text: str) -> Any:
    raise ValueError(f"{text} is no number of ours")
