# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""A small case in a box, with something of everything that a gate holds back."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from witnessbox.catalogue.answers import Filter
from witnessbox.pipeline.intake_order import Listener, Order
from witnessbox.pipeline.session import Session
from witnessbox.pipeline.stating import Stating, Wish, new_record

SECRET = "Invented Secretov"
QUIET = "account of one who did not agree to its going out"
AGREED = "account of one who agreed"
HIDDEN = "what the quarantined film shows"
AGAINST = "the camera's clock ran two hours ahead"


@dataclass(frozen=True, slots=True)
class Case:
    """Ids of the records, by what they are called here."""

    ids: Mapping[str, str]
    films: tuple[str, str]

    def __getitem__(self, name: str) -> str:
        return self.ids[name]


def take_in(session: Session, source: Path) -> None:
    """Take a folder in."""
    listener = Listener(
        planned=lambda plan: None,
        moved=lambda names, done: None,
        ack=lambda path, digest: None,
        committed=lambda: None,
    )
    session.take_in(Order((os.fsencode(source),), "one", "HERON", "", 1), listener)


def span(item: str) -> dict[str, Any]:
    """Two thirds of a second of a film, and a part of its picture."""
    return {
        "item": item,
        "stream": 0,
        "start": [1, 3],
        "end": [1, 1],
        "region": [0, 0, 5000, 5000],
    }


def stated(session: Session) -> Case:
    """State the case; the box holds two items at least."""
    rows = session.items(Filter(), 10).rows
    film, other = rows[0].item, rows[1].item
    kinds = {
        "man": "person", "victim": "person", "colony": "organisation", "post": "post",
        "held": "occupancy", "room": "place", "event": "event", "act": "act",
        "did": "involvement", "for": "support", "against": "support", "name": "name",
        "quiet": "complaint", "agreed": "complaint", "hidden": "description",
        "seen": "description", "quarantine": "quarantine", "leans": "support",
        "told": "transcript", "unsure": "transcript", "source": "source",
    }  # fmt: skip
    ids = {name: new_record(kind) for name, kind in kinds.items()}
    complaint = {"language": "ru", "referral": ["medical"]}
    fields: dict[str, dict[str, Any]] = {
        "man": {"label": "Man with the keys", "official_name": "Ivan Obrazcov"},
        "victim": {"label": "Person 7", "sex": {"unknown": True}},
        "colony": {"name": "Colony of the story", "sort": "colony"},
        "post": {"name": "Head of regime", "organisation": ids["colony"]},
        "held": {"person": ids["man"], "post": ids["post"], "from": "2023-06"},
        "room": {"name": "Cell 12", "latitude": "55.5", "longitude": "61.25"},
        "event": {
            "title": "Beating in cell 12",
            "date": "2024-03",
            "place": ids["room"],
            "observed": "=2+2 two men enter",
            "spans": [span(film), span(other)],
        },
        "act": {
            "event": ids["event"],
            "victim": ids["victim"],
            "sort": "beating",
            "date": "2024-03-09/2024-03-11",
            "spans": [span(film)],
        },
        "did": {"act": ids["act"], "person": ids["man"], "degree": "present"},
        "for": {"claim": ids["event"], "how": "supports", "by": film},
        "against": {"claim": ids["act"], "how": "contradicts", "note": AGAINST},
        "leans": {"claim": ids["event"], "how": "supports", "by": ids["quiet"]},
        "name": {"person": ids["victim"], "name": SECRET},
        "quiet": {"receipt": "R-1", "account": QUIET, **complaint},
        "agreed": {
            "receipt": "R-2",
            "account": AGREED,
            "authorised": "yes",
            **complaint,
        },
        "hidden": {"spans": [span(other)], "observed": HIDDEN},
        "seen": {"spans": [span(film)], "observed": "A man enters."},
        "quarantine": {"item": other},
        "told": {"spans": [span(film)], "text": "Да", "language": "ru"},
        "unsure": {"spans": [span(film)], "text": "Может", "language": "ru"},
        "source": {"label": "HERON"},
    }
    order = [*kinds]
    order.remove("leans")
    wishes = [Wish(kinds[n], fields[n], ids[n]) for n in [*order, "leans"]]
    Stating(session).together(wishes)
    return Case(ids, (film, other))


def digest(data: bytes) -> str:
    """SHA-256."""
    return hashlib.sha256(data).hexdigest()
