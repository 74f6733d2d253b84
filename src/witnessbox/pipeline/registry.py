# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The stages of the survey, and the passes in which they run.

What holds: these literal tuples are all the stages there are; the stages of a
pass share one decode of an item; a stage whose version moved, or whose model has
come, is run again, alone. `look` is not among them: it is the quick first glance
by which an item can be shown within seconds.
"""

from __future__ import annotations

from dataclasses import dataclass

from witnessbox.analysis.close import CloseFaces
from witnessbox.analysis.container import Container
from witnessbox.analysis.documents import Documents
from witnessbox.analysis.exif import Exif
from witnessbox.analysis.faces import Faces
from witnessbox.analysis.hashes import Hashes
from witnessbox.analysis.persons import ClosePersons
from witnessbox.analysis.sensitive import Sensitive
from witnessbox.analysis.shots import SHOTS
from witnessbox.analysis.spans import Spans
from witnessbox.analysis.speech import SpeechStage
from witnessbox.analysis.stage import Stage
from witnessbox.analysis.text import TextStage
from witnessbox.analysis.voice import VoiceStage


@dataclass(frozen=True, slots=True)
class Glance:
    """The first look, by its name and version in derivations."""

    name: str
    version: str


LOOK = Glance("look", "1")
"""What a file is, and up to twelve stills of it, covered and clear."""


@dataclass(frozen=True, slots=True)
class Core:
    """What a pass yields of itself, as a stage would.

    Attributes:
        kinds: Kinds of item.
    """

    name: str
    version: str
    kinds: tuple[str, ...]


STILLS = Core("stills", "1", ("video", "photograph"))
"""Every picture that was watched, covered and clear."""
PACKETS = Core("packets", "2", ("video", "sound"))
"""Salted digests of the coded packets, one Merkle root a stream."""

STAGES: tuple[Stage, ...] = (
    Container(),
    Exif(),
    Documents(),
    SHOTS,
    Hashes(),
    Faces(),
    Spans(),
    TextStage(),
    Sensitive(),
)
"""Over pictures and files, keyframes alone; in the order in which they are asked."""

LISTENERS: tuple[Stage, ...] = (VoiceStage(),)
"""Over sound, behind those over pictures."""

CLOSE: tuple[Stage, ...] = (CloseFaces(), ClosePersons())
"""Over every frame of chosen items."""


@dataclass(frozen=True, slots=True)
class Pass:
    """One way through an item.

    Attributes:
        depth: As entries carry it.
        core: What it yields of itself.
        stages: What it feeds.
        on_demand: Whether only items for which a person asked are given to it.
    """

    depth: str
    core: tuple[Core, ...]
    stages: tuple[Stage, ...]
    on_demand: bool = False


SURVEY = Pass("survey", (STILLS, PACKETS), STAGES)
SOUND = Pass("sound", (), LISTENERS)
SPEECH = Pass("speech", (), (SpeechStage(),))
"""In a process of its own (`pipeline.listener`), behind everything else."""
CLOSE_LOOK = Pass("close", (), CLOSE, on_demand=True)
PASSES: tuple[Pass, ...] = (SURVEY, SOUND, SPEECH)
"""What every item gets, in the order of urgency."""
WAYS: tuple[Pass, ...] = (*PASSES, CLOSE_LOOK)
"""All there are: what a person asked for comes behind the rest."""


def everything() -> tuple[Stage, ...]:
    """All stages that run in the child that decodes the item."""
    return (*STAGES, *LISTENERS, *CLOSE)
