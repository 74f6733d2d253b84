# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Who may be shown what: a pure decision, taken before any picture is fetched.

What holds: footage is covered unless somebody reveals it deliberately, one
request at a time; what is quarantined is never shown, covered or clear, on a
screen; what was not looked at yet, or cannot be, has nothing to show; a member
without the compartment is refused as if the thing did not exist. What is labelled
with the highest severity, and what nobody labelled yet, is revealed only to whoever
said, for this item, that they are sure; what somebody described already only to
whoever said what they still need from it; what may show the abuse of a child is shown
to nobody.

    >>> decide(Request(held=True, state="looked"))
    Cover()
    >>> decide(Request(held=True, state="looked", severity=1, deliberate=True))
    Show()
    >>> decide(Request(held=True, state="looked", quarantined=True, deliberate=True))
    Refuse(reason='quarantined')
    >>> decide(Request(held=True, state="looked", severity=4, deliberate=True))
    Refuse(reason='not-sure')
    >>> decide(Request(held=True, state="looked", deliberate=True))
    Refuse(reason='not-sure')
    >>> decide(Request(held=True, state="looked", described=True, deliberate=True))
    Refuse(reason='described')
"""

from __future__ import annotations

from dataclasses import dataclass

LOOKED = "looked"
WORST = 4
NOT_SURE = "not-sure"
DESCRIBED = "described"


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody asks to see.

    Attributes:
        held: The member holds the compartment in which it is sealed.
        state: The item's state: `waiting`, `looked` or `not-shown`.
        quarantined: It lies, or is to lie, in `restricted`.
        withheld: Its label says that a child may be abused in it.
        severity: As labelled, from 0 to 4; None while nobody labelled it: that
            counts as the worst.
        sure: They were told what it is labelled, and said that they are sure.
        described: Somebody described it, and this one did not say yet what they
            still need from it.
        deliberate: The request came by a reveal: an unsafe method with the
            session's token, while a key or button is held.
    """

    held: bool
    state: str
    quarantined: bool = False
    withheld: bool = False
    severity: int | None = None
    sure: bool = False
    described: bool = False
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
    if request.withheld:
        return Refuse("withheld")
    if request.state != LOOKED:
        return Refuse("nothing-to-show")
    if request.deliberate and request.described:
        return Refuse(DESCRIBED)
    worst = request.severity is None or request.severity >= WORST
    if request.deliberate and worst and not request.sure:
        return Refuse(NOT_SURE)
    return Show() if request.deliberate else Cover()
