# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Whether somebody told their account before, and whether they may be asked again.

What holds: who tells is the complainant, or the one who suffered it where nobody else
complains; accounts that are said to be of the same person are of one teller; accounts
that other bodies took count. A second interview was approved if a member gave a
reason, another member said yes, and none of the others said no.

Source: requirement REC-28, Murad Code: repeated interviewing is the first harm.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from witnessbox.link.sight import Sight, coming, several, standing, text

MAX_ACCOUNTS = 500
_ROLES = ("complainant", "victim")


def teller(fields: Mapping[str, Any]) -> str:
    """The person whose account a complaint is; empty if nobody is named."""
    return text(fields, "complainant") or text(fields, "victim")


def accounts_of(sight: Sight, person: str) -> tuple[str, ...]:
    """The accounts that a person told: complaints, and what others hold."""
    if not person:
        return ()
    found: list[str] = []
    for name in _one_person(sight, person):
        for role in _ROLES:
            told = coming(sight, name, "complaint", role)
            found += [one.id for one in told if teller(one.fields) == name]
        found += [one.id for one in coming(sight, name, "elsewhere", "person")]
    return tuple(dict.fromkeys(found))


def earlier(
    sight: Sight, fields: Mapping[str, Any], record: str = ""
) -> tuple[str, ...]:
    """The other accounts of whoever tells a complaint with these fields.

    Args:
        sight: What its reader may read.
        fields: Of the complaint.
        record: Its id, which is not counted; empty for one that is not stated yet.
    """
    waiting = [*accounts_of(sight, teller(fields)), *several(fields, "same_person")]
    waiting += [one.id for one in coming(sight, record, "complaint", "same_person")]
    found: dict[str, None] = {}
    while waiting and len(found) < MAX_ACCOUNTS:
        one = waiting.pop(0)
        known = standing(sight, one)
        if one in found or one == record or known is None:
            continue
        found[one] = None
        waiting += several(known.fields, "same_person")
        waiting += accounts_of(sight, teller(known.fields))
        waiting += [r.id for r in coming(sight, one, "complaint", "same_person")]
    return tuple(found)


def approved(sight: Sight, again: str) -> bool:
    """Whether a second interview was approved by a member who did not ask for it."""
    asked = standing(sight, again, "again")
    if asked is None:
        return False
    answers = [
        one.fields.get("given") is True
        for one in coming(sight, again, "approval", "of")
        if one.first_by != asked.first_by
    ]
    return bool(answers) and all(answers)


def covers(sight: Sight, again: str, fields: Mapping[str, Any], record: str) -> bool:
    """Whether what was approved is of whoever tells this complaint."""
    asked = standing(sight, again, "again")
    if asked is None:
        return False
    person = text(asked.fields, "person")
    if person and person == teller(fields):
        return True
    return bool({*several(asked.fields, "earlier")} & {*earlier(sight, fields, record)})


def _one_person(sight: Sight, person: str) -> tuple[str, ...]:
    """A person, and those who are said to be the same."""
    waiting, found = [person], dict[str, None]()
    while waiting and len(found) < MAX_ACCOUNTS:
        one = waiting.pop(0)
        known = standing(sight, one, "person")
        if one in found or known is None:
            continue
        found[one] = None
        waiting += several(known.fields, "same_as")
        waiting += [r.id for r in coming(sight, one, "person", "same_as")]
    return tuple(found)
