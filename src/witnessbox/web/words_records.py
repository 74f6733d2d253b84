# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What kinds of record, their fields and what may be wrong with them are called.

What holds: every kind, every field and every code of a problem has words here or in
`words_fields`; a field that means one thing in one kind of record and another
elsewhere is told apart by its kind. A test holds the lists together.
"""

from __future__ import annotations

from witnessbox.web import words
from witnessbox.web.tongue import N_, gettext
from witnessbox.web.words_fields import LABELS
from witnessbox.web.words_hints import HINTS
from witnessbox.web.words_problems import PROBLEMS

KINDS = {
    "person": N_("Person"),
    "name": N_("Name of a person"),
    "place": N_("Place"),
    "organisation": N_("Organisation or unit"),
    "post": N_("Post"),
    "occupancy": N_("Time in a post"),
    "death": N_("Death"),
    "event": N_("Event"),
    "act": N_("Act"),
    "involvement": N_("Involvement"),
    "characterisation": N_("Legal characterisation"),
    "opinion": N_("Clinical opinion"),
    "source": N_("Source of information"),
    "recording": N_("Same recording"),
    "support": N_("Support or contradiction"),
    "appearance": N_("Appearance in footage"),
    "identification": N_("Identification"),
    "ground": N_("Ground of an identification"),
    "lineup": N_("Photo line-up"),
    "complaint": N_("Complaint"),
    "again": N_("Second interview, asked for"),
    "approval": N_("Second member's approval"),
    "elsewhere": N_("Account held by others"),
    "translation": N_("Translation"),
    "shown": N_("Footage shown to a complainant"),
    "consent": N_("Consent"),
    "risk": N_("Risk to a person"),
    "mapping": N_("Mapping of a table"),
    "import": N_("Import of a table"),
    "intervention": N_("Intervention"),
    "outcome": N_("Outcome"),
    "publication": N_("Publication"),
    "label": N_("Label of an item"),
    "work": N_("State of work"),
    "quarantine": N_("Quarantine"),
    "confided": N_("Item that names victims"),
    "quarantine-reason": N_("Reason of a quarantine"),
    "description": N_("Description of a span"),
    "transcript": N_("Transcript"),
    "clock-reading": N_("Reading of true time"),
    "coding": N_("Code"),
    "round": N_("Round of coding"),
    "term": N_("Own term"),
}
KINDS_MANY = {
    "person": N_("Persons"),
    "name": N_("Names of persons"),
    "place": N_("Places"),
    "organisation": N_("Organisations and units"),
    "post": N_("Posts"),
    "occupancy": N_("Times in posts"),
    "death": N_("Deaths"),
    "event": N_("Events"),
    "act": N_("Acts"),
    "involvement": N_("Involvements"),
    "characterisation": N_("Legal characterisations"),
    "opinion": N_("Clinical opinions"),
    "source": N_("Sources of information"),
    "recording": N_("Same recordings"),
    "support": N_("Supports and contradictions"),
    "appearance": N_("Appearances in footage"),
    "identification": N_("Identifications"),
    "ground": N_("Grounds of identifications"),
    "lineup": N_("Photo line-ups"),
    "complaint": N_("Complaints"),
    "again": N_("Second interviews, asked for"),
    "approval": N_("Second members' approvals"),
    "elsewhere": N_("Accounts held by others"),
    "translation": N_("Translations"),
    "shown": N_("Footage shown to complainants"),
    "consent": N_("Consents"),
    "risk": N_("Risks to persons"),
    "mapping": N_("Mappings of tables"),
    "import": N_("Imports of tables"),
    "intervention": N_("Interventions"),
    "outcome": N_("Outcomes"),
    "publication": N_("Publications"),
    "label": N_("Labels of items"),
    "work": N_("States of work"),
    "quarantine": N_("Quarantines"),
    "confided": N_("Items that name victims"),
    "quarantine-reason": N_("Reasons of quarantines"),
    "description": N_("Descriptions of spans"),
    "transcript": N_("Transcripts"),
    "clock-reading": N_("Readings of true time"),
    "coding": N_("Codes"),
    "round": N_("Rounds of coding"),
    "term": N_("Own terms"),
}
KIND_HINTS = {
    "person": N_("One record for one person, whatever they did or suffered."),
    "name": N_("Sealed with the identities: only who holds those can read it."),
    "place": N_("A colony, its hospital, a corridor, a cell."),
    "organisation": N_("A body that has posts: a ministry, a colony, a unit."),
    "post": N_("An office, not its holder: who held it is said apart, with dates."),
    "occupancy": N_("Who held a post, and when."),
    "death": N_("What is known of a death, and what the family was told."),
    "event": N_("What happened at one place and time. The acts in it are counted."),
    "act": N_("One kind of act against one person in one event: the unit of count."),
    "involvement": N_("What one person did in one act, and to what degree."),
    "characterisation": N_("What the law calls it, element by element. By lawyers."),
    "opinion": N_("What a clinician thinks of it. By clinicians."),
    "source": N_("Whom or what information comes from, under a code name."),
    "recording": N_("Files that are one recording: they count as one source."),
    "support": N_("What speaks for a claim, or against it."),
    "appearance": N_("Somebody who can be seen or heard, before anyone says who."),
    "identification": N_("A claim that an appearance is a person, graded."),
    "ground": N_("One member's own reason for or against an identification."),
    "lineup": N_("What was shown, how, and what the witness answered, word for word."),
    "complaint": N_("An account in its own words; the checklist opens after it."),
    "again": N_("Why somebody who told their account already is to be asked again."),
    "approval": N_("Yes or no to a second interview, by another member."),
    "elsewhere": N_("An account that another body took, and who holds it."),
    "translation": N_("A translation beside the original, which stays."),
    "shown": N_("What a complainant was shown, and whether before the account."),
    "consent": N_("One person, one use, one form. What is not said is no."),
    "risk": N_("What may happen to a person, and when to look again."),
    "mapping": N_("Which column of a table of complaints is which field."),
    "import": N_("What came in from a table, and each row that did not, and why."),
    "intervention": N_("What was done about it: a letter, a complaint, a request."),
    "outcome": N_("What came after: a reply, an inquiry, a dismissal, a threat."),
    "publication": N_("What was published, by us or by others."),
    "label": N_("What to expect before any picture is shown."),
    "work": N_("How far an item is, and whose it is."),
    "quarantine": N_("Nothing of the item is shown, copied or sent."),
    "confided": N_("Only members who hold the identities open the item."),
    "quarantine-reason": N_("Why; for the legal officer alone."),
    "description": N_("What can be seen or heard on a span, and nothing more."),
    "transcript": N_("What is said on a span; quotable once confirmed."),
    "clock-reading": N_("What the true time was on one picture, as a member knows."),
    "coding": N_("One coder's value of one variable on one span."),
    "round": N_("Which items are coded, by whom, how often."),
    "term": N_("A term that the group adds to a vocabulary."),
}
UNTITLED = N_("Without a title")


def label(kind: str, field: str) -> str:
    """What a field of a kind is called."""
    own = f"{kind}.{field}"
    return words.said(LABELS, own if own in LABELS else field)


def hint(kind: str, field: str) -> str:
    """One line about a field; empty where its label says all."""
    own = f"{kind}.{field}"
    found = HINTS.get(own, HINTS.get(field, ""))
    return gettext(found) if found else ""


def problem(code: str) -> str:
    """What is wrong, as a sentence."""
    return words.said(PROBLEMS, code)
