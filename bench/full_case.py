# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What the members of `full_box` state: a case of some tens of thousands of records."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from bench.full_footage import MONTHS, Filled, Words
from witnessbox.model import kinds
from witnessbox.model.terms import BY_NAME
from witnessbox.pipeline.handling import record_of
from witnessbox.pipeline.stating import Wish, new_record

PARTS = {
    "person": 0.03, "event": 0.03, "act": 0.08, "involvement": 0.08,
    "appearance": 0.08, "identification": 0.04, "support": 0.14, "transcript": 0.06,
    "label": 0.08, "work": 0.04,
}  # fmt: skip
"""The share of the statements that each kind has; descriptions are the rest."""

FEW = {
    "place": 60, "organisation": 20, "post": 100, "occupancy": 150, "source": 40,
    "intervention": 150, "outcome": 150, "publication": 40, "complaint": 300,
}  # fmt: skip


class Case:
    """What members state: kinds in an order in which each leads to earlier ones."""

    def __init__(self, made: Filled, draw: random.Random) -> None:
        self._made, self._draw, self._words = made, draw, Words(draw)
        self._dates: dict[str, str] = {}
        self._victims: dict[str, str] = {}
        self._record = ""

    def wishes(self, statements: int) -> Iterator[Wish]:
        """So many."""
        counts = dict(FEW)
        counts = {name: min(n, statements // 50) for name, n in counts.items()}
        counts |= {name: round(share * statements) for name, share in PARTS.items()}
        order = [name for name in kinds.BY_NAME if name in counts]
        first = ("place", "organisation", "person", "source", "post", "occupancy")
        order = [*first, *(name for name in order if name not in first)]
        order.remove("support")
        order.append("support")
        for name in order:
            for item in self._items_for(name, counts[name]):
                yield self._wish(name, item)
        for _ in range(statements - sum(counts.values())):
            yield self._wish("description", "")

    def _items_for(self, name: str, many: int) -> list[str]:
        """One label and one line of work is all that an item has."""
        if name not in ("label", "work"):
            return [""] * many
        return self._draw.sample(self._made.items, min(many, len(self._made.items)))

    def _wish(self, name: str, item: str) -> Wish:
        record = record_of(name, item) if item else new_record(name)
        self._record = record
        fields = getattr(self, f"_{name}")()
        if item:
            fields["item"] = item
        self._made.records.setdefault(name, []).append(record)
        return Wish(name, fields, record)

    def _some(self, name: str) -> str:
        return self._draw.choice(self._made.records[name])

    def _term(self, vocabulary: str) -> str:
        return self._draw.choice(BY_NAME[vocabulary].codes)

    def _date(self) -> str:
        return f"{self._draw.choice(MONTHS)}-{self._draw.randrange(1, 28):02d}"

    def _spans(self) -> list[dict[str, Any]]:
        # The shortest film lasts ten seconds.
        start = self._draw.randrange(6)
        return [
            {"item": self._draw.choice(self._made.timed), "stream": 0}
            | {"start": [start, 1], "end": [start + 5, 1], "region": None}
        ]

    def _place(self) -> dict[str, Any]:
        fields = {"name": self._words.text(4), "sort": self._term("place-sort")}
        known = self._made.records.get("place")
        return {**fields, "within": self._draw.choice(known[:8])} if known else fields

    def _organisation(self) -> dict[str, Any]:
        return {"name": self._words.text(5), "place": self._some("place")}

    def _person(self) -> dict[str, Any]:
        return {"label": f"{self._words.text(3)} {self._record[-4:]}"}

    def _source(self) -> dict[str, Any]:
        return {"label": self._words.text(3)}

    def _post(self) -> dict[str, Any]:
        known = self._made.records.get("post")
        fields = {"name": self._words.text(4)}
        fields["organisation"] = self._some("organisation")
        return {**fields, "reports_to": self._draw.choice(known)} if known else fields

    def _occupancy(self) -> dict[str, Any]:
        terms = {"from": "2020-01", "to": self._draw.choice(("2022-06", "2024-12"))}
        return {"person": self._some("person"), "post": self._some("post"), **terms}

    def _event(self) -> dict[str, Any]:
        date = self._dates[self._record] = self._date()
        fields = {"title": self._words.text(8), "date": date}
        return {**fields, "place": self._some("place")}

    def _act(self) -> dict[str, Any]:
        event, victim = self._some("event"), self._some("person")
        self._victims[self._record] = victim
        fields = {"event": event, "victim": victim, "sort": self._term("act")}
        return {**fields, "date": self._dates[event], "place": self._some("place")}

    def _involvement(self) -> dict[str, Any]:
        act, person = self._some("act"), self._some("person")
        while self._victims[act] == person:
            person = self._some("person")
        return {"act": act, "person": person, "degree": "present"}

    def _appearance(self) -> dict[str, Any]:
        return {"label": self._words.text(4), "spans": self._spans()}

    def _identification(self) -> dict[str, Any]:
        ends = {"appearance": self._some("appearance"), "person": self._some("person")}
        return {**ends, "grade": "candidate"}

    def _support(self) -> dict[str, Any]:
        kind = self._draw.choice(("event", "act", "act", "occupancy", "involvement"))
        fields = {"claim": self._some(kind), "how": "supports", "spans": self._spans()}
        return {**fields, "by": self._draw.choice(self._made.items)}

    def _transcript(self) -> dict[str, Any]:
        fields = {"spans": self._spans(), "text": self._words.text(30)}
        return {**fields, "language": "ru"}

    def _label(self) -> dict[str, Any]:
        fields = {"category": [self._term("category")], "sound": "no", "child": "no"}
        return {**fields, "sexual": "no", "severity": self._draw.randrange(5)}

    def _work(self) -> dict[str, Any]:
        handle, _ = self._draw.choice(self._made.members)
        return {"state": "described", "assignee": handle}

    def _description(self) -> dict[str, Any]:
        return {"spans": self._spans(), "observed": self._words.text(40)}

    def _intervention(self) -> dict[str, Any]:
        fields: dict[str, Any] = {"title": self._words.text(6)}
        fields["sort"] = self._term("intervention")
        fields["about"] = [self._some("event")]
        return {**fields, "date": self._date(), "addressee": self._words.text(3)}

    def _outcome(self) -> dict[str, Any]:
        fields = {"title": self._words.text(6), "sort": self._term("outcome")}
        return {**fields, "date": self._date(), "source": self._words.text(3)}

    def _publication(self) -> dict[str, Any]:
        fields = {"title": self._words.text(6), "by": self._words.text(2)}
        return {**fields, "date": self._date()}

    def _complaint(self) -> dict[str, Any]:
        fields = {"receipt": self._record[-8:], "account": self._words.text(80)}
        return {**fields, "language": "ru", "received": self._date()}
