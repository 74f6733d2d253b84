# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
r"""The one canonical JSON: RFC 8785, within limits, and nothing else accepted.

What holds: everything that is hashed or signed passes through `encode`, and
everything read back passes through `decode`, which refuses any bytes that
`encode` would not have produced: duplicate or unsorted keys, spaces, floats
(times are integers, scores are strings or integers), NaN, lone surrogates,
deep nesting, oversize documents.

    >>> encode({"b": 1, "a": "é"})
    b'{"a":"\xc3\xa9","b":1}'
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import rfc8785

from witnessbox.base.errors import DamagedError

JsonValue = None | bool | int | str | Sequence["JsonValue"] | Mapping[str, "JsonValue"]
JsonDict = dict[str, JsonValue]

MAX_DOCUMENT = 64 << 20
MAX_DEPTH = 32


def encode(value: JsonValue) -> bytes:
    """The canonical bytes of a value (RFC 8785).

    Raises:
        ValueError: The value has no canonical form (floats, lone surrogates,
            integers beyond 2^53); a programmer's error, not the evidence's.
    """
    try:
        return bytes(rfc8785.dumps(value))
    except (rfc8785.CanonicalizationError, UnicodeEncodeError) as error:
        raise ValueError(f"no canonical form: {error}") from error


def decode(untrusted: bytes) -> JsonDict:
    """A JSON object from its canonical bytes.

    Raises:
        DamagedError: The bytes are not the canonical form of one object.
    """
    if len(untrusted) > MAX_DOCUMENT:
        raise DamagedError("A record is larger than any that this program writes.")
    try:
        value = json.loads(untrusted, parse_float=_refuse, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise DamagedError("A record is not readable JSON.") from error
    if not isinstance(value, dict):
        raise DamagedError("A record is not a JSON object.")
    if _depth(value) > MAX_DEPTH:
        raise DamagedError("A record is nested too deeply.")
    try:
        same = encode(value) == untrusted
    except ValueError as error:
        raise DamagedError("A record has no canonical form.") from error
    if not same:
        raise DamagedError("A record is not in its canonical form.")
    return value


def _refuse(text: str) -> JsonValue:
    raise ValueError(f"{text} is not allowed in a record")


def _depth(value: object) -> int:
    level, layer = 0, [value]
    while layer:
        level += 1
        below: list[object] = []
        for part in layer:
            if isinstance(part, dict):
                below.extend(part.values())
            elif isinstance(part, list):
                below.extend(part)
        layer = below
    return level
