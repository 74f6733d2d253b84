# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What a link might lead to: records and items found by a few letters.

What holds: at most `MOST` are offered, of the kinds that the link allows and the
compartments that its writer holds; without letters the newest are offered; a record
without a title of its own is found by the persons and events it leads to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from sqlalchemy import Connection, String, cast, select

from witnessbox.catalogue import records, schema
from witnessbox.catalogue.records import Held, Record
from witnessbox.model import kinds
from witnessbox.model.field import ID, Takes
from witnessbox.model.kind import Kind
from witnessbox.pipeline import casework
from witnessbox.pipeline.casework import Wanted
from witnessbox.pipeline.titles import titled

MOST = 12
MAX_LETTERS = 100
Terms = Callable[[str, str], Iterable[str]]
"""The codes of a vocabulary whose words contain a text."""


def suggest(
    connection: Connection,
    held: Held,
    allowed: Sequence[str],
    text: str,
    terms: Terms = lambda _vocabulary, _text: (),
) -> list[str]:
    """Ids of what a link to these kinds might lead to."""
    text = text.strip()[:MAX_LETTERS]
    if ID.fullmatch(text):
        return [text] if kinds.leads_to(text) in allowed else []
    found: list[str] = []
    for name in allowed:
        if name == "item":
            found += _items(connection, text)
        elif name == "accession":
            found += _accessions(connection, text)
        else:
            found += _records(connection, held, kinds.BY_NAME.get(name), text, terms)
    share = max(2, MOST // max(1, len(allowed)))
    # Every kind has its share of the list before any has more.
    by_kind: dict[str, list[str]] = {}
    for identity in dict.fromkeys(found):
        by_kind.setdefault(kinds.leads_to(identity), []).append(identity)
    first = [one for some in by_kind.values() for one in some[:share]]
    return (first + [one for one in found if one not in first])[:MOST]


def _records(
    connection: Connection, held: Held, kind: Kind | None, text: str, terms: Terms
) -> list[str]:
    if kind is None:
        return []
    if not text or titled(kind):
        some = casework.listed(connection, held, Wanted(kind.name, text=text), MOST)
        found = [one.id for one in some.records]
        if found or not text:
            return found
    return [one.id for one in _by_parts(connection, held, kind, text, terms)]


def _by_parts(
    connection: Connection, held: Held, kind: Kind, text: str, terms: Terms
) -> list[Record]:
    """By the word of its term, or by what it leads to."""
    found: list[Record] = []
    for name in kind.title:
        one = kind.field(name)
        if one is not None and one.takes is Takes.TERM and one.of:
            for code in terms(one.of[0], text):
                asked = Wanted(kind.name, words={name: code})
                found += casework.listed(connection, held, asked, MOST).records
    for one in kind.links:
        if not one.required:
            continue
        for other in one.of:
            target = kinds.BY_NAME.get(other)
            if target is None or not titled(target):
                continue
            some = casework.listed(connection, held, Wanted(other, text=text), MOST)
            for each in some.records:
                leads = records.leading_to(
                    connection, held, each.id, kind.name, limit=MOST
                )
                found += [lead.record for lead in leads if lead.field == one.name]
    return found


def _items(connection: Connection, text: str) -> list[str]:
    i = schema.item.c
    if not text:
        newest = select(i.id).order_by(i.position.desc()).limit(MOST)
        return list(connection.scalars(newest))
    o = schema.origin.c
    name = cast(o.path, String)
    asked = select(o.item).where(casework.containing(name, text)).limit(4 * MOST)
    return list(dict.fromkeys(connection.scalars(asked)))


def _accessions(connection: Connection, text: str) -> list[str]:
    a = schema.accession.c
    asked = select(a.id).order_by(a.seq.desc()).limit(MOST)
    if text:
        asked = asked.where(casework.containing(a.name, text))
    return list(connection.scalars(asked))
