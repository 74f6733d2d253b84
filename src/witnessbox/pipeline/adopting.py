# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""A machine's finding becomes a named person's statement, by that person alone.

What holds: what is stated names the finding that it adopts and its exact span; a
finding is adopted once; speech becomes a transcript, which stays a draft until one
who speaks the language confirms it; only what is confirmed can be quoted.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from witnessbox.base.errors import MissingError, UnusableError
from witnessbox.catalogue import along, records
from witnessbox.catalogue.found import Found
from witnessbox.catalogue.records import Record
from witnessbox.model.field import Marked
from witnessbox.pipeline import speaking
from witnessbox.pipeline.session import Session
from witnessbox.pipeline.stating import Looking, Stating

FACES = ("face", "face-track", "person-track")
SPEECH = "speech"
KINDS = ("description", "appearance", "transcript")


def adopt(session: Session, item: str, name: str, said: str) -> str:
    """State what a machine found of an item, in this member's name; the record.

    Args:
        session: The member's.
        item: Which.
        name: Of the finding: its stage and number.
        said: What the member calls it; for speech, what is said.

    Raises:
        MissingError: There is no such finding.
        UnusableError: It was adopted before.
        StatementError: What would be stated breaks a rule.
    """
    with session.reading() as connection:
        found = _finding(connection, item, name)
        if _adopted(session, connection, item, name):
            raise UnusableError("This finding was adopted before.")
    fields: dict[str, Any] = {"spans": [_span(item, found)], "adopts": name}
    kind = "description"
    if found.finding.kind in FACES:
        kind = "appearance"
        fields["label"] = said
    elif found.finding.kind == SPEECH:
        return transcribe(session, item, name, said, confirmed=False)
    else:
        fields["observed"] = said
    return Stating(session).state(kind, fields)


def transcribe(
    session: Session, item: str, name: str, text: str, *, confirmed: bool
) -> str:
    """State what is said in a segment that a machine wrote down, or state it anew.

    Args:
        session: The member's.
        item: Which.
        name: Of the machine's segment.
        text: As the member heard it.
        confirmed: Whether the member, who speaks the language, stands for it.

    Raises:
        MissingError: There is no such segment.
        StatementError: The member does not speak the language, or another rule.
    """
    with session.reading() as connection:
        found = _finding(connection, item, name)
        if found.finding.kind != SPEECH:
            raise MissingError("There is no such segment.")
        before = _adopted(session, connection, item, name)
    value = found.finding.value
    fields: dict[str, Any] = {
        "spans": [_span(item, found)],
        "language": value.get("language") or "und",
        "machine_said": value.get("text"),
        **(before.fields if before else {}),
        "adopts": name,
        "text": text,
        "confirmed": confirmed,
    }
    return Stating(session).state("transcript", fields, before.id if before else "")


def languages(session: Session) -> tuple[str, ...]:
    """The languages in which the member may confirm what is said."""
    with session.reading() as connection:
        roles = Looking(connection, session.compartments).roles(session.member)
    return speaking.spoken(roles)


def quotable(session: Session, item: str, record: str) -> Record:
    """A transcript that may be quoted.

    Raises:
        MissingError: There is no such transcript of this item.
        UnusableError: Nobody who speaks the language has confirmed it.
    """
    with session.reading() as connection:
        found = records.record(connection, session.compartments, record)
    if found is None or found.kind != "transcript" or found.withdrawn:
        raise MissingError("There is no such transcript.")
    if all(span.get("item") != item for span in found.fields["spans"]):
        raise MissingError("There is no such transcript.")
    if found.fields.get("confirmed") is not True or found.heads > 1:
        raise UnusableError(
            "This segment cannot be quoted: no speaker of the language confirmed it.",
            todo="Ask a member who speaks it to listen and to confirm.",
        )
    return found


def _finding(connection: Connection, item: str, name: str) -> Found:
    found = along.by_name(connection, item, name)
    if found is None or found.finding.start is None:
        raise MissingError("There is no such finding.")
    return found


def _adopted(
    session: Session, connection: Connection, item: str, name: str
) -> Record | None:
    """The standing record that adopts a finding, if there is one."""
    for kind in KINDS:
        for one in records.marked_on(connection, session.compartments, item, kind):
            if one.fields.get("adopts") == name:
                return one
    return None


def _span(item: str, found: Found) -> dict[str, Any]:
    one = found.finding
    return Marked(item, one.stream, one.start, one.end, one.region).to_json()
