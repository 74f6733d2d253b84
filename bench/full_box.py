# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""A box of 100,000 items, 1,000,000 findings and 50,000 statements, by its own ledger.

Every entry is sealed, signed and committed as the program commits it, and projected
by the program's projector, so that the index could be thrown away and filled again.
Two things are not as in a real box: no original lies behind the items (the entries of
intake and survey are drawn by a seed; nothing was taken in or watched), so that no
picture can be asked for; and hundreds of items go in one group, where a survey's
children give sixteen. Statements pass `Stating.together`, hundreds at a time, in turn
by ten members.

What was filled stays in its folder, with its ids and passphrases in `filled.json`.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import time
from collections.abc import Iterator
from dataclasses import asdict

from bench.full_case import Case
from bench.full_footage import MONTHS as MONTHS
from bench.full_footage import Filled, Footage, Size, Words
from bench.report import progress
from witnessbox.base.values import Compartment
from witnessbox.pipeline.box import Box
from witnessbox.pipeline.membership import add_member
from witnessbox.pipeline.stating import Stating, Wish

__all__ = ["MONTHS", "Filled", "Size", "Words", "filled"]

PASSPHRASE = "only for this bench"
CHEAP = 4
"""The work of a passphrase: signing in is not what is measured."""

FILLED = "filled.json"
HELD = (Compartment.EVIDENCE, Compartment.IDENTITIES)
TOGETHER = 500


def filled(folder: str, size: Size) -> Filled:
    """The box in a folder; filled if it is not there in this size."""
    place = os.path.join(folder, FILLED)
    if os.path.exists(place):
        with open(place, encoding="utf-8") as file:
            known = Filled(**json.load(file))
        if known.size == asdict(size):
            return known
    os.makedirs(folder, exist_ok=True)
    made = Filled(asdict(size), os.path.join(os.path.abspath(folder), "box"))
    shutil.rmtree(made.box, ignore_errors=True)
    box = Box.create(made.box, PASSPHRASE, name="Anna", work_factor=CHEAP)
    session = box.unlock(PASSPHRASE)
    try:
        draw = random.Random(size.seed)
        Footage(session, made, draw, size.findings // size.items).fill(size.items)
        for number in range(size.members):
            word = f"{PASSPHRASE} {number}"
            role = "analyst, coder, source keeper"
            name = f"Member {number}"
            handle = add_member(session, name, role, HELD, word, work_factor=CHEAP)
            made.members.append((handle, word))
    finally:
        session.close()
    _state(box, made, Case(made, draw).wishes(size.statements))
    with open(place, "w", encoding="utf-8") as file:
        json.dump(asdict(made), file)
    return made


def _state(box: Box, made: Filled, wishes: Iterator[Wish]) -> None:
    """Each some hundreds by the next member."""
    since = time.monotonic()
    sessions = [box.unlock(word, handle) for handle, word in made.members]
    try:
        done, turn, group = 0, 0, []
        for wish in wishes:
            group.append(wish)
            if len(group) == TOGETHER:
                Stating(sessions[turn % len(sessions)]).together(group)
                done, turn, group = done + len(group), turn + 1, []
                progress(f"{done} statements, {time.monotonic() - since:.0f} s")
        if group:
            Stating(sessions[turn % len(sessions)]).together(group)
    finally:
        for session in sessions:
            session.close()
    made.seconds["statements"] = round(time.monotonic() - since)
