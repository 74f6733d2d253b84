# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Exports: records out of the box, each time through the gate and on record.

What holds, in this order: a reason was given; the gate decides (`release.gate`), for
every form alike; the bytes are made; the act is in the ledger, durable, with the
SHA-256 of those bytes and the manifest; only then is there a file. The file is marked
in its name and inside. Ids are new in each export but in our own forms, and which is
whose stays in the ledger.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection

from witnessbox.base.canonical import JsonDict
from witnessbox.base.errors import MissingError, UnusableError
from witnessbox.base.values import Compartment
from witnessbox.catalogue import outgoing, records
from witnessbox.catalogue.records import Record
from witnessbox.ledger.entry import Act
from witnessbox.model import kinds, terms
from witnessbox.model.statement import Said
from witnessbox.pipeline import exchange_facts, rechecking
from witnessbox.pipeline.files import write_durably
from witnessbox.pipeline.session import Session
from witnessbox.release import (
    exchange_csv,
    exchange_ftm,
    exchange_json,
    exchange_uwazi,
    gate,
)
from witnessbox.release.exchanged import (
    MARK_IN_NAMES,
    Cited,
    Form,
    Given,
    Renamed,
    Version,
)
from witnessbox.release.gate import Ask, Passed

EXPORTED = "exported"
CONFIRMATION = "identities leave the box"
"""What must be typed, word for word, where identities are to go out."""

ABLE = {
    Form.JSON: None,
    Form.CSV: None,
    Form.FTM: exchange_ftm.KINDS,
    Form.UWAZI: exchange_uwazi.KINDS,
}


@dataclass(frozen=True, slots=True)
class Order:
    """What a member wants to export.

    Attributes:
        reason: Goes on record.
        out: A file to be made, or a folder to make it in.
        kinds: Only these; empty for all. `records` likewise.
        identities: Whether what lies with the identities may go; then
            `confirmation` is `CONFIRMATION`, and `use` a term of consent.
        history: Whether earlier statements go along, in our own form.
    """

    form: Form
    reason: str
    out: str
    kinds: tuple[str, ...] = ()
    records: tuple[str, ...] = ()
    identities: bool = False
    confirmation: str = ""
    use: str = ""
    history: bool = False


@dataclass(frozen=True, slots=True)
class Exported:
    """What was exported.

    Attributes:
        path: Of the file.
        cut: (record, field) of what the form had no room for.
    """

    path: str
    sha256: str
    size: int
    passed: Passed
    cut: tuple[tuple[str, str], ...] = field(default=())


def export(session: Session, order: Order) -> Exported:
    """Export records into a new file.

    Raises:
        UnusableError: No reason, no second confirmation, a file that is there, or
            something that the form cannot say.
        MissingError: A record is not there, or not for this member.
    """
    _refuse_if_unfounded(order)
    path = _named(session, order)
    session.committer.catch_up()
    with session.reading() as connection:
        passed = _passed(session, connection, order)
        items = {
            name: Cited(*told)
            for name, told in outgoing.items(connection, passed.items).items()
        }
    renamed = Renamed(lambda: secrets.token_hex(16))
    data, cut = _written(order.form, passed, items, renamed)
    digest = hashlib.sha256(data).hexdigest()
    session.committer.commit(_acts(order, passed, (digest, len(data)), renamed))
    write_durably(path, data)
    return Exported(path, digest, len(data), passed, cut)


def _refuse_if_unfounded(order: Order) -> None:
    if not order.reason.strip():
        raise UnusableError(
            "An export needs a reason, which goes on record.", todo="Add --reason."
        )
    for kind in order.kinds:
        if kind not in kinds.BY_NAME:
            raise UnusableError(f"There is no kind of record that is called '{kind}'.")
    if not order.identities:
        return
    if order.confirmation != CONFIRMATION:
        raise UnusableError(
            "What lies with the identities goes out only when it is confirmed.",
            safe="Nothing was exported.",
            todo=f"Confirm with the words '{CONFIRMATION}'.",
        )
    use = terms.BY_NAME["use"].term(order.use)
    if use is None and not order.form.own:
        raise UnusableError(
            "Names go out for a use that their bearers agreed to.",
            safe="Nothing was exported.",
            todo="Say which with --use.",
        )


