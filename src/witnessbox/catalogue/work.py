# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""How each item's work stands, kept as statements and findings come in.

What holds: of two members who take one item at once, the first in the ledger has
it; labels that differ count by the worst of them, and an item without one as the
worst of all; a quarantine stands until a statement lifts it. All of it follows from
the ledger's order, so that an index made anew is the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, select, text

from witnessbox.base.values import Compartment
from witnessbox.catalogue import schema, worth
from witnessbox.catalogue.event import Event, Row, as_json, put, replace
from witnessbox.catalogue.stated import said_of, stated
from witnessbox.catalogue.stated_schema import SHELVES
from witnessbox.catalogue.work_schema import (
    CLOSED,
    DESCRIBED,
    SECOND_LOOK,
    STATES,
    TRIAGED,
    UNSEEN,
    WAITING,
    WORST,
    aside,
    own,
    work,
)
from witnessbox.model.field import UNKNOWN, marked
from witnessbox.model.statement import Said, from_json, heads

UNLABELLED: Row = {
    "labelled": 0, "severity": WORST, "categories": "",
    "sound": "unknown", "sexual": "unknown", "child": "unknown", "death": "unknown",
}  # fmt: skip
ANSWERS = ("sound", "sexual", "child", "death")
_EVIDENCE = SHELVES[Compartment.EVIDENCE]
_THIS: BindParameter[str] = bindparam("this")
_ABOUT = ("work", "label", "quarantine", "confided", "description")
_WORKED = (DESCRIBED, SECOND_LOOK, CLOSED)

# Made once: making a statement anew costs ten times what carrying it out does.
_LEADS = (
    select(_EVIDENCE.lead.c.kind, _EVIDENCE.lead.c.record)
    .where(_EVIDENCE.lead.c.target == _THIS, _EVIDENCE.lead.c.kind.in_(_ABOUT))
    .distinct()
)
_AUTHORS = (
    select(_EVIDENCE.statement.c.author)
    .where(_EVIDENCE.statement.c.record.in_(bindparam("these", expanding=True)))
    .distinct()
)
_TAKEN_BACK = select(_EVIDENCE.record.c.id, _EVIDENCE.record.c.kind).where(
    # Written out, for the index of those is found by it alone.
    text("heads > 1"),
    _EVIDENCE.record.c.withdrawn == 1,
    _EVIDENCE.record.c.kind.in_(("label", "quarantine", "confided")),
)
_WORK = select(work).where(work.c.item == _THIS)
_POSITION = select(schema.item.c.position).where(schema.item.c.id == _THIS)


def said(connection: Connection, event: Event) -> None:
    """One statement of the evidence, and what it does to work and rounds."""
    body: Any = event.body
    kind, record = str(body["kind"]), str(body["record"])
    if kind == "coding" and _is_open(connection, str(body["fields"].get("round", ""))):
        _put_aside(connection, event)
        return
    if kind == "coding" and not body["fields"] and _is_aside(connection, record):
        _put_aside(connection, event)
        return
    stated(connection, event)
    if kind == "round" and not _is_open(connection, record):
        _bring_out(connection, record)
    if kind in _ABOUT:
        for item in _items_of(connection, record):
            _spoken_of(connection, item)


def found(
    connection: Connection, row: Row, claims: Mapping[str, dict[str, Any]]
) -> None:
    """What machines found of an item, by its row of traits."""
    changes: Row = {
        "position": row["position"],
        "shown": int(row["state"] == "looked"),
        "parts": as_json(worth.parts(row, claims)),
        "alike": row["alike"],
    }
    _keep(connection, str(row["item"]), changes)


def kept_own(connection: Connection, event: Event) -> None:
    """What a member keeps for themselves; nobody's but its author's."""
    row: Row = {
        "member": event.author,
        "about": event.body["about"],
        "sealed": event.body["sealed"],
        "at": event.at,
        "seq": event.seq,
    }
    replace(connection, own, ("member", "about"), [row])


