# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Complaints and interviews, in their own words; and what their authors consent to.

What holds: the account is verbatim, in its language, and is locked by its first
statement: the checklist (ten groups) opens only after it. Translations are records
of their own. Consent is per person x item x use x form of identity; what is not
said is no. Who told their account already is not asked again without a reason and a
second member. All of it lies with `identities`: being known as a victim is the harm.

Source: Istanbul Protocol 2022, the contents of an allegation; APT monitoring guide.
"""

from __future__ import annotations

from witnessbox.base.values import Compartment
from witnessbox.model.field import Field, Takes
from witnessbox.model.kind import Kind

GROUPS = (
    "circumstances", "dates_and_times", "descriptions", "asked_or_said", "routine",
    "methods", "sexual", "injuries", "objects", "witnesses",
)  # fmt: skip
"""The ten groups of an allegation, in the protocol's order."""
ADDED = (
    "by_whom", "how_long", "authority", "medical_papers", "already_told", "routes",
    "reprisals", "pattern",
)  # fmt: skip
"""What monitors ask besides."""
CHECKLIST = (*GROUPS, *ADDED)

COMPLAINT = Kind(
    "complaint",
    "co",
    (
        Field("receipt", Takes.TEXT, required=True),
        Field("account", Takes.LONG, required=True),
        Field("language", Takes.LANGUAGE, required=True),
        Field("complainant", Takes.LINK, ("person",)),
        Field("victim", Takes.LINK, ("person",)),
        Field("name_given", Takes.TEXT),
        Field("date", Takes.DATE),
        Field("received", Takes.DATE),
        Field("session", Takes.TEXT),
        Field("taken_by", Takes.MEMBER),
        Field("interpreter", Takes.TEXT),
        Field("letter", Takes.LINK, ("item",)),
        Field("place", Takes.LINK, ("place",)),
        Field("authorised", Takes.TERM, ("yes-no",)),
        Field("referral", Takes.TERMS, ("referral",)),
        Field("referral_due", Takes.DATE),
        Field("referral_done", Takes.DATE),
        Field("feedback_due", Takes.DATE),
        Field("feedback_done", Takes.DATE),
        Field("status", Takes.TERM, ("complaint-status",)),
        *(Field(name, Takes.LONG) for name in CHECKLIST),
        Field("same_person", Takes.LINKS, ("complaint",)),
        Field("source_row", Takes.TEXT),
        Field("unit", Takes.TEXT),
        Field("again", Takes.LINK, ("again",)),
    ),
    compartment=Compartment.IDENTITIES,
    title=("receipt",),
)
AGAIN = Kind(
    "again",
    "ag",
    (
        Field("person", Takes.LINK, ("person",)),
        Field("earlier", Takes.LINKS, ("complaint", "elsewhere")),
        Field("reason", Takes.LONG, required=True),
    ),
    compartment=Compartment.IDENTITIES,
    title=("reason",),
    own=True,
)
"""Why somebody who told their account already is to be asked again."""
APPROVAL = Kind(
    "approval",
    "av",
    (
        Field("of", Takes.LINK, ("again",), required=True),
        Field("given", Takes.FLAG, required=True),
        Field("note", Takes.LONG),
    ),
    compartment=Compartment.IDENTITIES,
    title=("note",),
    own=True,
)
"""A second member's yes or no to it."""
ELSEWHERE = Kind(
    "elsewhere",
    "ew",
    (
        Field("person", Takes.LINK, ("person",), required=True),
        Field("body", Takes.TEXT, required=True),
        Field("date", Takes.DATE),
        Field("note", Takes.LONG),
    ),
    compartment=Compartment.IDENTITIES,
    title=("body",),
)
"""An account that another body took and holds."""
TRANSLATION = Kind(
    "translation",
    "tr",
    (
        Field("of", Takes.LINK, ("complaint", "transcript"), required=True),
        Field("language", Takes.LANGUAGE, required=True),
        Field("text", Takes.LONG, required=True),
        Field("by_machine", Takes.FLAG),
    ),
    compartment=Compartment.IDENTITIES,
    title=("text",),
)
SHOWN = Kind(
    "shown",
    "sh",
    (
        Field("complaint", Takes.LINK, ("complaint",), required=True),
        Field("spans", Takes.SPANS, ("item",), required=True),
        Field("when", Takes.DATE, required=True),
        Field("moment", Takes.TERM, ("shown-moment",), required=True),
        Field("note", Takes.LONG),
    ),
    compartment=Compartment.IDENTITIES,
    title=("moment",),
)
CONSENT = Kind(
    "consent",
    "cn",
    (
        Field("person", Takes.LINK, ("person",), required=True),
        Field("item", Takes.LINK, ("item", "complaint")),
        Field("use", Takes.TERM, ("use",), required=True),
        Field("form", Takes.TERM, ("identity-form",), required=True),
        Field("given", Takes.FLAG, required=True),
        Field("explained", Takes.LONG),
        Field("voluntary", Takes.FLAG),
        Field("understood", Takes.LONG),
        Field("competent", Takes.FLAG),
        Field("explained_by", Takes.MEMBER),
        Field("language", Takes.LANGUAGE),
        Field("interpreter", Takes.TEXT),
        Field("date", Takes.DATE),
        Field("written", Takes.TERM, ("consent-record",)),
        Field("withdrawn", Takes.DATE),
    ),
    compartment=Compartment.IDENTITIES,
    title=("use",),
)
RISK = Kind(
    "risk",
    "ri",
    (
        Field("person", Takes.LINK, ("person",), required=True),
        Field("situation", Takes.TERM, ("situation",), required=True),
        Field("blackmailed_with", Takes.LINKS, ("item",)),
        Field("assessment", Takes.LONG, required=True),
        Field("review", Takes.DATE, required=True),
    ),
    compartment=Compartment.IDENTITIES,
    title=("situation",),
)
MAPPING = Kind(
    "mapping",
    "mp",
    (
        Field("name", Takes.TEXT, required=True),
        Field("columns", Takes.LONG, required=True),
        Field("language", Takes.LANGUAGE),
        Field("month_first", Takes.FLAG),
    ),
    compartment=Compartment.IDENTITIES,
    title=("name",),
)
"""Which column of a table is which field; a line each, as `model.mapping` has them."""
IMPORT = Kind(
    "import",
    "im",
    (
        Field("file", Takes.TEXT, required=True),
        Field("item", Takes.LINK, ("item",)),
        Field("sha256", Takes.TEXT),
        Field("mapping", Takes.LINK, ("mapping",)),
        Field("encoding", Takes.TEXT),
        Field("rows", Takes.NUMBER, required=True),
        Field("stated", Takes.NUMBER, required=True),
        Field("there", Takes.NUMBER),
        Field("left_out", Takes.LONG),
        Field("alike", Takes.LONG),
    ),
    compartment=Compartment.IDENTITIES,
    title=("file",),
)
"""One import of a table: what came in, and each row that was left out and why."""
KINDS = (
    COMPLAINT, AGAIN, APPROVAL, ELSEWHERE, TRANSLATION, SHOWN, CONSENT, RISK, MAPPING,
    IMPORT,
)  # fmt: skip
