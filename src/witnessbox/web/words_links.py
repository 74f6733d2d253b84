# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""How records that lead to another are headed, and what is added from where.

What holds: a head says what the link means, seen from the other end; a link without
words here is headed by its kind and field.
"""

from __future__ import annotations

from witnessbox.web import words, words_records
from witnessbox.web.tongue import N_, gettext

LED = {
    "act.event": N_("Acts in this event"),
    "act.victim": N_("Acts against this person"),
    "act.place": N_("Acts at this place"),
    "appearance.event": N_("Who can be seen in this event"),
    "characterisation.act": N_("What the law calls it"),
    "complaint.complainant": N_("Complaints by this person"),
    "complaint.victim": N_("Complaints about what this person suffered"),
    "complaint.place": N_("Complaints about this place"),
    "complaint.same_person": N_("Complaints perhaps of the same person"),
    "complaint.again": N_("The interview that came of it"),
    "again.person": N_("Second interviews asked for"),
    "again.earlier": N_("Second interviews asked for after this"),
    "approval.of": N_("What a second member says"),
    "elsewhere.person": N_("Accounts that others hold"),
    "consent.item": N_("Consents for this"),
    "consent.person": N_("What this person consents to"),
    "death.custody": N_("Deaths in its custody"),
    "death.family": N_("Deaths in this person's family"),
    "death.last_seen_place": N_("Who was last seen alive here"),
    "death.person": N_("What is known of this person's death"),
    "death.place": N_("Deaths at this place"),
    "description.event": N_("Descriptions of spans"),
    "event.after": N_("What followed"),
    "event.part_of": N_("Events within this one"),
    "event.place": N_("Events at this place"),
    "ground.identification": N_("Grounds, for and against"),
    "ground.by": N_("Identifications that use this"),
    "identification.appearance": N_("Who this is said to be"),
    "identification.person": N_("Where this person is said to appear"),
    "intervention.about": N_("What was done about it"),
    "intervention.addressee_body": N_("What was addressed to this body"),
    "involvement.act": N_("Who is said to have taken part"),
    "involvement.by_post": N_("Acts by virtue of this post"),
    "involvement.coerced_by": N_("Whom this person is said to have forced"),
    "involvement.coercion": N_("What the forced person did"),
    "involvement.person": N_("What this person is said to have done"),
    "involvement.supports": N_("Involvements that rest on this"),
    "characterisation.supports": N_("Legal characterisations that rest on this"),
    "lineup.identification": N_("Photo line-ups"),
    "name.person": N_("Names"),
    "occupancy.person": N_("Posts held"),
    "occupancy.post": N_("Who held this post"),
    "opinion.act": N_("Clinical opinions"),
    "organisation.within": N_("Units within it"),
    "organisation.place": N_("Bodies at this place"),
    "outcome.about": N_("What came of it"),
    "outcome.follows": N_("What came after"),
    "outcome.person": N_("What became of this person"),
    "outcome.post": N_("What became of this post"),
    "person.same_as": N_("Said to be the same person"),
    "place.within": N_("Places within it"),
    "post.organisation": N_("Posts"),
    "post.reports_to": N_("Posts that report here"),
    "publication.about": N_("Publications about it"),
    "publication.persons": N_("Publications that show or name this person"),
    "quarantine-reason.quarantine": N_("Why"),
    "risk.person": N_("Risks"),
    "shown.complaint": N_("What was shown to the complainant"),
    "source.person": N_("Sources"),
    "support.by": N_("What this speaks for or against"),
    "support.claim": N_("What speaks for it, and against"),
    "support.source": N_("What this source speaks for or against"),
    "transcript.speaker": N_("What this person says"),
    "translation.of": N_("Translations"),
}
ADDS: dict[str, tuple[tuple[str, str], ...]] = {
    "event": (("act", "event"), ("support", "claim"), ("appearance", "event")),
    "act": (
        ("involvement", "act"),
        ("support", "claim"),
        ("characterisation", "act"),
        ("opinion", "act"),
    ),
    "involvement": (("support", "claim"),),
    "person": (
        ("name", "person"),
        ("occupancy", "person"),
        ("consent", "person"),
        ("risk", "person"),
        ("death", "person"),
        ("elsewhere", "person"),
    ),
    "place": (("event", "place"), ("place", "within")),
    "organisation": (("post", "organisation"), ("organisation", "within")),
    "post": (("occupancy", "post"), ("post", "reports_to"), ("support", "claim")),
    "occupancy": (("support", "claim"),),
    "appearance": (("identification", "appearance"),),
    "identification": (
        ("ground", "identification"),
        ("lineup", "identification"),
        ("support", "claim"),
    ),
    "characterisation": (("support", "claim"),),
    "complaint": (("support", "by"), ("shown", "complaint"), ("translation", "of")),
    "again": (("approval", "of"),),
    "source": (("support", "source"),),
    "intervention": (("outcome", "follows"),),
    "publication": (("outcome", "follows"),),
    "outcome": (("outcome", "follows"), ("support", "claim")),
    "transcript": (("translation", "of"),),
    "quarantine": (("quarantine-reason", "quarantine"),),
}
"""What is added from a record: the kind, and its field that leads back."""

ADD = {
    "act.event": N_("Add an act"),
    "appearance.event": N_("Add who can be seen"),
    "characterisation.act": N_("Say what the law calls it"),
    "approval.of": N_("Say yes or no, as a second member"),
    "consent.person": N_("Record a consent"),
    "elsewhere.person": N_("Add an account that others hold"),
    "death.person": N_("Record what is known of the death"),
    "event.place": N_("Add an event here"),
    "ground.identification": N_("Add your ground"),
    "identification.appearance": N_("Say who this is"),
    "involvement.act": N_("Add who took part"),
    "lineup.identification": N_("Record a line-up"),
    "name.person": N_("Tie a name"),
    "occupancy.person": N_("Add a post held"),
    "occupancy.post": N_("Add who held it"),
    "opinion.act": N_("Give a clinical opinion"),
    "organisation.within": N_("Add a unit within"),
    "outcome.follows": N_("Add what came after"),
    "place.within": N_("Add a place within"),
    "post.organisation": N_("Add a post"),
    "post.reports_to": N_("Add a post below"),
    "quarantine-reason.quarantine": N_("State the reason"),
    "risk.person": N_("Say what they risk"),
    "shown.complaint": N_("Record what was shown"),
    "support.by": N_("Say what it speaks for or against"),
    "support.claim": N_("Add support or contradiction"),
    "support.source": N_("Add what it says"),
    "translation.of": N_("Add a translation"),
}


def head(kind: str, field: str) -> str:
    """How the records of a kind that lead here by a field are headed."""
    both = f"{kind}.{field}"
    if both in LED:
        return words.said(LED, both)
    many = words.said(words_records.KINDS_MANY, kind)
    label = words_records.label(kind, field)
    return gettext("%(records)s, by “%(field)s”", records=many, field=label)


def add(kind: str, field: str) -> str:
    """What adding a record that leads here is called."""
    both = f"{kind}.{field}"
    if both in ADD:
        return words.said(ADD, both)
    return gettext("Add: %(kind)s", kind=words.said(words_records.KINDS, kind))
