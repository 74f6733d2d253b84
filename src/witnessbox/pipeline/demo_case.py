# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The demo's case: the group's members state what the story tells, each as themselves.

What holds: the statements go through the same rules as a person's; each is signed
with its author's own key; running it again states nothing twice. What a rule is
to refuse is tried, and must be refused.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack, closing
from fractions import Fraction
from typing import Any

from sqlalchemy import select

from witnessbox.base.errors import StatementError, UnusableError
from witnessbox.catalogue import records, schema
from witnessbox.model import kinds
from witnessbox.model.field import Marked
from witnessbox.pipeline import coding, demo_complaints
from witnessbox.pipeline.box import Box
from witnessbox.pipeline.session import Session
from witnessbox.pipeline.stating import Stating, Wish
from witnessbox.story import (
    case,
    case_after,
    case_clocks,
    case_complaints,
    case_said,
)
from witnessbox.story.case import Part, Told

TOLD: tuple[Told, ...] = (
    *case.SUBJECTS,
    *(one for one in case.EVENTS if one.kind == "event"),
    *(one for one in case.EVENTS if one.kind == "act"),
    *case_after.CHAIN,
    *case.LINKS,
    *case_clocks.CLOCKS,
    *case_after.AFTER,
    case_after.LATE,
)


def state(box: Box, founder: Session, files: Mapping[str, str]) -> int:
    """State the case; how many records were stated.

    Args:
        box: The demo's.
        founder: Any member who may read the evidence.
        files: Passphrase by role, of those who speak.

    Raises:
        UnusableError: A file of the story is missing, or a rule did not refuse.
    """
    later = (*case_said.SAID, *case_said.SETTLED, *case_complaints.BEARING)
    every = (*TOLD, *later, case_after.REFUSED)
    known = {one.key: _identity(founder, one) for one in every}
    founder.committer.catch_up()
    with founder.reading() as connection:
        there = records.some(connection, founder.compartments, known.values())
    missing = [one for one in TOLD if known[one.key] not in there]
    bearing = [one for one in case_complaints.BEARING if known[one.key] not in there]
    said = [one for one in case_said.SAID if known[one.key] not in there]
    settled = [one for one in case_said.SETTLED if known[one.key] not in there]
    stated = sum(map(len, (missing, bearing, said, settled)))
    if not stated:
        return 0
    with ExitStack() as stack:
        sessions = {
            role: stack.enter_context(closing(box.unlock(files[role])))
            for role in dict.fromkeys(one.by for one in every)
        }
        pens = {role: Stating(session) for role, session in sessions.items()}
        handles = {role: str(one.member) for role, one in sessions.items()}
        place = _Place(founder, known, handles)
        for by, group in _runs(missing):
            pens[by].together([_wish(one, place) for one in group])
        teller = sessions[case_complaints.BY]
        items = {path: place.found(f"file:{path}") for path in case_complaints.TABLES}
        came = demo_complaints.bring_in(teller, items, founder.desk.client)
        known.update({f"complaint:{receipt}": one for receipt, one in came.items()})
        for by, group in _runs((*bearing, *said)):
            pens[by].together([_wish(one, place) for one in group])
        if settled:
            _close(sessions, known[case_said.ROUND])
        for by, group in _runs(settled):
            pens[by].together([_wish(one, place) for one in group])
        try:
            pens[case_after.REFUSED.by].together([_wish(case_after.REFUSED, place)])
        except StatementError:
            return stated
        raise UnusableError("A post held at the wrong time was not refused.")


def _close(sessions: Mapping[str, Session], round_: str) -> None:
    """Close the round of coding, as the member who set it up."""
    author = next(one.by for one in case_said.SAID if one.key == case_said.ROUND)
    session = sessions[author]
    session.committer.catch_up()
    coding.close(session, coding.one(session, round_))


def _identity(session: Session, one: Told) -> str:
    """The same for the same box and key, so that what stopped half-way goes on."""
    text = f"{session.premises.file.log} {one.key}"
    digest = hashlib.sha256(text.encode("utf-8")).hexdigest()
    return f"{kinds.BY_NAME[one.kind].prefix}-{digest[:32]}"


def _runs(told: Sequence[Told]) -> Iterable[tuple[str, list[Told]]]:
    """Neighbours by one author, to be stated together."""
    group: list[Told] = []
    for one in told:
        if group and group[-1].by != one.by:
            yield group[-1].by, group
            group = []
        group.append(one)
    if group:
        yield group[-1].by, group


def _wish(one: Told, place: _Place) -> Wish:
    fields = {name: place.found(value) for name, value in one.fields.items()}
    return Wish(one.kind, fields, place.known[one.key])


class _Place:
    """Where the story's keys, files and moments are in this box."""

    def __init__(
        self, session: Session, known: Mapping[str, str], members: Mapping[str, str]
    ) -> None:
        self.known = known
        self._members = members
        self._files: dict[str, str] = {}
        o = schema.origin.c
        with session.reading() as connection:
            for path, item in connection.execute(select(o.path, o.item)):
                self._files.setdefault(bytes(path).decode("utf-8", "replace"), item)

    def found(self, value: Any) -> Any:
        """A value as this box's records hold it."""
        if isinstance(value, Part):
            item = self._item(value.file)
            start = Fraction(value.start)
            end = None if value.end is None else Fraction(value.end)
            return Marked(item, 0, start, end).to_json()
        if isinstance(value, list):
            return [self.found(one) for one in value]
        if isinstance(value, str) and value.startswith("members:"):
            return "\n".join(self._members[role] for role in value[8:].split())
        if isinstance(value, str) and value.startswith("whole:"):
            return Marked(self._item(value[6:])).to_json()
        if isinstance(value, str) and value.startswith("@"):
            return self.known[value[1:]]
        if isinstance(value, str) and value.startswith("file:"):
            return self._item(value[5:])
        return value

    def _item(self, path: str) -> str:
        if path not in self._files:
            raise UnusableError(f"The story's file {path} is not in the box.")
        return self._files[path]
