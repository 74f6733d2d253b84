# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""One line about the fields of records that need it.

What holds: a key is a field's name, or `kind.field` where the same name means
something else in that kind; each text is marked for translation.
"""

from __future__ import annotations

from witnessbox.web.tongue import N_

HINTS = {
    "account": N_("As it was given, in its language. It is locked once stated."),
    "columns": N_("A line each: the field or a dash, an equals sign, the title."),
    "adopts": N_("The stage and the kind of the finding."),
    "aliases": N_("One in each line."),
    "born": N_("As far as it is known."),
    "cause_given": N_("As it was given; it may be contested."),
    "claim": N_("What this speaks for or against."),
    "coders": N_("Handles of members, one in each line."),
    "coerced_by": N_("Forcing is itself an act against whoever was forced."),
    "person.described": N_("What tells this person apart; no name."),
    "event.title": N_("A few words by which the group will find it again."),
    "follows": N_("It came after; whether because of it, nobody can know here."),
    "how": N_("What speaks against it is kept and shown like what speaks for it."),
    "intervention.title": N_("A few words, as “Letter to the prosecutor”."),
    "outcome.title": N_("A few words, as “Reply of the inspectorate”."),
    "person.label": N_("Never a victim's name. Names lie sealed, apart."),
    "source.label": N_("Never a real name."),
    "appearance.label": N_("As “man with the grey cap”."),
    "language": N_("Its code: ru, en, ky."),
    "least": N_("For a group; the same number twice where it was counted."),
    "limits": N_("Distance, light, blur, how long; what it does not show."),
    "native_name": N_("As it is written there, not transliterated."),
    "observed": N_("What one can see or hear; neither law nor medicine."),
    "official_name": N_("For officials only, as in an order or a list."),
    "outcome.source": N_("Where we know it from."),
    "receipt": N_("As it was given to the complainant."),
    "reasoning": N_("In your own words, without asking another member first."),
    "ground.session": N_("The same session counts once."),
    "support.session": N_("Complaints of one session count as one source."),
    "complaint.session": N_("What was taken together counts as one source."),
    "spans": N_("An item, and from when to when."),
    "same_as": N_("Both records stay; it can be taken back."),
    "severity": N_("0 nothing, 4 the worst."),
    "supports": N_("Supports that are on record already."),
    "time": N_("As it was said or read, with its clock."),
    "true_time": N_("Local time of the place: 2024-03-05 14:12:24."),
    "give_or_take": N_("How far it may be off, to either side: 2, 0.5 or 1/25."),
    "shown_time": N_("As it stands there; a machine's reading is a guess: look."),
    "seen_too": N_("One picture of another item, on which the same is seen."),
    "clock-reading.spans": N_("One picture: its time alone, and no end."),
    "from": N_("Empty: not known."),
    "to": N_("Empty: not known, or still so."),
}
