# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""How items are worked through: labels, states, marks, transcripts, codes.

What holds: a label says what to expect before any picture is shown; what has none
counts as the worst. A transcript is a draft until a member who speaks the language
has confirmed the segment. A code rests on a span; first codes stay when somebody
adjudicates. What the true time was on a picture is said by a person, with how far that
may be off and on what ground; a clock in the picture, or a machine's reading of it, is
what it shows and no more.
"""

from __future__ import annotations

from witnessbox.base.values import Compartment
from witnessbox.model.field import Field, Takes
from witnessbox.model.kind import Kind

LABEL = Kind(
    "label",
    "lb",
    (
        Field("item", Takes.LINK, ("item",), required=True),
        Field("category", Takes.TERMS, ("category",), required=True),
        Field("severity", Takes.NUMBER, required=True),
        Field("sound", Takes.TERM, ("yes-no",)),
        Field("sexual", Takes.TERM, ("yes-no",)),
        Field("child", Takes.TERM, ("yes-no",)),
        Field("death", Takes.TERM, ("yes-no",)),
        Field("peaks", Takes.SPANS, ("item",)),
        Field("note", Takes.TEXT),
    ),
    title=("note",),
)
WORK = Kind(
    "work",
    "wk",
    (
        Field("item", Takes.LINK, ("item",), required=True),
        Field("state", Takes.TERM, ("work-state",), required=True),
        Field("assignee", Takes.MEMBER),
        Field("asked", Takes.TERM, ("priority",)),
        Field("settled", Takes.LONG),
        Field("needed", Takes.LONG),
    ),
    title=("state",),
)
QUARANTINE = Kind(
    "quarantine",
    "qu",
    (
        Field("item", Takes.LINK, ("item",), required=True),
        Field("lifted", Takes.FLAG),
    ),
)
CONFIDED = Kind(
    "confided",
    "cf",
    (
        Field("item", Takes.LINK, ("item",), required=True),
        Field("lifted", Takes.FLAG),
    ),
)
"""The item itself names victims: it is for members who hold the identities alone."""
QUARANTINE_REASON = Kind(
    "quarantine-reason",
    "qr",
    (
        Field("quarantine", Takes.LINK, ("quarantine",), required=True),
        Field("reason", Takes.LONG, required=True),
    ),
    compartment=Compartment.RESTRICTED,
    # Whoever comes upon it says why, and need not be able to read it again.
    blind=True,
)
DESCRIPTION = Kind(
    "description",
    "de",
    (
        Field("spans", Takes.SPANS, ("item",), required=True),
        Field("observed", Takes.LONG, required=True),
        Field("sure", Takes.TERM, ("sureness",)),
        Field("terms", Takes.TERMS, ("category",)),
        Field("event", Takes.LINK, ("event",)),
        Field("adopts", Takes.TEXT),
    ),
    title=("observed",),
)
TRANSCRIPT = Kind(
    "transcript",
    "ts",
    (
        Field("spans", Takes.SPANS, ("item",), required=True),
        Field("text", Takes.LONG, required=True),
        Field("language", Takes.LANGUAGE, required=True),
        Field("confirmed", Takes.FLAG),
        Field("speaker", Takes.LINK, ("appearance", "person")),
        Field("machine_said", Takes.LONG),
        Field("adopts", Takes.TEXT),
    ),
    title=("text",),
)
CLOCK_READING = Kind(
    "clock-reading",
    "cr",
    (
        Field("spans", Takes.SPANS, ("item",), required=True),
        Field("true_time", Takes.TEXT, required=True),
        Field("give_or_take", Takes.TEXT, required=True),
        Field("ground", Takes.TERM, ("clock-ground",), required=True),
        Field("shown_time", Takes.TEXT),
        Field("seen_too", Takes.SPANS, ("item",)),
        Field("note", Takes.LONG),
        Field("adopts", Takes.TEXT),
    ),
    title=("true_time",),
)
CODING = Kind(
    "coding",
    "cd",
    (
        Field("spans", Takes.SPANS, ("item",), required=True),
        Field("variable", Takes.TERM, ("variable",), required=True),
        Field("value", Takes.TERM, required=True),
        Field("round", Takes.TEXT, required=True),
        Field("adjudicates", Takes.LINKS, ("coding",)),
        Field("reason", Takes.LONG),
    ),
    title=("variable",),
    own=True,
)
ROUND = Kind(
    "round",
    "ro",
    (
        Field("title", Takes.TEXT, required=True),
        Field("variables", Takes.TERMS, ("variable",), required=True),
        Field("seed", Takes.TEXT, required=True),
        Field("items", Takes.LINKS, ("item",), required=True),
        Field("coders", Takes.LONG, required=True),
        Field("share", Takes.NUMBER, required=True),
        Field("threshold", Takes.NUMBER),
        Field("closed", Takes.FLAG),
    ),
    title=("title",),
    # Who set it up closes it: only then does anybody see what others coded.
    own=True,
)
TERM = Kind(
    "term",
    "te",
    (
        Field("vocabulary", Takes.TERM, required=True),
        Field("code", Takes.TERM, required=True),
        Field("english", Takes.TEXT, required=True),
        Field("russian", Takes.TEXT),
        Field("huridocs", Takes.TEXT),
        Field("replaces", Takes.TERM),
        Field("retired", Takes.FLAG),
    ),
    title=("english",),
)
KINDS = (
    LABEL, WORK, QUARANTINE, CONFIDED, QUARANTINE_REASON, DESCRIPTION, TRANSCRIPT,
    CLOCK_READING, CODING, ROUND, TERM,
)  # fmt: skip
