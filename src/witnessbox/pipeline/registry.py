# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The stages of the survey, and the version each result came from.

What holds: this literal tuple is all the stages there are; a stage whose
version moved is run again, alone; an item's stage is done once per version.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage.

    Attributes:
        name: As derivations carry it.
        version: Moves when its results may differ.
        kinds: The kinds of item that it takes; empty takes every item.
    """

    name: str
    version: str
    kinds: tuple[str, ...]


LOOK = Stage("look", "1", ())
"""What a file is, and up to twelve stills of it, covered and clear."""

PACKETS = Stage("packets", "1", ("video", "sound"))
"""Salted digests of the coded packets, one Merkle root a stream."""

STAGES = (LOOK, PACKETS)
"""In the order in which a survey runs them over the whole box."""
