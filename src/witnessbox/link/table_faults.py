# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What may be wrong with a row of a table of complaints: codes, and a sentence each.

What holds: a row that is left out has at least one of these, or a code of a statement
that is refused; a screen says the same sentences in its own language.
"""

from __future__ import annotations

SENTENCES = {
    "no-receipt": "It has no number of receipt.",
    "receipt-twice": "Another row above has the same number of receipt.",
    "no-account": "It has no account.",
    "no-language": "It does not say in which language the account is.",
    "no-such-language": "There is no such language.",
    "not-a-day": "There is no such day.",
    "not-date": "It is not a date.",
    "ambiguous-date": "It may be the day or the month that stands first.",
    "no-such-term": "It is not one of the terms.",
    "no-such-member": "No member is called so.",
    "no-such-record": "Nothing on record is called so.",
    "several-such-records": "Several records are called so.",
    "too-long": "It is longer than this field takes.",
    "cut": "It is longer than any field takes.",
    "wrong-cells": "It has not as many cells as the header row.",
    "many-cells": "It has more cells than a table may have.",
    "formula": "It is worked out by a formula, or begins like one.",
    "sheet-error": "It is an error of the spreadsheet.",
    "open-quote": "A quotation mark is not closed where the cell ends.",
    "control": "It has characters that are no text.",
    "encoding": "Some of its bytes are no characters in the table's encoding.",
    "differs": "What is on record under this number says something else.",
    "withdrawn": "What was on record under this number was taken back.",
}
