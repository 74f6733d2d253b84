# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What was done about it and what came of it: interventions, outcomes, publications.

What holds: an outcome names what it is said to follow, and its source; that it came
after is not that it came because of it.

Source: HURIDOCS events standard formats, entity 26.
"""

from __future__ import annotations

from witnessbox.model.field import Field, Takes
from witnessbox.model.kind import Kind

CONCERNS = ("event", "act", "involvement", "person", "complaint", "item")

INTERVENTION = Kind(
    "intervention",
    "iv",
    (
        Field("title", Takes.TEXT, required=True),
        Field("sort", Takes.TERM, ("intervention",), required=True),
        Field("date", Takes.DATE, required=True),
        Field("addressee", Takes.TEXT),
        Field("addressee_body", Takes.LINK, ("organisation",)),
        Field("about", Takes.LINKS, CONCERNS),
        Field("requested", Takes.LONG),
        Field("response", Takes.TERM, ("response",)),
        Field("response_date", Takes.DATE),
        Field("impact", Takes.TERMS, ("impact",)),
        Field("status", Takes.TERM, ("intervention-status",)),
        Field("priority", Takes.TERM, ("priority",)),
        Field("paper", Takes.LINK, ("item",)),
        Field("text", Takes.LONG),
    ),
    title=("title",),
)
OUTCOME = Kind(
    "outcome",
    "ou",
    (
        Field("title", Takes.TEXT, required=True),
        Field("sort", Takes.TERM, ("outcome",), required=True),
        Field("date", Takes.DATE, required=True),
        Field("person", Takes.LINK, ("person",)),
        Field("post", Takes.LINK, ("post",)),
        Field("follows", Takes.LINKS, ("intervention", "publication", "outcome")),
        Field("about", Takes.LINKS, CONCERNS),
        Field("source", Takes.TEXT, required=True),
        Field("paper", Takes.LINK, ("item",)),
        Field("note", Takes.LONG),
    ),
    title=("title",),
)
PUBLICATION = Kind(
    "publication",
    "pb",
    (
        Field("title", Takes.TEXT, required=True),
        Field("by", Takes.TEXT, required=True),
        Field("ours", Takes.FLAG),
        Field("date", Takes.DATE, required=True),
        Field("where", Takes.TEXT),
        Field("spans", Takes.SPANS, ("item",)),
        Field("about", Takes.LINKS, CONCERNS),
        Field("persons", Takes.LINKS, ("person",)),
        Field("form", Takes.TERM, ("identity-form",)),
        Field("copy", Takes.LINK, ("item",)),
    ),
    title=("title",),
)
KINDS = (INTERVENTION, OUTCOME, PUBLICATION)
