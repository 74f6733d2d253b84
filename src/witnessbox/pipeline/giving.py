# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Giving out: originals, proofs, keys, statements on paper: each an act with a reason.

What holds: the act is in the ledger, durable, before the first byte leaves;
without a reason nothing leaves; what is given is NOT FOR RELEASE.
"""

from __future__ import annotations

from collections.abc import Iterator

from witnessbox.base.canonical import JsonDict
from witnessbox.base.errors import MissingError, UnusableError
from witnessbox.base.values import Compartment, ObjectName
from witnessbox.catalogue import records
from witnessbox.catalogue.rows import PRINTED
from witnessbox.ledger.entry import Act
from witnessbox.model import kinds
from witnessbox.pipeline import entries
from witnessbox.pipeline.originals import logical
from witnessbox.pipeline.session import Session


def give_out(session: Session, item_id: str, reason: str) -> Iterator[bytes]:
    """An original's bytes, after the act is on record.

    Raises:
        MissingError: There is no such item.
        UnusableError: No reason was given.
        DamagedError: The object is not as it was sealed.
    """
    if not reason.strip():
        raise UnusableError("Giving out an original needs a reason.")
    view = session.item(item_id)
    identity = session.keyring.identity(Compartment.EVIDENCE)
    body: JsonDict = {"item": view.row.item, "reason": reason}
    session.committer.commit([Act(Compartment.EVIDENCE, "original-given-out", body)])
    with session.vault.open(ObjectName(view.object), identity) as opened:
        yield from logical(opened, view.row.size, view.extents)


def prove(session: Session, item_id: str, reason: str, origin: int = 0) -> str:
    """The proof that an original was received, after the act is on record.

    Raises:
        MissingError: There is no such item or origin.
        UnusableError: No reason was given.
    """
    if not reason.strip():
        raise UnusableError("Giving out a proof needs a reason, which is recorded.")
    view = session.item(item_id)
    if origin >= len(view.origins):
        raise MissingError("The item has no such origin.")
    body: JsonDict = {"item": view.row.item, "reason": reason}
    session.committer.commit([Act(Compartment.EVIDENCE, "proof-given-out", body)])
    found = view.origins[origin]
    return entries.proof(session.log, session.keyring, found.seq, found.leaf)


def print_statement(session: Session, complaint: str, reason: str) -> None:
    """Put on record that a complaint's statement is printed; then it may be.

    Raises:
        MissingError: There is no such complaint, or it is not for this member.
        UnusableError: No reason was given, or the complaint was withdrawn.
    """
    session.committer.catch_up()
    held = session.compartments
    with session.reading() as connection:
        found = None
        if kinds.leads_to(complaint) == "complaint":
            found = records.record(connection, held, complaint)
        if found is None:
            raise MissingError("There is no such record.")
        standing = records.standing(connection, held, complaint)
        shown = records.leading_to(connection, held, complaint, "shown")
    if found.withdrawn:
        raise UnusableError("What was withdrawn is not printed.")
    if not reason.strip():
        raise UnusableError("Printing a statement needs a reason, which is recorded.")
    body: JsonDict = {
        "record": complaint,
        "statements": sorted(one.statement.id for one in standing),
        "shown": sorted({lead.record.id for lead in shown}),
        "reason": reason.strip(),
    }
    session.committer.commit([Act(Compartment.IDENTITIES, PRINTED, body)])


def reveal_key(session: Session, compartment: Compartment, reason: str) -> str:
    """A compartment's age identity, after the act is on record.

    Raises:
        UnusableError: No reason; or the compartment needs threshold keys.
        LockedError: The member does not hold it.
    """
    if compartment is not Compartment.EVIDENCE:
        raise UnusableError(
            f"The key of '{compartment.value}' is not revealed to one person"
            " alone; keys that several must turn together do not exist yet.",
            safe="Nothing was revealed.",
        )
    if not reason.strip():
        raise UnusableError("Revealing a key needs a reason, which goes on record.")
    identity = session.keyring.identity(compartment)
    body: JsonDict = {"compartment": compartment.value, "reason": reason}
    session.committer.commit([Act(Compartment.EVIDENCE, "key-revealed", body)])
    return identity.text()
