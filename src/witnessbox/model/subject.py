# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Persons, places, bodies, posts, and who held them: whom and what a case is about.

What holds: a person is one record whatever roles they have on links, and it holds a
pseudonym only; the names of those who are not officials lie with `identities`. A
post is not its holder: `occupancy` ties them, dated. Who is said to be dead has a
record of the death, or it is said that nothing is known of it.

Source of what a death's record asks: the Minnesota Protocol (2016), on deaths in
custody and the part of the family.
"""

from __future__ import annotations

from witnessbox.base.values import Compartment
from witnessbox.model.field import Field, Takes
from witnessbox.model.kind import Kind

PERSON = Kind(
    "person",
    "pe",
    (
        Field("label", Takes.TEXT, required=True),
        Field("counting", Takes.TERM, ("counting",)),
        Field("least", Takes.NUMBER),
        Field("most", Takes.NUMBER),
        Field("sex", Takes.TERM, ("sex",)),
        Field("standing", Takes.TERM, ("standing",)),
        Field("official_name", Takes.TEXT),
        Field("native_name", Takes.TEXT),
        Field("aliases", Takes.LONG),
        Field("described", Takes.LONG),
        Field("status", Takes.TERM, ("perpetrator-status",)),
        Field("status_since", Takes.DATE),
        Field("alive", Takes.TERM, ("alive",)),
        Field("death_untold", Takes.FLAG),
        Field("same_as", Takes.LINK, ("person",)),
        Field("notes", Takes.LONG),
    ),
    title=("label",),
)
NAME = Kind(
    "name",
    "nm",
    (
        Field("person", Takes.LINK, ("person",), required=True),
        Field("name", Takes.TEXT, required=True),
        Field("sort", Takes.TERM, ("name-sort",)),
        Field("language", Takes.LANGUAGE),
        Field("born", Takes.DATE),
        Field("cell", Takes.TEXT),
        Field("contact", Takes.LONG),
        Field("source", Takes.LINK, ("source",)),
    ),
    compartment=Compartment.IDENTITIES,
    title=("name",),
)
PLACE = Kind(
    "place",
    "pl",
    (
        Field("name", Takes.TEXT, required=True),
        Field("native_name", Takes.TEXT),
        Field("sort", Takes.TERM, ("place-sort",)),
        Field("within", Takes.LINK, ("place",)),
        Field("latitude", Takes.TEXT),
        Field("longitude", Takes.TEXT),
        Field("plan", Takes.LINK, ("item",)),
        Field("plan_x", Takes.NUMBER),
        Field("plan_y", Takes.NUMBER),
        Field("described", Takes.LONG),
    ),
    title=("name",),
)
ORGANISATION = Kind(
    "organisation",
    "og",
    (
        Field("name", Takes.TEXT, required=True),
        Field("native_name", Takes.TEXT),
        Field("sort", Takes.TERM, ("organisation-sort",)),
        Field("within", Takes.LINK, ("organisation",)),
        Field("place", Takes.LINK, ("place",)),
        Field("described", Takes.LONG),
    ),
    title=("name",),
)
POST = Kind(
    "post",
    "po",
    (
        Field("name", Takes.TEXT, required=True),
        Field("native_name", Takes.TEXT),
        Field("organisation", Takes.LINK, ("organisation",), required=True),
        Field("reports_to", Takes.LINK, ("post",)),
        Field("basis", Takes.TERM, ("edge-basis",)),
        Field("rank", Takes.TEXT),
        Field("duties", Takes.LONG),
        Field("powers", Takes.TERMS, ("powers",)),
        Field("from", Takes.DATE),
        Field("to", Takes.DATE),
    ),
    title=("name",),
)
OCCUPANCY = Kind(
    "occupancy",
    "oc",
    (
        Field("person", Takes.LINK, ("person",), required=True),
        Field("post", Takes.LINK, ("post",), required=True),
        Field("from", Takes.DATE),
        Field("to", Takes.DATE),
        Field("acting", Takes.FLAG),
        Field("note", Takes.LONG),
    ),
)
DEATH = Kind(
    "death",
    "dh",
    (
        Field("person", Takes.LINK, ("person",), required=True),
        Field("date", Takes.DATE),
        Field("place", Takes.LINK, ("place",)),
        Field("last_seen", Takes.DATE),
        Field("last_seen_place", Takes.LINK, ("place",)),
        Field("last_seen_told", Takes.LONG),
        Field("custody", Takes.LINK, ("organisation",)),
        Field("cause_given", Takes.LONG),
        Field("body_where", Takes.LONG),
        Field("autopsy", Takes.TERM, ("yes-no",)),
        Field("autopsy_by", Takes.TEXT),
        Field("papers", Takes.LINKS, ("item",)),
        Field("family", Takes.LINKS, ("person",)),
        Field("family_told", Takes.LONG),
        Field("notes", Takes.LONG),
    ),
    title=("date",),
)
"""A death in custody or after; the family's names and ways to reach them lie apart."""
KINDS = (PERSON, NAME, PLACE, ORGANISATION, POST, OCCUPANCY, DEATH)
