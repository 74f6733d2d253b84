# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Who may be shown what: a pure decision, taken before any picture is fetched.

What holds: footage is covered unless somebody reveals it deliberately, one
request at a time; what is quarantined is never shown, covered or clear, on a
screen; what was not looked at yet, or cannot be, has nothing to show; a member
without the compartment is refused as if the thing did not exist.

    >>> decide(Request(held=True, state="looked"))
    Cover()
    >>> decide(Request(held=True, state="looked", deliberate=True))
    Show()
    >>> decide(Request(held=True, state="looked", quarantined=True, deliberate=True))
    Refuse(reason='quarantined')
"""

from __future__ import annotations

from dataclasses import dataclass

LOOKED = "looked"


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody asks to see.

    Attributes:
        held: The member holds the compartment in which it is sealed.
        state: The item's state: `waiting`, `looked` or `not-shown`.
        quarantined: It lies, or is to lie, in `restricted`.
        deliberate: The request came by a reveal: an unsafe method with the
            session's token, while a key or button is held.
    """

    held: bool
    state: str
    quarantined: bool = False
    deliberate: bool = False


@dataclass(frozen=True, slots=True)
class Show:
    """The clear version, and the revealing goes on record."""


@dataclass(frozen=True, slots=True)
class Cover:
    """The covered version: blurred, grey, small in the pixels, without sound."""


@dataclass(frozen=True, slots=True)
class Refuse:
    """Nothing. The reason is for the record and tests, not for the answer."""

    reason: str


Decision = Show | Cover | Refuse


def decide(request: Request) -> Decision:
    """Show, cover or refuse one still or one segment."""
    if not request.held:
        return Refuse("not-held")
    if request.quarantined:
        return Refuse("quarantined")
    if request.state != LOOKED:
        return Refuse("nothing-to-show")
    return Show() if request.deliberate else Cover()