@dataclass(slots=True)
class _Standing:
    """How an item's work stands after some statements, in the ledger's order."""

    state: str = UNSEEN
    assignee: str = ""
    taken: int = 0
    asked: str = ""
    asked_by: str = ""
    by: set[str] = field(default_factory=set)
    heard: str = ""

    def hear(self, said: Said) -> None:
        """One more statement."""
        made = said.statement
        wanted = "" if made.withdrawn else str(made.fields.get("assignee") or "")
        late = bool(self.heard) and self.heard not in made.supersedes
        state = UNSEEN if made.withdrawn else str(made.fields.get("state") or UNSEEN)
        if late and self.assignee not in ("", wanted):
            # Its author had not seen that somebody was quicker.
            if wanted == said.author:
                return
            wanted, state = self.assignee, self.state
        self.heard = made.id
        if self.assignee == said.author and wanted != said.author:
            self.by.add(said.author)
        asked = "" if made.withdrawn else str(made.fields.get("asked") or "")
        if asked != self.asked:
            self.asked, self.asked_by = asked, said.author if asked else ""
        if state in _WORKED and state != self.state:
            self.by.add(said.author)
        if wanted != self.assignee:
            self.taken = said.seq
        self.state, self.assignee = state, wanted


def worked(statements: Sequence[Said]) -> Row:
    """What the statements about an item's work come to; pure."""
    standing = _Standing()
    for one in sorted(statements, key=lambda said: said.seq):
        standing.hear(one)
    return {
        "state": standing.state,
        "assignee": standing.assignee,
        "taken": standing.taken,
        "asked": standing.asked,
        "asked_by": standing.asked_by,
        "by": standing.by,
    }


def labelled(labels: Sequence[Mapping[str, Any]]) -> Row:
    """What labels come to, the worst of each; without any, the worst of all; pure."""
    if not labels:
        return dict(UNLABELLED)
    severities = [one.get("severity") for one in labels]
    known = [
        value if isinstance(value, int) and 0 <= value <= WORST else WORST
        for value in severities
    ]
    terms: list[str] = []
    for one in labels:
        given = one.get("category")
        terms += given if isinstance(given, list) else []
    row: Row = {
        "labelled": 1,
        "severity": max(known),
        "categories": " ".join(dict.fromkeys(terms)),
    }
    for name in ANSWERS:
        row[name] = _worst([one.get(name) for one in labels])
    return row


def _worst(answers: Sequence[Any]) -> str:
    if "yes" in answers:
        return "yes"
    return "no" if all(answer == "no" for answer in answers) else "unknown"


def _spoken_of(connection: Connection, item: str) -> None:
    """Draw what statements say of one item anew."""
    by_kind: dict[str, list[str]] = {name: [] for name in _ABOUT}
    for kind, record in connection.execute(_LEADS, {"this": item}):
        by_kind[kind].append(record)
    for record, kind in connection.execute(_TAKEN_BACK):
        # One member took it back and another did not: it leads nowhere, and stands.
        if item in _items_of(connection, record):
            by_kind[kind].append(record)
    row = worked(
        [
            one
            for record in by_kind["work"]
            for one in said_of(connection, _EVIDENCE, record)
        ]
    )
    labels = list(_standing_fields(connection, by_kind["label"]))
    row.update(labelled(labels))
    describers = _authors(connection, by_kind["description"])
    implied = DESCRIBED if describers else TRIAGED if labels else UNSEEN
    row["state"] = max(row["state"], implied, key=STATES.index)
    row["by"] = "".join(f" {one} " for one in sorted(row["by"] | describers))
    for kind, column in (("quarantine", "quarantined"), ("confided", "confided")):
        standing = _standing_fields(connection, by_kind[kind])
        row[column] = int(any(one.get("lifted") is not True for one in standing))
    _keep(connection, item, row)


