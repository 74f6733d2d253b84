# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""A box with items that can be shown, and members with different keys and roles."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.unit.web.conftest import looked

from witnessbox.base.values import SEALED_COMPARTMENTS, Compartment
from witnessbox.catalogue.answers import Filter
from witnessbox.pipeline.box import Box
from witnessbox.pipeline.intake_order import Listener, Order
from witnessbox.pipeline.membership import add_member
from witnessbox.pipeline.session import Session

PASSPHRASE = "only for this test"
EVIDENCE = (Compartment.EVIDENCE,)
BOTH = (Compartment.EVIDENCE, Compartment.RESTRICTED)
MEMBERS = {
    "Ben": ("coder", EVIDENCE),
    "Carl": ("coder", EVIDENCE),
    "Olga": ("analyst, legal officer", BOTH),
    "Pavel": ("legal officer", EVIDENCE),
    "Rita": ("analyst", BOTH),
}
"""Pavel has the role without the key, Rita the key without the role."""


@dataclass(slots=True)
class Group:
    """Sessions by name, opened when asked for; items in the order of taking in."""

    box: Box
    sessions: dict[str, Session]
    items: list[str]

    def __getitem__(self, name: str) -> Session:
        if name not in self.sessions:
            role, held = MEMBERS[name]
            word = f"{PASSPHRASE} {name}"
            add_member(self["Anna"], name, role, held, word, work_factor=4)
            self.sessions[name] = self.box.unlock(word)
        return self.sessions[name]


@contextmanager
def group(folder: Path, items: int = 6) -> Iterator[Group]:
    """Members at work on one box."""
    box = Box.create(
        str(folder / "box"), PASSPHRASE, name="Anna", title="T", work_factor=4
    )
    anna = box.unlock(PASSPHRASE)
    assert anna.compartments == SEALED_COMPARTMENTS
    found = Group(box, {"Anna": anna}, [])
    try:
        source = folder / "source"
        source.mkdir()
        for number in range(items):
            (source / f"{number}.mp4").write_bytes(os.urandom(30))
        quiet = Listener(
            lambda _: None, lambda _a, _b: None, lambda _a, _b: None, lambda: None
        )
        order = Order((os.fsencode(source),), "First", "HERON", "", 1)
        anna.take_in(order, quiet)
        rows = anna.items(Filter(), 100).rows
        found.items += [r.item for r in sorted(rows, key=lambda r: r.position)]
        anna.committer.commit([looked(item, "video") for item in found.items])
        yield found
    finally:
        for session in found.sessions.values():
            session.close()
