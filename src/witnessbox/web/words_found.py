# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What machines' findings are called on screen.

What holds: as in `words`; and nothing that a machine or a file says is worded as
a fact: it is said, read, heard or guessed by somebody who is named.
"""

from __future__ import annotations

from fractions import Fraction

from witnessbox.catalogue.answers import UNKNOWN
from witnessbox.web import dated, words
from witnessbox.web.tongue import N_, decimal, gettext

WITH = {
    "faces": N_("Faces"),
    "voice": N_("Speech"),
    "clock": N_("Clock in the picture"),
    "text": N_("Text"),
    "damaged": N_("Damage"),
    "place": N_("A place in the metadata"),
    "hidden": N_("Left out by an edit list"),
    "night": N_("At night, by its clock"),
}
"""For a filter: what an item has."""

WITH_SHORT = {
    "faces": N_("faces"),
    "voice": N_("speech"),
    "clock": N_("clock"),
    "text": N_("text"),
    "damaged": N_("damage"),
    "place": N_("place"),
    "hidden": N_("edit list"),
    "night": N_("night"),
}
"""On a tile."""

SAID = {
    "container": N_("in its metadata"),
    "clock": N_("in the picture"),
    "name": N_("in its name"),
}
LANGUAGES = {
    "ru": N_("Russian"),
    "en": N_("English"),
    "uk": N_("Ukrainian"),
    "be": N_("Belarusian"),
    "kk": N_("Kazakh"),
    "ce": N_("Chechen"),
    "ar": N_("Arabic"),
    "fa": N_("Persian"),
    "de": N_("German"),
    "fr": N_("French"),
    "es": N_("Spanish"),
}
STAGES = {
    "look": N_("First look and stills"),
    "packets": N_("Digests of the coded packets"),
    "stills": N_("Stills"),
    "container": N_("What the container says"),
    "exif": N_("What a photograph says"),
    "documents": N_("Texts of documents"),
    "shots": N_("Shots"),
    "spans": N_("Parts with nothing to see"),
    "hashes": N_("Hashes of pictures"),
    "faces": N_("Faces"),
    "text": N_("Text and clocks in the picture"),
    "ocr": N_("Text and clocks in the picture"),
    "voice": N_("Voices"),
    "speech": N_("Transcript"),
    "sensitive": N_("What is covered first"),
}
STATUS = {
    "done": N_("done"),
    "refused": N_("nothing to read"),
    "failed": N_("failed"),
}
NOTHING = {
    "flat": N_("covered, out of focus, fog or a blank screen"),
    "grey": N_("grey, as where data are lost"),
    "green": N_("green, as where data are lost"),
    "smear": N_("smeared, as where data are lost"),
}
"""Why pictures show nothing, as far as a machine can tell."""

DAMAGE = {
    "cut-short": N_("The file breaks off"),
    "no-index": N_("The index that finds the pictures is missing"),
    "media-missing": N_("The index points beyond the end"),
    "unfinished": N_("Written live and never closed"),
    "after-the-end": N_("Something follows the end"),
    "not-followed": N_("Too many parts: the rest was not looked at"),
}


def clock(time: Fraction) -> str:
    """A time on the film's clock, rounded down."""
    return words.clock(int(time)) if time >= 0 else f"−{words.clock(int(-time))}"


def exact(time: Fraction) -> str:
    """A time for a player: seconds with three decimals, never before the start."""
    return f"{max(Fraction(), time).__float__():.3f}"


def month(value: str) -> str:
    """A month as it is written in lists."""
    return gettext("Not said") if value == UNKNOWN else dated.said(value)


def language(code: str) -> str:
    """A language by its code."""
    return words.said(LANGUAGES, code)


def drift(ms_an_hour: int) -> str:
    """How a clock goes against the film: sentences for a person."""
    if ms_an_hour == 0:
        return gettext("keeps the film's time")
    pace = decimal(abs(ms_an_hour) / 1000, 1)
    if ms_an_hour > 0:
        return gettext("gains %(seconds)s\u00a0s an hour", seconds=pace)
    return gettext("loses %(seconds)s\u00a0s an hour", seconds=pace)


GROUP_GRADES = {
    "same-serial": N_("The same serial number"),
    "same-model-and-naming": N_("The same model, and names of one pattern"),
    "same-model": N_("The same model"),
    "same-naming-and-form": N_("Names of one pattern, and files of one form"),
    "same-form": N_("Files of one form"),
}