def _named(session: Session, order: Order) -> str:
    path, ending = os.path.abspath(order.out), order.form.ending
    if os.path.isdir(path):
        path = os.path.join(path, f"witnessbox-{order.form}{ending}")
    stem = path.removesuffix(ending)
    if MARK_IN_NAMES not in os.path.basename(stem):
        stem += f".{MARK_IN_NAMES}"
    path = stem + ending
    inside = os.path.realpath(session.premises.folder) + os.sep
    if os.path.realpath(path).startswith(inside):
        raise UnusableError("An export does not go into the box.")
    if os.path.lexists(path):
        raise UnusableError(
            "There is such a file already.", todo="Give another name with --out."
        )
    if not os.path.isdir(os.path.dirname(path)):
        raise UnusableError("The folder for the file is not there.")
    return path


def _passed(session: Session, connection: Connection, order: Order) -> Passed:
    held = session.compartments
    every = {
        one.id: _given(session, connection, one, order)
        for kind in kinds.KINDS
        if kind.compartment in held
        for one in outgoing.standing(connection, held, kind.name)
    }
    if any(name not in every for name in order.records):
        raise MissingError("There is no such record.")
    ask = Ask(
        form=order.form,
        held=held,
        identities=order.identities,
        kinds=frozenset(order.kinds),
        records=frozenset(order.records),
        able=ABLE[order.form],
    )
    facts = exchange_facts.facts(connection, held, order.use, named=order.identities)
    return gate.passed(ask, every, facts)


def _given(
    session: Session, connection: Connection, one: Record, order: Order
) -> Given:
    held = session.compartments
    if not order.form.own:
        # What leaves the box says no more than is held on the day that it leaves.
        one = rechecking.as_held(connection, held, one)
    given = Given(
        id=one.id,
        kind=one.kind,
        fields=one.fields,
        author=one.author,
        at=one.at,
        first_at=one.first_at,
        first_by=one.first_by,
    )
    if not order.form.own:
        return given
    standing = records.standing(connection, held, one.id)
    said = records.history(connection, held, one.id) if order.history else ()
    return replace(
        given,
        statement=standing[-1].statement.id,
        others=tuple(map(_version, standing[:-1])),
        history=tuple(map(_version, said)),
    )


def _version(said: Said) -> Version:
    told = said.statement
    return Version(
        told.id,
        said.author,
        said.at,
        told.fields,
        told.withdrawn,
        told.why,
        told.supersedes,
    )


def _written(
    form: Form, passed: Passed, items: dict[str, Cited], renamed: Renamed
) -> tuple[bytes, tuple[tuple[str, str], ...]]:
    if form is Form.JSON:
        return exchange_json.written(passed, items), ()
    if form is Form.CSV:
        return exchange_csv.written(passed), ()
    if form is Form.FTM:
        return exchange_ftm.written(passed, items, renamed)
    return exchange_uwazi.written(passed, renamed)


def _acts(
    order: Order, passed: Passed, file: tuple[str, int], renamed: Renamed
) -> list[Act]:
    """An act in each compartment from which something goes, or might have gone."""
    kind_of = {name: kinds.leads_to(name) for name, _ in passed.included}
    kind_of |= {name: kinds.leads_to(name) for name, _ in passed.excluded}
    acts: list[Act] = []
    items = passed.items
    for compartment in (Compartment.EVIDENCE, Compartment.IDENTITIES):
        mine = {
            name
            for name, kind in kind_of.items()
            if kinds.BY_NAME[kind].compartment is compartment
        }
        included = [list(one) for one in passed.included if one[0] in mine]
        if compartment is Compartment.IDENTITIES and not included:
            continue
        body: JsonDict = {
            "form": order.form.value,
            "reason": order.reason,
            "sha256": file[0],
            "bytes": file[1],
            "counts": _counts(
                kind_of[name] for name, _ in passed.included if name in mine
            ),
            "included": included,
            "excluded": [list(one) for one in passed.excluded if one[0] in mine],
            "withheld": [list(one) for one in passed.withheld if one[0] in mine],
            "renamed": {name: to for name, to in renamed.known if name in mine},
            "use": order.use,
        }
        if compartment is Compartment.EVIDENCE:
            body["items"] = list(items)
            new = dict(renamed.known)
            body["renamed_items"] = {name: new[name] for name in items if name in new}
        acts.append(Act(compartment, EXPORTED, body))
    return acts


def _counts(names: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(names).items()))
