# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What machines' findings are called on screen.

What holds: as in `words`; and nothing that a machine or a file says is worded as
a fact: it is said, read, heard or guessed by somebody who is named.
"""

from __future__ import annotations

from fractions import Fraction

from witnessbox.catalogue.answers import UNKNOWN
from witnessbox.web import words

WITH = {
    "faces": "Faces",
    "voice": "Speech",
    "clock": "Clock in the picture",
    "text": "Text",
    "damaged": "Damage",
    "place": "A place in the metadata",
    "hidden": "Left out by an edit list",
    "night": "At night, by its clock",
}
"""For a filter: what an item has."""

WITH_SHORT = {
    "faces": "faces",
    "voice": "speech",
    "clock": "clock",
    "text": "text",
    "damaged": "damage",
    "place": "place",
    "hidden": "edit list",
    "night": "night",
}
"""On a tile."""

SAID = {
    "container": "in its metadata",
    "clock": "in the picture",
    "name": "in its name",
}
LANGUAGES = {
    "ru": "Russian",
    "en": "English",
    "uk": "Ukrainian",
    "be": "Belarusian",
    "kk": "Kazakh",
    "ce": "Chechen",
    "ar": "Arabic",
    "fa": "Persian",
    "de": "German",
    "fr": "French",
    "es": "Spanish",
}
STAGES = {
    "look": "First look and stills",
    "packets": "Digests of the coded packets",
    "stills": "Stills",
    "container": "What the container says",
    "exif": "What a photograph says",
    "documents": "Texts of documents",
    "shots": "Shots",
    "spans": "Parts with nothing to see",
    "hashes": "Hashes of pictures",
    "faces": "Faces",
    "text": "Text and clocks in the picture",
    "ocr": "Text and clocks in the picture",
    "voice": "Voices",
    "speech": "Transcript",
    "sensitive": "What is covered first",
}
STATUS = {
    "done": "done",
    "refused": "nothing to read",
    "failed": "failed",
}
NOTHING = {
    "flat": "covered, out of focus, fog or a blank screen",
    "grey": "grey, as where data are lost",
    "green": "green, as where data are lost",
    "smear": "smeared, as where data are lost",
}
"""Why pictures show nothing, as far as a machine can tell."""

DAMAGE = {
    "cut-short": "The file breaks off",
    "no-index": "The index that finds the pictures is missing",
    "media-missing": "The index points beyond the end",
    "unfinished": "Written live and never closed",
    "after-the-end": "Something follows the end",
    "not-followed": "Too many parts: the rest was not looked at",
}


def clock(time: Fraction) -> str:
    """A time on the film's clock, rounded down."""
    return words.clock(int(time)) if time >= 0 else f"−{words.clock(int(-time))}"


def exact(time: Fraction) -> str:
    """A time for a player: seconds with three decimals, never before the start."""
    return f"{max(Fraction(), time).__float__():.3f}"


def month(value: str) -> str:
    """A month as it is written in lists."""
    return "Not said" if value == UNKNOWN else value


def language(code: str) -> str:
    """A language by its code."""
    return words.said(LANGUAGES, code)


def drift(ms_an_hour: int) -> str:
    """How a clock goes against the film: sentences for a person."""
    if ms_an_hour == 0:
        return "keeps the film's time"
    pace = abs(ms_an_hour) / 1000
    side = "gains" if ms_an_hour > 0 else "loses"
    return f"{side} {pace:.1f}{words.SPACE}s an hour"
