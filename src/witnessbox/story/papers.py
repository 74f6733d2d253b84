# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The papers of the story: which there are, and when they were written.

What holds: a paper is made from nothing but this package; no date of this
machine enters it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from witnessbox.story import dictation, handwriting, office, order
from witnessbox.story.cast import SEVERIA
from witnessbox.story.complaints import LANGUAGES, table


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper.

    Attributes:
        path: Where it lies on the disk.
        kind: "paper", "photograph" or "sound".
        says: One sentence.
        name: What `make` makes.
        dated: Its time on the disk.
    """

    path: bytes
    kind: str
    says: str
    name: str
    dated: datetime

    def make(self, seed: int) -> bytes:
        """Its bytes."""
        what, _, which = self.name.partition(":")
        if what == "complaints":
            return table(which)
        if what == "letter":
            return handwriting.letter(int(which), seed)
        if what == "notebook":
            return handwriting.notebook(seed)
        if what == "sound":
            return dictation.wav(which, seed)
        makers = {
            "roster": office.roster,
            "order": order.order,
            "list": office.staff_list,
        }
        return makers[what]()


def _day(day: int, hour: int = 12, minute: int = 0) -> datetime:
    return datetime(2024, 3, day, hour, minute, tzinfo=SEVERIA)


PAPERS = (
    Paper(
        "DOKUMENTY/Штат_ИК-9_2024.xlsx".encode(),
        "paper",
        "Staff roster: who held which post from when.",
        "roster",
        _day(11, 9),
    ),
    Paper(
        b"DOKUMENTY/prikaz_14.pdf",
        "paper",
        "Order 14 on night shifts, signed by Shcheglov on 6 March.",
        "order",
        _day(6, 18),
    ),
    Paper(
        "DOKUMENTY/Список_л-с_11.03.2024.txt".encode(),
        "paper",
        "Dated staff list of 11 March: Tsvetkov is gone.",
        "list",
        _day(11, 8),
    ),
    Paper(
        b"DOKUMENTY/IMG_20240313_2214.jpg",
        "photograph",
        "A photographed notebook of payments.",
        "notebook",
        _day(13, 22, 14),
    ),
    Paper(
        b"PISMA/scan_001.jpg",
        "photograph",
        "A scanned letter of a prisoner's mother.",
        "letter:1",
        _day(10),
    ),
    Paper(
        b"PISMA/scan_002.jpg",
        "photograph",
        "A scanned letter of Yolkin to his sister.",
        "letter:2",
        _day(12),
    ),
    Paper(
        b"PISMA/scan_003.jpg",
        "photograph",
        "A scanned letter without a name.",
        "letter:3",
        _day(17),
    ),
    *(
        Paper(
            f"ZHALOBY/zhaloby_{language}.csv".encode(),
            "paper",
            f"Complaints, written in {language}.",
            f"complaints:{language}",
            _day(20),
        )
        for language in LANGUAGES
    ),
    Paper(
        b"DIKTOFON/REC_001.wav",
        "sound",
        "HERON dictates what lies on the disk, in Russian.",
        "sound:heron",
        _day(20, 21),
    ),
    Paper(
        b"DIKTOFON/REC_002.wav",
        "sound",
        "A dictated complaint, in Russian.",
        "sound:complaint",
        _day(16, 20),
    ),
    Paper(
        b"DIKTOFON/REC_003.wav",
        "sound",
        "A dictated summary, in English.",
        "sound:summary",
        _day(20, 22),
    ),
)
