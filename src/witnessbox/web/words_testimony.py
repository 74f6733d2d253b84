# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What the pages of testimony, consent and risk call what they show."""

from __future__ import annotations

from witnessbox.model.testimony import ADDED, GROUPS
from witnessbox.web.tongue import N_

SECTIONS: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "complaint": (
        (N_("The account"), ("receipt", "language", "account", "letter")),
        (
            N_("Who tells, and how it was taken"),
            (
                *("complainant", "victim", "name_given", "unit", "date", "received"),
                *("session", "taken_by", "interpreter", "place", "again"),
            ),
        ),
        (N_("The ten groups of an allegation"), GROUPS),
        (N_("What monitors ask besides"), ADDED),
        (
            N_("Help, word from us, and passing it on"),
            (
                *("referral", "referral_due", "referral_done"),
                *("feedback_due", "feedback_done", "authorised"),
            ),
        ),
        (N_("How it stands"), ("status", "same_person", "source_row")),
    ),
}
"""Under which head a form and a page show a kind's fields; all of them are here."""

LOCKED = {"complaint": ("account", "language", "source_row")}
"""What a form shows and does not ask again once it is stated."""

REFERRALS = {
    "unasked": N_("not asked yet"),
    "none": N_("no help needed"),
    "undated": N_("no date set"),
    "due": N_("due"),
    "overdue": N_("overdue"),
    "done": N_("arranged"),
}
"""How the help that somebody needs stands."""

ANSWERS = {
    "given": N_("yes"),
    "not-asked": N_("no"),
    "refused": N_("refused"),
    "incomplete": N_("incomplete"),
    "withdrawn": N_("withdrawn"),
}
"""What a consent comes to; all but the first are no."""

WHY = {
    "given": N_("Yes: it was given with all that it needs."),
    "not-asked": N_("No: nobody asked, or nobody wrote it down."),
    "refused": N_("No: that is what they said."),
    "incomplete": N_("No: something that a consent needs is missing."),
    "withdrawn": N_("No: it was taken back."),
}
"""Why it comes to that."""
