# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What the gate of exports goes by besides the records: what is held back, who agreed.

What holds: a person is named outside by a whole consent alone (`link.consent`), and
never against a no to anything.
"""

from __future__ import annotations

from sqlalchemy import Connection

from witnessbox.catalogue import outgoing
from witnessbox.catalogue.records import Held
from witnessbox.link import consent
from witnessbox.link.sight import text
from witnessbox.release.gate import Facts

NAMED = "named"
"""The form of identity that a consent to be named is of."""


def facts(connection: Connection, held: Held, use: str, *, named: bool) -> Facts:
    """What is held back, who may be named for a use, which rounds are open.

    Args:
        connection: Where the held compartments are attached.
        held: The reader's compartments.
        use: A term of consent.
        named: Whether what names victims goes along.
    """
    return Facts(
        quarantined=outgoing.quarantined(connection, held, named=named),
        consenting=consenting(connection, held, use),
        open_rounds=outgoing.open_rounds(connection, held),
    )


def consenting(connection: Connection, held: Held, use: str) -> frozenset[str]:
    """The persons who agreed to be named, in all that there is, for one use.

    Who said no of any one thing, for this use and by name, is not named in any.
    """
    every = [
        one
        for one in outgoing.consents(connection, held)
        if (one.fields.get("use"), one.fields.get("form")) == (use, NAMED)
    ]
    persons = {text(one.fields, "person") for one in every}
    refused = {
        text(one.fields, "person")
        for one in every
        if one.fields.get("given") is not True or "withdrawn" in one.fields
    }
    return frozenset(
        one
        for one in persons - refused
        if consent.allowed(every, one, "", use=use, form=NAMED).allowed
    )