def _standing_fields(
    connection: Connection, records: Sequence[str]
) -> Iterator[Mapping[str, Any]]:
    """The fields of every head of some records: members may differ."""
    for record in records:
        for one in heads(said_of(connection, _EVIDENCE, record)):
            if not one.statement.withdrawn:
                fields = one.statement.fields
                yield {n: None if v == UNKNOWN else v for n, v in fields.items()}


def _authors(connection: Connection, records: Sequence[str]) -> set[str]:
    if not records:
        return set()
    return set(connection.scalars(_AUTHORS, {"these": [*records]}))


def _items_of(connection: Connection, record: str) -> list[str]:
    """Every item that a record leads to or ever led to."""
    items: dict[str, None] = {}
    for one in said_of(connection, _EVIDENCE, record):
        fields = one.statement.fields
        if isinstance(fields.get("item"), str):
            items[str(fields["item"])] = None
        spans = fields.get("spans")
        for span in spans if isinstance(spans, list) else []:
            items[marked(span).item] = None
    return list(items)


def _keep(connection: Connection, item: str, changes: Row) -> None:
    """Put changes to an item's row, and what follows from all of it."""
    before = connection.execute(_WORK, {"this": item}).mappings().one_or_none()
    row: Row = {**before} if before is not None else _fresh(connection, item)
    row.update(changes)
    row["score"] = worth.score(json.loads(row["parts"]), row["asked"], row["state"])
    row["begun"] = int(row["state"] != UNSEEN or bool(row["assignee"]))
    given = row["assignee"] == "" and row["state"] in WAITING
    back = row["quarantined"] or row["confided"]
    row["waits"] = int(given and bool(row["shown"]) and not back)
    light = row["labelled"] and row["severity"] < WORST
    row["light"] = int(bool(row["waits"] and light))
    if before is None or row != {**before}:
        replace(connection, work, ("item",), [row])


def _fresh(connection: Connection, item: str) -> Row:
    position = connection.scalar(_POSITION, {"this": item})
    return {
        "item": item,
        "position": -1 if position is None else position,
        "shown": 0,
        "state": UNSEEN,
        "assignee": "",
        "taken": 0,
        "by": "",
        "asked": "",
        "asked_by": "",
        "parts": "{}",
        "alike": "",
        "quarantined": 0,
        "confided": 0,
        **UNLABELLED,
    }


def _is_open(connection: Connection, record: str) -> bool:
    """Whether a record is a round that was not closed."""
    r = _EVIDENCE.record.c
    row = connection.execute(
        select(r.fields, r.withdrawn).where(r.id == record, r.kind == "round")
    ).one_or_none()
    if row is None or row.withdrawn:
        return False
    return json.loads(row.fields).get("closed") is not True


def _is_aside(connection: Connection, record: str) -> bool:
    wanted = select(aside.c.id).where(aside.c.record == record).limit(1)
    return connection.scalar(wanted) is not None


def _put_aside(connection: Connection, event: Event) -> None:
    made = from_json(event.body)
    row: Row = {
        "id": made.id,
        "record": made.record,
        "round": str(made.fields.get("round", ""))
        or _round_of(connection, made.record),
        "author": event.author,
        "body": as_json(event.body),
        "at": event.at,
        "seq": event.seq,
    }
    put(connection, aside, [row])


def _round_of(connection: Connection, record: str) -> str:
    a = aside.c
    wanted = select(a.round).where(a.record == record).order_by(a.seq).limit(1)
    return connection.scalar(wanted) or ""


def _bring_out(connection: Connection, record: str) -> None:
    """State the codes of a round that is closed now, in the ledger's order."""
    a = aside.c
    rows = connection.execute(
        select(aside).where(a.round == record).order_by(a.seq)
    ).all()
    for row in rows:
        stated(
            connection,
            Event(
                seq=row.seq,
                compartment=Compartment.EVIDENCE,
                act="stated",
                author=row.author,
                at=row.at,
                body=json.loads(row.body),
                pledges=(),
            ),
        )
    connection.execute(aside.delete().where(a.round == record))
