# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""A world of ledger events for the indexes: what a box would hold, without one."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection

from witnessbox.base.moment import Instant
from witnessbox.base.values import Compartment, MemberId
from witnessbox.catalogue.index import Index
from witnessbox.catalogue.projector import Event, project
from witnessbox.model.evidence import path_text
from witnessbox.model.finding import Finding

AT = Instant("2026-03-01T10:00:00Z")
ACCESSION = "a-" + "0" * 31 + "1"
Findings = Mapping[str, Sequence[Finding]]


def item_id(number: int) -> str:
    return f"i-{number:032x}"


class World:
    """An index of the evidence, filled event by event."""

    def __init__(self, folder: str) -> None:
        keys = {Compartment.EVIDENCE: bytes(32)}
        self.index = Index(os.path.join(folder, "index"), keys)
        self.events: list[Event] = []
        self.items = 0

    def add(self, act: str, body: dict[str, Any], findings: Findings = {}) -> None:  # noqa: B006
        """One entry; it is projected by `project`."""
        event = Event(
            seq=len(self.events),
            compartment=Compartment.EVIDENCE,
            act=act,
            author=MemberId("anna"),
            at=AT,
            body=body,
            pledges=(),
            findings=findings,
        )
        self.events.append(event)

    def project(self, start: int = 0) -> None:
        """Project all events from one on."""
        project(self.index, Compartment.EVIDENCE, self.events[start:], len(self.events))

    def accession(self, name: str = "First disk", identity: str = ACCESSION) -> None:
        self.add(
            "accession-opened",
            {"accession": identity, "name": name, "source": "HERON"},
        )

    def original(
        self, path: bytes, *, accession: str = ACCESSION, copy_of: int | None = None
    ) -> str:
        """An original under a path; with `copy_of` one more origin of an item."""
        number = self.items + 1 if copy_of is None else copy_of
        element: dict[str, Any] = {
            "path": path_text(path),
            "item": item_id(number),
            "sha256": hashlib.sha256(b"%d" % number).hexdigest(),
            "blake3": "00" * 32,
            "size": 1000 + number,
        }
        if copy_of is None:
            self.items = number
            element["object"] = f"{number:032x}"
        body = {"accession": accession, "source": 0, "originals": [element]}
        self.add("originals-received", body)
        return item_id(number)

    def refused(self, path: bytes, reason: str = "input/output error") -> None:
        element = {"path": path_text(path), "reason": reason}
        body = {"run": "r-1", "accession": ACCESSION, "source": 0}
        self.add("sightings-refused", {**body, "refused": [element]})

    def looked(
        self,
        item: str,
        kind: str = "video",
        seconds: int = 60,
        *,
        size: tuple[int, int] = (1920, 1080),
        recorded: str = "",
        reason: str = "",
    ) -> None:
        """The first look's result, as format 1 wrote it."""
        result: dict[str, Any] = {"kind": kind, "media_type": f"{kind}/x", "stills": []}
        if kind in ("video", "sound"):
            result["duration"] = [seconds, 1]
        if kind in ("video", "photograph"):
            result["width"], result["height"] = size
        if recorded:
            result["recorded"] = recorded
        self.add(
            "derived",
            {
                "item": item,
                "stage": "look",
                "version": "1",
                "status": "refused" if reason else "done",
                "code": reason,
                "decoder": "test",
                "result": result,
                "objects": [],
            },
        )

    def surveyed(
        self,
        item: str,
        findings: Findings,
        *,
        version: str = "1",
        summaries: Mapping[str, dict[str, Any]] | None = None,
        failed: Mapping[str, str] | None = None,
        inline: bool = False,
    ) -> None:
        """One pass; its findings lie in the entry, or beside it."""
        stages: dict[str, Any] = {}
        for stage, found in findings.items():
            stages[stage] = {
                "version": version,
                "status": "done",
                "code": "",
                "count": len(found),
                "summary": (summaries or {}).get(stage, {}),
            }
            if inline:
                stages[stage]["findings"] = [one.to_json() for one in found]
        for stage, code in (failed or {}).items():
            stages[stage] = {
                "version": version,
                "status": "failed",
                "code": code,
                "count": 0,
                "summary": {},
            }
        body = {
            "item": item,
            "depth": "survey",
            "decoder": "test",
            "input": "00" * 32,
            "stages": stages,
            "objects": [],
        }
        self.add("surveyed", body, {} if inline else findings)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        with self.index.reader.connect() as connection:
            yield connection

    def close(self) -> None:
        self.index.close()
