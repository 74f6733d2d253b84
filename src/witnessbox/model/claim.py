# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What speaks for a claim and what against it, and who is said to be whom.

What holds: a source's own reliability and that of one piece of information are two
fields. What contradicts is a link like any other. An identification is what its
grounds make it (`link.corroborate`), never more than it says; a machine can be no
author of any of these.
"""

from __future__ import annotations

from witnessbox.model.field import Field, Takes
from witnessbox.model.kind import Kind

SOURCE = Kind(
    "source",
    "so",
    (
        Field("label", Takes.TEXT, required=True),
        Field("sort", Takes.TERM, ("source-sort",)),
        Field("reliability", Takes.TERM, ("reliability",)),
        Field("reliability_reason", Takes.LONG),
        Field("person", Takes.LINK, ("person",)),
        Field("accession", Takes.LINK, ("accession",)),
        Field("notes", Takes.LONG),
    ),
    title=("label",),
)
SUPPORT = Kind(
    "support",
    "su",
    (
        Field(
            "claim",
            Takes.LINK,
            (
                "event", "act", "involvement", "characterisation", "occupancy", "post",
                "identification", "outcome", "complaint", "sentence",
            ),
            required=True,
        ),
        Field("how", Takes.TERM, ("how",), required=True),
        Field("by", Takes.LINK, ("item", "complaint", "publication", "source")),
        Field("spans", Takes.SPANS, ("item",)),
        Field("source", Takes.LINK, ("source",)),
        Field("connection", Takes.TERM, ("connection",)),
        Field("function", Takes.TERMS, ("function",)),
        Field("reliability", Takes.TERM, ("reliability",)),
        Field("session", Takes.TEXT),
        Field("material", Takes.TERM, ("material",)),
        Field("language", Takes.LANGUAGE),
        Field("received", Takes.DATE),
        Field("note", Takes.LONG),
    ),
    title=("note", "how"),
)  # fmt: skip
APPEARANCE = Kind(
    "appearance",
    "ap",
    (
        Field("label", Takes.TEXT, required=True),
        Field("spans", Takes.SPANS, ("item",), required=True),
        Field("described", Takes.LONG),
        Field("event", Takes.LINK, ("event",)),
        Field("adopts", Takes.TEXT),
    ),
    title=("label",),
)
IDENTIFICATION = Kind(
    "identification",
    "id",
    (
        Field("appearance", Takes.LINK, ("appearance",), required=True),
        Field("person", Takes.LINK, ("person",), required=True),
        Field("grade", Takes.TERM, ("grade",), required=True),
        Field("limits", Takes.LONG),
        Field("note", Takes.LONG),
    ),
    title=("grade",),
)
GROUND = Kind(
    "ground",
    "gr",
    (
        Field("identification", Takes.LINK, ("identification",), required=True),
        Field("how", Takes.TERM, ("how",), required=True),
        Field("method", Takes.TERM, ("identification-method",), required=True),
        Field("by", Takes.LINK, ("item", "complaint", "publication", "source")),
        Field("spans", Takes.SPANS, ("item",)),
        Field("session", Takes.TEXT),
        Field("strength", Takes.TERM, ("strength",)),
        Field("limits", Takes.LONG),
        Field("reasoning", Takes.LONG, required=True),
    ),
    title=("method",),
    own=True,
)
LINEUP = Kind(
    "lineup",
    "lp",
    (
        Field("identification", Takes.LINK, ("identification",), required=True),
        Field("complaint", Takes.LINK, ("complaint",)),
        Field("seed", Takes.TEXT, required=True),
        Field("shown", Takes.SPANS, ("item",), required=True),
        Field("administrator_blind", Takes.FLAG, required=True),
        Field("instructions", Takes.LONG, required=True),
        Field("answer", Takes.LONG, required=True),
        Field("confidence", Takes.LONG, required=True),
        Field("chosen", Takes.NUMBER),
        Field("held", Takes.DATE),
    ),
    title=("answer",),
    own=True,
)
RECORDING = Kind(
    "recording",
    "rg",
    (
        Field("items", Takes.LINKS, ("item",), required=True),
        Field("note", Takes.LONG),
    ),
    title=("note",),
)
"""Items that are one recording: cut, cropped, encoded again, or filmed off a screen."""
KINDS = (SOURCE, RECORDING, SUPPORT, APPEARANCE, IDENTIFICATION, GROUND, LINEUP)
