# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Forms made from the schema: a record's fields as texts of inputs, and back.

What holds: what a form prints and reads again is equal; what cannot be read is kept
as it was typed, so that the model refuses it by name and nothing that somebody wrote
is dropped; an empty input is an absent field, and `unknown` is neither.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, Protocol

from witnessbox.model.field import UNKNOWN, Field, Marked, Takes
from witnessbox.model.kind import Kind

PREFIX = "f."
"""Before the names of a record's fields, in forms and in addresses."""

MAX_VALUES = 500
_WHOLE = re.compile(r"[+-]?[0-9]{1,15}")
_CLOCK = re.compile(r"(?:(?:(\d{1,3}):)?(\d{1,4}):)?(\d{1,5})(?:[.,](\d{1,9}))?")
_FLAGS = {"yes": True, "no": False}
_WRITTEN_FLAGS = {True: "yes", False: "no"}


class Given(Protocol):
    """What a form or an address brought."""

    def getlist(self, key: Any) -> list[Any]:
        """All values of a name."""


def name_of(field: Field) -> str:
    """The name of a field's inputs."""
    return f"{PREFIX}{field.name}"


def parse(kind: Kind, given: Given) -> dict[str, Any]:
    """The fields that a form holds; what is no value stays as it was typed."""
    fields = {}
    for field in kind.fields:
        value = read(field, given)
        if value is not None:
            fields[field.name] = value
    return fields


def read(field: Field, given: Given) -> Any:
    """One field's value; None if nothing was given."""
    name = name_of(field)
    if _texts(given, f"{name}.unknown"):
        return dict(UNKNOWN)
    texts = _texts(given, name)
    if field.takes in (Takes.SPAN, Takes.SPANS):
        return _spans(field, texts, given)
    if field.takes is Takes.LONG:
        text = "".join(texts[:1]).replace("\r\n", "\n").replace("\r", "\n")
        return text if text.strip() else None
    texts = list(dict.fromkeys(text.strip() for text in texts if text.strip()))
    if not texts:
        return None
    if field.many:
        return texts
    return _one(field, texts[0])


def texts_of(value: Any) -> list[str]:
    """The texts of a field's inputs; none for what is absent or unknown."""
    if value is None or value == UNKNOWN:
        return []
    values = value if isinstance(value, list | tuple) else [value]
    return [_text(one) for one in values]


def pairs(kind: Kind, fields: Mapping[str, Any]) -> list[tuple[str, str]]:
    """All inputs of a record, as a form would send them."""
    found = []
    for field in kind.fields:
        value = fields.get(field.name)
        if value == UNKNOWN:
            found.append((f"{name_of(field)}.unknown", "1"))
        found += [(name_of(field), text) for text in texts_of(value)]
    return found


def seconds(text: str) -> Fraction:
    """Seconds out of 75, 1:15 or 0:01:15.25.

    Raises:
        ValueError: It is none of these.
    """
    match = _CLOCK.fullmatch(text.strip())
    if match is None:
        raise ValueError("not a time in a film")
    hours, minutes, whole, part = match.groups()
    below = Fraction(int(part), 10 ** len(part)) if part else Fraction()
    return (
        Fraction(int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(whole)) + below
    )


def _one(field: Field, text: str) -> Any:
    if field.takes is Takes.NUMBER and _WHOLE.fullmatch(text):
        return int(text)
    if field.takes is Takes.FLAG:
        return _FLAGS.get(text, text)
    return text


def _spans(field: Field, texts: list[str], given: Given) -> Any:
    found = [span for text in texts if text.strip() for span in _span(text)]
    found += _by_hand(name_of(field), given)
    if not found:
        return None
    return found if field.takes is Takes.SPANS else found[-1]


def _span(text: str) -> Iterator[Any]:
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        told = text
    yield from told[:MAX_VALUES] if isinstance(told, list) else (told,)


def _by_hand(name: str, given: Given) -> Iterator[Any]:
    """A span that was typed: an item, and from when to when."""
    item = "".join(_texts(given, f"{name}.item")[:1]).strip()
    if not item:
        return
    typed = ["".join(_texts(given, f"{name}.{end}")[:1]).strip() for end in _ENDS]
    try:
        start, end = (seconds(text) if text else None for text in typed)
    except ValueError:
        yield " ".join([item, *typed])
        return
    # Without a time the whole item is meant, and no stream of it.
    stream = None if start is None else 0
    yield Marked(item, stream, start, end).to_json()


_ENDS = ("start", "end")


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return _WRITTEN_FLAGS[value]
    if isinstance(value, Mapping):
        return json.dumps(value, separators=(",", ":"))
    return str(value)


def _texts(given: Given, name: str) -> list[str]:
    return [one for one in given.getlist(name)[:MAX_VALUES] if isinstance(one, str)]
