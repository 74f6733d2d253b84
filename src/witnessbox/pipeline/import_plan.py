# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What would become of each row of a file, and what would be stated, in its order.

What holds: planning records nothing. A row comes after those that it leads to; where
they lead to each other in a ring, one is stated without that link first, and whole at
the end. What may not be is lowered before it comes in; of our own export it is raised
again at the end, if the rules of this box allow it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from witnessbox.base import canonical
from witnessbox.base.errors import UnusableError
from witnessbox.base.values import Compartment
from witnessbox.catalogue import outgoing, query, records
from witnessbox.model import kinds
from witnessbox.model.field import UNKNOWN, Takes
from witnessbox.pipeline.session import Session
from witnessbox.pipeline.stating import MAX_TOGETHER, Wish, new_record
from witnessbox.release import exchange_rows
from witnessbox.release.exchange_rows import Known
from witnessbox.release.exchanged import Form, Read, Row

NEW, KNOWN, CHANGED, LEFT_OUT, REFUSED = (
    "new", "known", "changed", "left-out", "refused",
)  # fmt: skip
OWN = "Brought from another box of ours."
MAX_NAME = 500
_WHY = re.compile(r"Imported from '(.*)': their (.*)\. Row ([0-9a-f]{64})", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Order:
    """What a member wants to import.

    Attributes:
        data: The file's bytes, which nobody vouches for.
        source: The label of the source; empty with `own`.
        kind: Of the only sheet, for a single CSV file.
        own: Whether it is an export of our own, in our own form.
    """

    form: Form
    data: bytes
    source: str = ""
    kind: str = ""
    own: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of one row.

    Attributes:
        reasons: Why, as `field: code`; for a row that comes in, what is left off.
        record: Ours; empty where there is none.
    """

    where: str
    kind: str
    theirs: str
    verdict: str
    reasons: tuple[str, ...] = ()
    record: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One statement of an import, and the row that it is for.

    Attributes:
        optional: Whether the import goes on without it where a rule forbids it.
    """

    row: int
    wish: Wish
    optional: bool = False


class Plan:
    """What each row would become; and what would be stated, in its order."""

    def __init__(
        self, session: Session, connection: Connection, order: Order, read: Read
    ) -> None:
        self.steps: list[Step] = []
        self.verdicts: dict[int, Verdict] = {}
        self._order = order
        self._connection = connection
        self._held = session.compartments
        self._rows = dict(enumerate(_named(one, order) for one in read.rows))
        self._stated: set[str] = set()
        self._later: list[Step] = []
        self._before = self._earlier()
        self._records: dict[str, str] = {}
        self._items = self._items_here(read.items)
        self._judge()
        coming = [n for n, v in self.verdicts.items() if v.verdict in (NEW, CHANGED)]
        self._there = {
            v.record for v in self.verdicts.values() if v.verdict in (KNOWN, CHANGED)
        }
        if len(coming) > MAX_TOGETHER // 2:
            raise UnusableError(
                f"At most {MAX_TOGETHER // 2} rows come in together.",
                safe="Nothing was imported.",
                todo="Part the file.",
            )
        source = self._source(coming)
        for number in self._in_order(coming):
            self._step(number, source)
        self.steps += self._later

    def _judge(self) -> None:
        seen: set[str] = set()
        for number, row in self._rows.items():
            verdict = self._first(row)
            if row.theirs and row.theirs in seen and verdict.verdict != REFUSED:
                verdict = replace(verdict, verdict=REFUSED, reasons=("twice",))
            seen.add(row.theirs)
            if verdict.verdict in (NEW, CHANGED, KNOWN) and row.theirs:
                self._records[row.theirs] = verdict.record
            self.verdicts[number] = verdict
        while stuck := list(self._stuck()):
            for number, reason in stuck:
                self.verdicts[number] = replace(
                    self.verdicts[number],
                    verdict=LEFT_OUT,
                    reasons=(reason,),
                    record="",
                )
                self._records.pop(self._rows[number].theirs, None)

    def _stuck(self) -> Iterator[tuple[int, str]]:
        for number, verdict in self.verdicts.items():
            if verdict.verdict in (NEW, CHANGED):
                reason = exchange_rows.needs(self._rows[number], self._known)
                if reason:
                    yield number, reason

    @property
    def _known(self) -> Known:
        return Known(self._records, self._items)

    def _first(self, row: Row) -> Verdict:
        """A row by itself."""
        base = Verdict(row.where, row.kind, row.theirs, NEW)
        kind = kinds.BY_NAME.get(row.kind)
        wrong = row.wrong
        if kind is None:
            wrong = wrong or (("kind", "no-such-kind"),)
        elif not _can_be_stated(row):
            wrong = wrong or (("", "not-text"),)
        if wrong or kind is None:
            reasons = tuple(f"{f}: {code}" if f else code for f, code in wrong)
            return replace(base, verdict=REFUSED, reasons=reasons)
        if kind.compartment is Compartment.RESTRICTED:
            return replace(base, verdict=LEFT_OUT, reasons=("restricted",))
        if self._order.own:
            return self._first_own(base, row)
        if row.kind in exchange_rows.NOT_OURS:
            return replace(base, verdict=LEFT_OUT, reasons=("not-ours",))
        before = self._before.get(row.theirs)
        if before is None:
            return replace(base, record=new_record(row.kind))
        record, digest, untouched = before
        if digest == exchange_rows.digest(row, self._order.source):
            return replace(base, verdict=KNOWN, record=record)
        if not untouched or kinds.leads_to(record) != row.kind:
            return replace(base, verdict=LEFT_OUT, reasons=("changed-here",))
        return replace(base, verdict=CHANGED, record=record)

    def _first_own(self, base: Verdict, row: Row) -> Verdict:
        if kinds.leads_to(row.theirs) != row.kind:
            return replace(base, verdict=REFUSED, reasons=("id: not-such-a-record",))
        here = records.record(self._connection, self._held, row.theirs)
        if here is None:
            return replace(base, record=row.theirs)
        same = dict(here.fields) == dict(row.fields)
        verdict, reasons = (KNOWN, ()) if same else (LEFT_OUT, ("is-here",))
        return replace(base, verdict=verdict, reasons=reasons, record=row.theirs)

    def _earlier(self) -> dict[str, tuple[str, str, bool]]:
        """Their ids that came before: our record, the row's digest, if it stands."""
        found: dict[str, tuple[str, str, bool]] = {}
        every = outgoing.imported(self._connection, self._held)
        for record, said in every.items():
            statement, why = said[-1]
            match = _WHY.match(why)
            if match and match[1] == self._order.source:
                heads = records.standing(self._connection, self._held, record)
                stands = [one.statement.id for one in heads] == [statement]
                found[match[2]] = (record, match[3], stands)
        return found

    def _items_here(self, named: Mapping[str, str]) -> dict[str, str]:
        found: dict[str, str] = {}
        for theirs, sha256 in named.items():
            item = query.item_by_digest(self._connection, sha256)
            if item is not None:
                found[theirs] = item
        wanted = {
            str(item)
            for row in self._rows.values()
            for item in _items_of(row)
            if item not in named
        }
        found |= {item: item for item in outgoing.items(self._connection, wanted)}
        return found

    def _source(self, coming: Sequence[int]) -> str:
        """The source's record, made if there is none; empty where none is needed."""
        if self._order.own or not coming:
            return ""
        for one in outgoing.standing(self._connection, self._held, "source"):
            if one.fields.get("label") == self._order.source:
                return one.id
        record = new_record("source")
        told = {"label": self._order.source, "notes": "Came by an import."}
        self.steps.append(Step(coming[0], Wish("source", told, record)))
        return record

    def _in_order(self, coming: Sequence[int]) -> list[int]:
        """Rows after those that they lead to, as far as they do not go in a ring."""
        places = {self._rows[number].theirs: number for number in coming}
        done: dict[int, None] = {}
        began: set[int] = set()
        for start in coming:
            stack = [(start, False)]
            while stack:
                number, after = stack.pop()
                if after:
                    done[number] = None
                elif number not in began:
                    began.add(number)
                    stack.append((number, True))
                    leads = sorted(exchange_rows.targets(self._rows[number]), key=_need)
                    stack += [(places[t], False) for t, _ in leads if t in places]
        return list(done)

    def _step(self, number: int, source: str) -> None:
        row, verdict = self._rows[number], self.verdicts[number]
        told, off = exchange_rows.ours(row, self._known)
        fields, said = exchange_rows.lowered(row.kind, told)
        reasons = [f"{name}: left-off" for name in off]
        if said and not self._order.own:
            reasons.append(said)
        self.verdicts[number] = replace(verdict, reasons=tuple(reasons))
        why = OWN if self._order.own else _why(row, self._order.source)
        first = self._without_ring(row.kind, fields)
        if verdict.verdict == NEW:
            first = exchange_rows.at_first(row.kind, first)
        self._stated.add(verdict.record)
        wish = Wish(row.kind, first, verdict.record, why, came=True)
        self.steps.append(Step(number, wish))
        if first != fields:
            later = replace(wish, fields=fields)
            self._later.append(Step(number, later))
        if said and self._order.own:
            later = replace(wish, fields=told)
            self._later.append(Step(number, later, optional=True))
        if source and row.kind in exchange_rows.CLAIMS and verdict.verdict == NEW:
            support = {
                "claim": verdict.record,
                "how": "supports",
                "by": source,
                "source": source,
                "connection": "relayed",
                "note": f"Their record: {row.theirs}. {said}".strip(),
            }
            self.steps.append(Step(number, Wish("support", support)))

    def _without_ring(self, kind: str, fields: dict[str, Any]) -> dict[str, Any]:
        """Fields without links to what comes in later, as far as it can do so."""
        coming = set(self._records.values()) - self._stated - self._there
        kept = dict(fields)
        for field in kinds.BY_NAME[kind].links:
            value = kept.get(field.name)
            if field.required or value is None or value == UNKNOWN:
                continue
            parts = value if field.many else [value]
            left = [one for one in parts if one not in coming]
            if len(left) < len(parts):
                del kept[field.name]
                if left:
                    kept[field.name] = left
        return kept


def _need(target: tuple[str, bool]) -> bool:
    """What a row needs is walked to last, and so is there first in any ring."""
    return target[1]


def _named(row: Row, order: Order) -> Row:
    """A row with a name, short enough to be kept in a reason."""
    if 0 < len(row.theirs) <= MAX_NAME or row.wrong:
        return row
    return replace(row, theirs=f"row {exchange_rows.digest(row, order.source)}")


def _can_be_stated(row: Row) -> bool:
    """Whether the ledger can hold its fields: half characters, it cannot."""
    try:
        canonical.encode({"theirs": row.theirs, **row.fields})
    except (ValueError, RecursionError):
        return False
    return True


def _why(row: Row, source: str) -> str:
    digest = exchange_rows.digest(row, source)
    return f"{outgoing.IMPORTED}'{source}': their {row.theirs}. Row {digest}"


def _items_of(row: Row) -> Iterator[str]:
    kind = kinds.BY_NAME.get(row.kind)
    for field in kind.fields if kind else ():
        value: Any = row.fields.get(field.name)
        for one in value if isinstance(value, list | tuple) else (value,):
            if field.takes in (Takes.SPAN, Takes.SPANS) and isinstance(one, dict):
                yield str(one.get("item"))
            elif isinstance(one, str) and kinds.leads_to(one) == "item":
                yield one
