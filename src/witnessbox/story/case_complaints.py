# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What complaints bear on, once they are in: which footage speaks for one or against.

What holds: as in `case`; `complaint:N` is the complaint with the receipt N, out of
the tables on the disk. The footage of the store room contradicts the eighteenth: at
that time one man stands there and signs, and no officer opens anything.
"""

from __future__ import annotations

from witnessbox.story.case import HALL, LAWYER, NIGHT, Part, Told

TABLES = {"ZHALOBY/zhaloby_ru.csv": "ru", "ZHALOBY/zhaloby_en.csv": "en"}
"""The tables of complaints, with the language that no column says."""
BY = LAWYER
"""Who imports them: complaints lie with the identities."""
STORE_LATER = "CAM-07/2024-03-10/CAM-07_20240310_140000.mp4"

BEARING = (
    Told("orderly_said", "support", LAWYER,
         {"claim": "@event", "how": "supports", "by": "@complaint:2",
          "material": "complaint", "connection": "participant",
          "note": "He carried the boxes himself, and says whose names were on them."}),
    Told("hall_bears_out", "support", LAWYER,
         {"claim": "@complaint:2", "how": "supports", "by": f"file:{HALL}",
          "spans": [Part(HALL, 14, 50)], "material": "video",
          "note": "The corridor camera shows it at the time that he names."}),
    Told("night_bears_out", "support", LAWYER,
         {"claim": "@complaint:6", "how": "supports", "by": f"file:{NIGHT}",
          "spans": [Part(NIGHT, 4, 30)], "material": "video"}),
    Told("store_speaks_against", "support", LAWYER,
         {"claim": "@complaint:18", "how": "contradicts", "by": f"file:{STORE_LATER}",
          "spans": [Part(STORE_LATER, 0, 30)], "material": "video",
          "note": "At that time one man in prison clothes is in the store room and"
          " signs; no officer is there, and nothing is opened."}),
    Told("looked_for", "support", LAWYER,
         {"claim": "@warrant", "how": "supports", "by": "@complaint:27",
          "material": "complaint",
          "note": "Mentions a man at the cameras: not for whoever need not know."}),
)  # fmt: skip
