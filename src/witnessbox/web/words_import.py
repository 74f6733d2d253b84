# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What an import of complaints says of rows, on screen.

What holds: each code of `link.table_faults` has its sentence here, the same in
English; a code of a statement that is refused is said as forms say it.
"""

from __future__ import annotations

from witnessbox.web import words, words_problems
from witnessbox.web.tongue import N_

FAULTS = {
    "no-receipt": N_("It has no number of receipt."),
    "receipt-twice": N_("Another row above has the same number of receipt."),
    "no-account": N_("It has no account."),
    "no-language": N_("It does not say in which language the account is."),
    "no-such-language": N_("There is no such language."),
    "not-a-day": N_("There is no such day."),
    "not-date": N_("It is not a date."),
    "ambiguous-date": N_("It may be the day or the month that stands first."),
    "no-such-term": N_("It is not one of the terms."),
    "no-such-member": N_("No member is called so."),
    "no-such-record": N_("Nothing on record is called so."),
    "several-such-records": N_("Several records are called so."),
    "too-long": N_("It is longer than this field takes."),
    "cut": N_("It is longer than any field takes."),
    "wrong-cells": N_("It has not as many cells as the header row."),
    "many-cells": N_("It has more cells than a table may have."),
    "formula": N_("It is worked out by a formula, or begins like one."),
    "sheet-error": N_("It is an error of the spreadsheet."),
    "open-quote": N_("A quotation mark is not closed where the cell ends."),
    "control": N_("It has characters that are no text."),
    "encoding": N_("Some of its bytes are no characters in the table's encoding."),
    "differs": N_("What is on record under this number says something else."),
    "withdrawn": N_("What was on record under this number was taken back."),
}
VERDICTS = {
    "new": N_("New"),
    "there": N_("Here already"),
    "differs": N_("Differs from what is here"),
    "malformed": N_("Malformed"),
}
FOUND = {
    "given": N_("The columns are as you say."),
    "remembered": N_("The columns are as they were remembered for this header row."),
    "guessed": N_("The columns are guessed by their titles: look at each."),
}
NAMES = {
    "same": N_("the names are the same"),
    "script": N_("another script or spelling"),
    "standard": N_("a published transliteration"),
    "case": N_("another case"),
    "order": N_("another order"),
    "initial": N_("initials"),
    "no-patronymic": N_("without the patronymic"),
    "typing": N_("a typing error"),
    "left-out": N_("a name is left out"),
}
"""Why two names may be one, by the codes of `link.names`."""


def fault(code: str) -> str:
    """Why a row is left out, as a sentence."""
    return words.said(FAULTS if code in FAULTS else words_problems.PROBLEMS, code)
