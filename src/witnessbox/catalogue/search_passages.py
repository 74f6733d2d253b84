# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Rows in, passages out: what of a record, a finding or a name can be found.

What holds: a passage goes with what it was made of, in the same transaction: what is
withdrawn, superseded or looked at anew leaves no word behind. A passage depends on
its own row and on when its item says it was recorded, on nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from sqlalchemy import Connection, TextClause, select, text, tuple_

from witnessbox.base.values import Compartment
from witnessbox.catalogue import search_facts
from witnessbox.catalogue.event import put
from witnessbox.catalogue.found_schema import trait
from witnessbox.catalogue.search_schema import PASSAGES, SPACE, WORDS, Rank
from witnessbox.catalogue.search_texts import (
    FILE,
    Passage,
    days_of,
    finding_passages,
    record_passage,
    recorded_on,
)
from witnessbox.catalogue.search_words import columns
from witnessbox.model.evidence import readable
from witnessbox.model.finding import Finding
from witnessbox.model.kind import Kind

LOOK_UP_MANY = 500
BLIND = ("coding",)
"""Kinds that nobody finds by a word: coders work without seeing each other's codes."""


def of_record(
    connection: Connection,
    compartment: Compartment,
    kind: Kind,
    record: str,
    fields: Mapping[str, Any] | None,
) -> None:
    """The passage of a record as it stands; `fields` is None if it is withdrawn."""
    had = connection.execute(_OWN[compartment], {"o": record})
    _drop(connection, compartment, had.scalars().all())
    if fields is not None and kind.name not in BLIND:
        add(connection, compartment, [record_passage(kind, record, fields)])


def of_files(
    connection: Connection,
    found: Iterable[tuple[str, bytes, str]],
    new: Collection[str] = (),
) -> None:
    """The names under which items were found: (item, path, accession).

    Args:
        connection: To the index of the evidence.
        found: All of one entry.
        new: Items that this entry brought, of which nothing can be known yet.
    """
    by_item: dict[str, list[tuple[str, str]]] = {}
    for item, path, accession in found:
        by_item.setdefault(item, []).append((readable(path), accession))
    before = [item for item in by_item if item not in new]
    known = _known(connection, {(i, name) for i in before for name, _ in by_item[i]})
    dates = _dates(connection, before)
    made = [
        Passage(
            item, FILE, Rank.NAMES, name, name, item=item,
            dates=dates.get(item, ()), about=(item, accession),
        )
        for item, names in by_item.items()
        for name, accession in dict(names).items()
        if (item, name) not in known
    ]  # fmt: skip
    add(connection, Compartment.EVIDENCE, made)


def _known(
    connection: Connection, names: Collection[tuple[str, str]]
) -> set[tuple[str, str]]:
    """Those of some (item, name) of which there is a passage.

    Asked for by name: of an empty file there may be a million.
    """
    p, wanted = PASSAGES[Compartment.EVIDENCE].c, sorted(names)
    found: set[tuple[str, str]] = set()
    for at in range(0, len(wanted), LOOK_UP_MANY):
        pairs = wanted[at : at + LOOK_UP_MANY]
        asked = select(p.owner, p.part).where(p.sort == FILE)
        rows = connection.execute(asked.where(tuple_(p.owner, p.part).in_(pairs)))
        found |= {(owner, part) for owner, part in rows}
    return found


