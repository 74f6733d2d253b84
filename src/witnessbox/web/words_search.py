# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What search's answers are called, and why they are answers.

What holds: what a machine read is never worded as said; a reason names the words in
the text that are the reason.
"""

from __future__ import annotations

from witnessbox.catalogue.search_query import Note
from witnessbox.pipeline.search_match import Reason
from witnessbox.web import tongue, words, words_records
from witnessbox.web.tongue import N_

SORTS = {
    "file": N_("Name of a file"),
    "speech": N_("Speech, a machine's draft"),
    "line": N_("Text in a picture, as a machine read it"),
    "page": N_("Page of a document"),
    "camera": N_("Name of a camera, as a machine read it"),
    "metadata": N_("What a file says of itself"),
}
REASONS = {
    Reason.WORD.value: N_("The word: %(text)s"),
    Reason.STEM.value: N_("Another form of the word: %(text)s"),
    Reason.PHRASE.value: N_("The words as they stand: %(text)s"),
    Reason.NAME.value: N_("The name in another writing: %(text)s"),
    Reason.DATE.value: N_("Its date"),
    Reason.PLACE.value: N_("Its place: %(text)s"),
    Reason.ITEM.value: N_("Its item: %(text)s"),
    Reason.KIND.value: N_("Its kind: %(text)s"),
    Reason.LANGUAGE.value: N_("Its language: %(text)s"),
}
NOTES = {
    Note.NOT_A_DATE.value: N_("%(text)s is no date, and was left out."),
    Note.ENDS_FIRST.value: N_("The dates end before they begin, and were left out."),
    Note.ONLY_WITHOUT.value: N_("Say also what there should be, not only what not."),
    Note.TOO_LONG.value: N_("The question was too long; its end was cut off."),
    Note.NO_PLACE.value: N_("No place of the case is called %(text)s."),
    Note.NO_ITEM.value: N_("No item is called %(text)s."),
}


def kind(code: str) -> str:
    """What a kind of record or a sort of passage is called."""
    if code in SORTS:
        return words.said(SORTS, code)
    return words.said(words_records.KINDS, code)


def reason(why: Reason, text: str) -> str:
    """Why something answers, in a sentence."""
    if why is Reason.KIND:
        text = kind(text)
    return tongue.gettext(REASONS[why.value], text=words.plain(text))


def note(code: Note, text: str) -> str:
    """What was left out of a question, and why."""
    return tongue.gettext(NOTES[code.value], text=words.plain(text))


def kind_of(word: str) -> str:
    """The kind that a word of a question means: its code, or its name on screen."""
    wanted = word.strip().casefold()
    for code in (*words_records.KINDS, *SORTS):
        if wanted == code:
            return code
    for table in (words_records.KINDS, words_records.KINDS_MANY, SORTS):
        for code, name in table.items():
            if wanted in (name.casefold(), words.said(table, code).casefold()):
                return code
    return wanted
