# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Events, acts, who was involved: who did what to whom.

What holds: the unit of count is the act, one victim x one type x one event; an
event holds no number of victims. What is observed, what the law calls it and what a
clinician thinks of it are three kinds of record with three kinds of author.
Coercion is on the involvement and is itself an act against whom it coerced.

Source: HURIDOCS events standard formats (entities 01, 21, 24); Istanbul Protocol
2022, the five degrees of consistency; the Convention against Torture, article 1.
"""

from __future__ import annotations

from witnessbox.model.field import Field, Takes
from witnessbox.model.kind import Kind

EVENT = Kind(
    "event",
    "ev",
    (
        Field("title", Takes.TEXT, required=True),
        Field("date", Takes.DATE),
        Field("time", Takes.TEXT),
        Field("place", Takes.LINK, ("place",)),
        Field("observed", Takes.LONG),
        Field("spans", Takes.SPANS, ("item",)),
        Field("status", Takes.TERM, ("verification",)),
        Field("status_reason", Takes.LONG),
        Field("part_of", Takes.LINK, ("event",)),
        Field("after", Takes.LINKS, ("event",)),
    ),
    title=("title",),
)
ACT = Kind(
    "act",
    "ac",
    (
        Field("event", Takes.LINK, ("event",), required=True),
        Field("victim", Takes.LINK, ("person",), required=True),
        Field("sort", Takes.TERM, ("act",), required=True),
        Field("methods", Takes.TERMS, ("method",)),
        Field("date", Takes.DATE),
        Field("place", Takes.LINK, ("place",)),
        Field("place_sort", Takes.TERM, ("place-sort",)),
        Field("observed", Takes.LONG),
        Field("spans", Takes.SPANS, ("item",)),
        Field("stated_reason", Takes.LONG),
        Field("intent", Takes.TERMS, ("intent",)),
        Field("medical", Takes.TERMS, ("medical",)),
        Field("physical", Takes.LONG),
        Field("psychological", Takes.LONG),
        Field("age", Takes.NUMBER),
        Field("end", Takes.TERM, ("end-status",)),
        Field("statement_under_duress", Takes.TERM, ("yes-no",)),
        Field("attribution", Takes.TERM, ("attribution",)),
    ),
    title=("sort",),
)
INVOLVEMENT = Kind(
    "involvement",
    "in",
    (
        Field("act", Takes.LINK, ("act",), required=True),
        Field("person", Takes.LINK, ("person",), required=True),
        Field("degree", Takes.TERM, ("degree",), required=True),
        Field("by_post", Takes.LINK, ("occupancy",)),
        Field("coerced_by", Takes.LINK, ("person",)),
        Field("coercion", Takes.LINK, ("act",)),
        Field("observed", Takes.LONG),
        Field("spans", Takes.SPANS, ("item",)),
        Field("supports", Takes.LINKS, ("support",)),
    ),
    title=("degree",),
)
CHARACTERISATION = Kind(
    "characterisation",
    "ch",
    (
        Field("act", Takes.LINK, ("act",), required=True),
        Field("element", Takes.TERM, ("element",), required=True),
        Field("finding", Takes.TERM, ("element-finding",), required=True),
        Field("reasoning", Takes.LONG),
        Field("supports", Takes.LINKS, ("support",)),
    ),
    title=("element",),
    roles=("lawyer", "legal officer"),
)
OPINION = Kind(
    "opinion",
    "op",
    (
        Field("act", Takes.LINK, ("act",), required=True),
        Field("consistency", Takes.TERM, ("consistency",), required=True),
        Field("opinion", Takes.LONG, required=True),
        Field("examined", Takes.DATE),
        Field("spans", Takes.SPANS, ("item",)),
    ),
    title=("consistency",),
    roles=("clinician",),
)
KINDS = (EVENT, ACT, INVOLVEMENT, CHARACTERISATION, OPINION)
