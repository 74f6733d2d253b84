# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Forty-six complaints, each written by itself, and the tables they came in.

What holds: three rows are malformed as typed; one man complains twice, under
two spellings; four were taken in one session; one is contradicted by footage;
one mentions the man at the cameras. `FLAWS` names them for tests.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from witnessbox.story.complaints_en import ENGLISH
from witnessbox.story.complaints_ru import RUSSIAN

LANGUAGES = ("ru", "en")
_HEADS = {
    "ru": ("№", "дата", "сеанс", "кто", "отряд", "текст"),
    "en": ("no", "date", "session", "who", "unit", "text"),
}


@dataclass(frozen=True, slots=True)
class Complaint:
    """One complaint, as it was typed.

    Attributes:
        number: Its number over both tables.
        date: As typed; not always a day that exists.
        session: In which sitting it was taken.
        who: As typed.
        unit: The prisoner's unit, or what the person is to a prisoner.
        text: Verbatim.
        language: "ru" or "en".
    """

    number: int
    date: str
    session: str
    who: str
    unit: str
    text: str
    language: str


COMPLAINTS = tuple(
    Complaint(number, *row, language)
    for number, (row, language) in enumerate(
        [(row, "ru") for row in RUSSIAN] + [(row, "en") for row in ENGLISH], 1
    )
)

FLAWS = {
    "malformed": (9, 22, 41),
    "one man twice": (1, 33),
    "one session": (12, 13, 14, 15),
    "contradicted": (18,),
    "man at the cameras": (27,),
    "post held at the wrong time": (20,),
}
"""Numbers of the complaints that are irregular, by what is irregular."""


def table(language: str) -> bytes:
    """One language's complaints as CSV with semicolons, as offices save it."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(_HEADS[language])
    for one in COMPLAINTS:
        if one.language != language:
            continue
        row = [str(one.number), one.date, one.session, one.who, one.unit, one.text]
        if one.number == 22:
            # Somebody typed it without the sitting: a column is missing.
            del row[2]
        writer.writerow(row)
    return out.getvalue().encode("utf-8-sig" if language == "ru" else "utf-8")
