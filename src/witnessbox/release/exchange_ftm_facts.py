# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What we rely on of the FollowTheMoney schemata, and a builder that keeps to it.

What holds: an entity has no property that this table lacks, no value longer than its
type takes, and each property that its schema requires. `bench/ftm_valid.py` holds the
table against the published schemata. Known traps: `contentHash` is SHA-1 and is never
written; `Image` has `pictured` and `Video` has not; an `Interval` is no edge; a person
must have a name, so a pseudonym is one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from witnessbox.model import dating

VERSION = "4.11"

THING = {
    "name": "name", "alias": "name", "weakAlias": "name", "summary": "text",
    "description": "text", "notes": "text", "keywords": "string",
    "addressEntity": "Address", "proof": "Document",
}  # fmt: skip
INTERVAL = {
    "date": "date", "startDate": "date", "endDate": "date", "summary": "text",
    "description": "text", "recordId": "string", "proof": "Document",
}  # fmt: skip
FILE = {**THING, "title": "string", "fileName": "string"}
SCHEMATA: Mapping[str, Mapping[str, str]] = {
    "Person": {**THING, "gender": "gender"},
    "LegalEntity": THING,
    "Organization": {**THING, "legalForm": "string"},
    "PublicBody": {**THING, "legalForm": "string"},
    "Position": {
        **THING, "organization": "Organization", "inceptionDate": "date",
        "dissolutionDate": "date",
    },
    "Occupancy": {
        **INTERVAL, "holder": "Person", "post": "Position", "status": "string",
    },
    "Event": {**THING, **INTERVAL, "location": "address", "involved": "LegalEntity"},
    "UnknownLink": {
        **INTERVAL, "subject": "Thing", "object": "Thing", "role": "string",
        "status": "string",
    },
    "Documentation": {
        **INTERVAL, "document": "Document", "entity": "Thing", "role": "string",
    },
    "Similar": {"candidate": "Thing", "match": "Thing", "criteria": "string"},
    "Mention": {"document": "Document", "name": "name", "resolved": "LegalEntity"},
    "Note": {**THING, "entity": "Thing"},
    "Address": {
        **THING, "full": "address", "latitude": "number", "longitude": "number",
    },
    "Video": FILE, "Audio": FILE, "Image": {**FILE, "pictured": "Person"},
    "Document": FILE,
}  # fmt: skip
REQUIRED: Mapping[str, tuple[str, ...]] = {
    "Person": ("name",), "LegalEntity": ("name",), "Organization": ("name",),
    "PublicBody": ("name",), "Position": ("name",), "Occupancy": ("holder", "post"),
    "Event": ("name",), "UnknownLink": ("subject", "object"),
    "Documentation": ("document", "entity"), "Mention": ("document", "name"),
    "Document": ("fileName",),
}  # fmt: skip
LIMITS = {
    "name": 384, "string": 1024, "text": 65_000, "address": 250, "number": 250,
    "date": 32, "gender": 16,
}  # fmt: skip
"""Characters in a value of each type; a type that is not here names a schema."""

GENDERS = ("male", "female", "other")
NUMBER = re.compile(r"-?\d{1,3}(\.\d{1,12})?")
_PREFIX = re.compile(r"([1-9]\d{3})(-\d\d)?(-\d\d)?")
_LOOSE = re.compile(r"([1-9]\d{3})(-\d\d|-XX)?(-\d\d|-XX)?(~?)")


def prefix(edtf: str) -> str:
    """A date as these schemata take one, no more exact than it is; empty if none."""
    match = _LOOSE.fullmatch(edtf)
    if match is None:
        return ""
    kept = [part for part in match.groups()[:3] if part and not part.endswith("XX")]
    return "".join(kept)


def whole(edtf: str) -> bool:
    """Whether the prefix says all that the date does."""
    return bool(_PREFIX.fullmatch(edtf))


def edtf(told: str) -> str:
    """A date of theirs as one of ours: the day, without an hour; empty if none."""
    day = told[:10]
    try:
        dating.parse(day)
    except ValueError:
        return ""
    return day
