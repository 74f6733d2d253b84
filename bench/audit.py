# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Holds a box against the source and against what was acknowledged.

What holds: nothing here trusts `verify`; the box's word (`list --jsonl`) is
compared with our own walk of the source, with the lines that `--acks` printed,
and with the files that really lie under `objects/`.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bench.program import ACCESSION, Item, Program
from bench.trees import Node, originals


@dataclass(slots=True)
class Verdict:
    """What is wrong with a box; all empty is how it must be.

    Attributes:
        lost: Acknowledged originals that the box does not list, or not so.
        doubled: Contents, originals or objects that are there twice.
        wrong: What is listed and not true.
        faults: What `verify` reports above a note.
    """

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        """True if all holds."""
        return not (self.lost or self.doubled or self.wrong or self.faults)

    def __str__(self) -> str:
        """The first few of each, for a person."""
        parts = []
        for name in self.__slots__:
            found = getattr(self, name)
            if found:
                parts.append(f"{name} {len(found)}: " + "; ".join(found[:3]))
        return " | ".join(parts) or "all holds"


def objects_on_disk(box: str) -> set[str]:
    """The published objects, as paths inside the box."""
    found = set()
    top = os.path.join(box, "objects")
    for folder in os.listdir(top):
        if folder != "incoming":
            names = os.listdir(os.path.join(top, folder))
            found |= {f"objects/{folder}/{name}" for name in names}
    return found


def left_incoming(box: str) -> int:
    """Files that lie unfinished under objects/incoming."""
    top = os.path.join(box, "objects", "incoming")
    return sum(len(files) for _, _, files in os.walk(top))


def audit(
    program: Program,
    nodes: Mapping[bytes, Node],
    acked: Iterable[tuple[bytes, str]],
    *,
    complete: bool,
    objects: int | None = None,
) -> Verdict:
    """Compare what the box lists with the source and with the acknowledged.

    Args:
        program: The program on the box.
        nodes: Our own portrait of the source.
        acked: Every line that `--acks` printed, over all runs.
        complete: True if the last intake ended with all stored.
        objects: How many objects a run without interruption leaves; more of them
            means that something was stored twice.
    """
    verdict = Verdict()
    items = program.items()
    here = objects_on_disk(program.box)
    listed = _origins(items, here, verdict)
    for path, sha256 in acked:
        if listed.get(path) != sha256:
            verdict.lost.append(f"{path!r} was acknowledged")
    truth = dict(originals(dict(nodes)))
    for path, sha256 in listed.items():
        if path not in truth or truth[path].sha256 != sha256:
            verdict.wrong.append(f"{path!r} is not what the source holds")
    if complete:
        missing = truth.keys() - listed.keys()
        verdict.lost += [f"{path!r} is not listed" for path in sorted(missing)]
        if objects is not None and len(here) > objects:
            verdict.doubled.append(f"{len(here)} objects for {objects}")
        if left := left_incoming(program.box):
            verdict.wrong.append(f"{left} unfinished files are left")
    return verdict


def _origins(
    items: Iterable[Item], here: set[str], verdict: Verdict
) -> dict[bytes, str]:
    listed: dict[bytes, str] = {}
    contents: Counter[str] = Counter()
    used: Counter[str] = Counter()
    for item in items:
        contents[item.sha256] += 1
        used.update(set(item.objects))
        for name in item.objects:
            if name not in here:
                verdict.lost.append(f"{name} is listed and not there")
        for accession, path in item.origins:
            if accession != ACCESSION:
                verdict.wrong.append(f"accession {accession!r}")
            if path in listed:
                verdict.doubled.append(f"origin {path!r}")
            listed[path] = item.sha256
    verdict.doubled += [f"content {one}" for one, n in contents.items() if n > 1]
    verdict.doubled += [f"{one} has {n} items" for one, n in used.items() if n > 1]
    return listed


def verify(program: Program, verdict: Verdict, *flags: str) -> None:
    """Add what `verify` reports above a note."""
    answer = program.verify(*flags)
    bad = [fault for fault in answer["faults"] if fault["severity"] != "note"]
    verdict.faults += [f"{fault['code']} {fault['where']}" for fault in bad]
    if not bad and not answer["ok"]:
        verdict.faults.append("not ok, and no fault above a note")
