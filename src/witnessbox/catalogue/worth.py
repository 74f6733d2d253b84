# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What an item is worth looking at: a sum of parts, each of which can be shown.

What holds: pure; each part comes from what machines found or a person asked for,
and the sum is the parts' own. What a machine calls sensitive comes later and is
never left out. The order is a proposal: it says nothing of what an item proves.
"""

from __future__ import annotations

from collections.abc import Mapping

from witnessbox.base.canonical import JsonDict
from witnessbox.catalogue.traits import FLAGS

Parts = Mapping[str, int | str]

ASKED = {"urgent": 400, "high": 200, "normal": 50, "low": -150}
"""What a person asked for outweighs what machines found, by some distance."""

SECOND_LOOK = 120
"""Somebody waits for an answer."""

MOST_FACES, FACE = 12, 5
MOST_PERSONS, PERSON = 10, 3
SPEECH, NAMED_LANGUAGE = 30, 10
MOVEMENT, NIGHT, HIDDEN, CLOCK, TEXT = 12, 12, 15, 6, 6
SENSITIVE, SENSITIVE_FROM = -60, 500
"""Later and with care, from that score of the machine on."""


def parts(
    row: Mapping[str, object], claims: Mapping[str, JsonDict]
) -> dict[str, int | str]:
    """What counts of an item's traits and what its stages claim; nothing else."""

    def number(value: object) -> int:
        return value if isinstance(value, int) else 0

    def most(name: str) -> int:
        return max((number(said.get(name)) for said in claims.values()), default=0)

    flags, cover = number(row.get("flags")), number(row.get("cover"))
    seconds, quiet = number(row.get("seconds")), most("quiet")
    told: dict[str, int | str] = {
        "faces": number(row.get("faces")),
        "persons": most("persons"),
        "speech": number(row.get("voice")) or int(bool(flags & FLAGS["voice"])),
        "language": str(row.get("language") or ""),
        "movement": int("spans" in claims and 0 < seconds > 2 * quiet),
        "night": int(bool(flags & FLAGS["night"])),
        "hidden": int(bool(flags & FLAGS["hidden"])),
        "clock": int(bool(flags & FLAGS["clock"])),
        "text": int(bool(flags & FLAGS["text"])),
        "sensitive": cover if cover >= SENSITIVE_FROM else 0,
        "device": str(row.get("device") or ""),
    }
    return {name: value for name, value in told.items() if value}


def score(told: Parts, asked: str = "", state: str = "") -> int:
    """The sum: more is sooner."""
    found = {name: value for name, value in told.items() if isinstance(value, int)}
    total = min(found.get("faces", 0), MOST_FACES) * FACE
    total += min(found.get("persons", 0), MOST_PERSONS) * PERSON
    if found.get("speech"):
        total += SPEECH + (NAMED_LANGUAGE if told.get("language") else 0)
    for name, worth in (
        ("movement", MOVEMENT),
        ("night", NIGHT),
        ("hidden", HIDDEN),
        ("clock", CLOCK),
        ("text", TEXT),
        ("sensitive", SENSITIVE),
    ):
        total += worth if found.get(name) else 0
    return total + ASKED.get(asked, 0) + (SECOND_LOOK if state == "second-look" else 0)