def _dates(connection: Connection, items: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """When some items say they were recorded."""
    t, found = trait.c, dict[str, tuple[str, ...]]()
    for at in range(0, len(items), LOOK_UP_MANY):
        asked = select(t.item, t.recorded)
        asked = asked.where(t.item.in_(items[at : at + LOOK_UP_MANY]))
        found |= {
            one: recorded_on(when or "") for one, when in connection.execute(asked)
        }
    return found


def of_findings(
    connection: Connection,
    item: str,
    stages: Mapping[str, Sequence[Finding]],
    recorded: str,
) -> None:
    """The words that machines found in an item; those of these stages alone."""
    rows = connection.execute(_OWN_STAGES, {"o": item})
    had = [row.id for row in rows if row.stage in stages]
    _drop(connection, Compartment.EVIDENCE, had)
    made: list[Passage] = []
    for stage, findings in sorted(stages.items()):
        made += finding_passages(item, stage, findings, recorded_on(recorded))
    add(connection, Compartment.EVIDENCE, made)


def redate(connection: Connection, item: str, recorded: str) -> None:
    """The passages of an item, which now says another day."""
    table = PASSAGES[Compartment.EVIDENCE]
    rows = connection.execute(select(table).where(table.c.owner == item)).all()
    _drop(connection, Compartment.EVIDENCE, [row.id for row in rows])
    dates = recorded_on(recorded)
    again: list[tuple[int, Passage]] = []
    for row in sorted(rows, key=lambda row: int(row.id)):
        kept = Passage(
            owner=row.owner, sort=row.sort, rank=Rank(row.id // SPACE), text=row.text,
            part=row.part, stage=row.stage, item=row.item,
            start=_fraction(row.start_num, row.start_den),
            end=_fraction(row.end_num, row.end_den), language=row.language,
            fields=tuple(json.loads(row.fields)["fields"]), dates=dates,
            about=tuple(json.loads(row.fields)["about"]), draft=bool(row.draft),
        )  # fmt: skip
        again.append((row.id, kept))
    _insert(connection, Compartment.EVIDENCE, again)


def add(
    connection: Connection, compartment: Compartment, made: Sequence[Passage]
) -> None:
    """Add passages, each with the next number of its rank."""
    numbered: list[tuple[int, Passage]] = []
    for rank in sorted({one.rank for one in made}):
        mine = [one for one in made if one.rank is rank]
        if mine:
            last = connection.execute(_LAST[compartment], {"n": (rank + 1) * SPACE})
            base = max(last.scalar() or 0, rank * SPACE)
            numbered += [(base + n, one) for n, one in enumerate(mine, 1)]
    _insert(connection, compartment, numbered)


def _insert(
    connection: Connection,
    compartment: Compartment,
    numbered: Sequence[tuple[int, Passage]],
) -> None:
    if not numbered:
        return
    rows = [_row(number, one) for number, one in numbered]
    put(connection, PASSAGES[compartment], rows)
    worded = []
    for (number, one), row in zip(numbered, rows, strict=True):
        cut = columns(one.text)
        worded.append(
            {"i": number, "t": cut.text, "s": cut.stems, "n": cut.names}
            | {"f": row["facts"]}
        )
    connection.execute(_ADD[compartment], worded)


def _row(number: int, one: Passage) -> dict[str, Any]:
    days = [days_of(text) for text in one.dates]
    facts = [search_facts.kind(one.sort), *search_facts.dated(days)]
    facts += [search_facts.about(identity) for identity in one.about if identity]
    if one.language:
        facts.append(search_facts.language(one.language))
    kept = {"fields": one.fields, "dates": one.dates, "about": one.about}
    return {
        "id": number,
        "owner": one.owner,
        "sort": one.sort,
        "part": one.part,
        "stage": one.stage,
        "item": one.item,
        "start_num": one.start.numerator if one.start is not None else None,
        "start_den": one.start.denominator if one.start is not None else None,
        "end_num": one.end.numerator if one.end is not None else None,
        "end_den": one.end.denominator if one.end is not None else None,
        "first": days[0][0] if days else None,
        "last": days[0][1] if days else None,
        "least": min((first for first, _ in days), default=None),
        "most": max((last for _, last in days), default=None),
        "language": one.language,
        "text": one.text,
        "fields": json.dumps(kept, separators=(",", ":")),
        "facts": " ".join(facts),
        "draft": int(one.draft),
    }


def _drop(
    connection: Connection, compartment: Compartment, numbers: Sequence[int]
) -> None:
    if numbers:
        gone = [{"i": number} for number in numbers]
        connection.execute(_REMOVE[compartment], gone)
        connection.execute(_FORGET[compartment], gone)


def _fraction(numerator: int | None, denominator: int | None) -> Fraction | None:
    return None if numerator is None else Fraction(numerator, denominator)


def _each(statement: str) -> dict[Compartment, TextClause]:
    # Written out: making a statement anew costs ten times what carrying it out does.
    return {one: text(statement.format(db=one.value, w=WORDS)) for one in PASSAGES}


_ADD = _each(
    "INSERT INTO {db}.{w} (rowid, text, stems, names, facts) VALUES (:i,:t,:s,:n,:f)"
)
_REMOVE = _each("DELETE FROM {db}.{w} WHERE rowid = :i")
_FORGET = _each("DELETE FROM {db}.passage WHERE id = :i")
_OWN = _each("SELECT id FROM {db}.passage WHERE owner = :o")
_LAST = _each("SELECT max(id) FROM {db}.passage WHERE id < :n")
_OWN_STAGES = text("SELECT id, stage FROM evidence.passage WHERE owner = :o")
