# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Store room, office and hospital desk: CAM-07, CAM-11 and CAM-05."""

from __future__ import annotations

from witnessbox.story.acting import Part
from witnessbox.story.film import Form
from witnessbox.story.plot_event import EVENT_STORE, SHELF, STORE_IN
from witnessbox.story.staging import PARCELS, at, clip, stands, visits
from witnessbox.story.voice import Line

STORE = (
    clip(
        "store-1",
        "store",
        at(3, "15:00:00"),
        34,
        visits("timur", 0, SHELF, STORE_IN, 4, (0, 6, "carry"), face=60),
        stands("khmelyov", (0.2, 4.05), 185, 34, (4, 30, "sign")),
        visits("timur", 20, (0.6, 5.4), STORE_IN, 3, (20, 25, "carry"), face=10),
    ),
    clip("store-2", "store", at(5, "14:12:10"), 64, *EVENT_STORE, event=PARCELS),
    clip(
        "store-3",
        "store",
        at(7, "19:00:00"),
        38,
        Part(
            "unknown_1",
            ((0, *STORE_IN), (5, 0.9, 4.2), (38, 0.9, 4.2)),
            ((8, 18, "nod"), (19, 30, "carry")),
            ((5, 195),),
        ),
        Part(
            "ryabinov",
            ((2, *STORE_IN), (7, -1.2, 4.0), (38, -1.2, 4.0)),
            ((12, 20, "point"), (22, 30, "speak")),
            ((7, 120),),
        ),
        visits("zhuravlyov", 14, SHELF, STORE_IN, 3, (14, 20, "carry"), face=60),
    ),
    clip(
        "store-4",
        "store",
        at(8, "10:30:00"),
        30,
        visits("gai_prisoner", 1, (1.2, 5.3), STORE_IN, 12, (4, 16, "nod"), face=20),
        stands("khmelyov", (-1.6, 3.4), 60, 30, (2, 26, "paper")),
    ),
    clip(
        "store-5",
        "store",
        at(10, "14:00:00"),
        30,
        visits("roman", 0, (0.2, 4.05), STORE_IN, 16, (5, 18, "sign"), face=185),
    ),
    clip(
        "store-6",
        "store",
        at(13, "09:20:00"),
        30,
        visits("timur", 2, SHELF, STORE_IN, 10, (2, 9, "carry"), face=60),
        stands("khmelyov", (0.3, 4.05), 185, 30, (0, 12, "sign"), (14, 26, "speak")),
        path=b"CAM-07/2024-03-13/CAM-07_20240313_092000.avi",
        form=Form("avi"),
    ),
)

OFFICE = (
    clip(
        "office-1",
        "office",
        at(4, "11:00:00"),
        36,
        stands(
            "tsvetkov",
            (0.0, 4.35),
            185,
            36,
            (0, 36, "sit"),
            (3, 12, "sign"),
            (15, 33, "speak"),
        ),
        visits("khmelyov", 4, (0.9, 2.3), (2.2, 0.9), 22, (4, 12, "paper"), face=-25),
        lines=(
            Line(
                15,
                "tsvetkov",
                "Передачи второго отряда примете по списку. Остальное на склад.",
            ),
            Line(22, "khmelyov", "Понял. Расписываться в журнале буду я."),
            Line(27, "tsvetkov", "Ночные смены не оплачивать. Приказ будет."),
        ),
        form=Form(sound=True),
    ),
    clip(
        "office-2",
        "office",
        at(6, "17:30:00"),
        34,
        stands("shcheglov", (0.0, 4.35), 185, 34, (0, 34, "sit"), (6, 28, "sign")),
        stands("tsvetkov", (1.5, 4.3), 230, 34, (0, 5, "paper"), (24, 32, "speak")),
        lines=(Line(24, "tsvetkov", "Приказ четырнадцать. Подпишите здесь и здесь."),),
        form=Form(sound=True),
    ),
    clip(
        "office-3",
        "office",
        at(8, "12:00:00"),
        28,
        stands("shcheglov", (-0.1, 4.35), 185, 28, (0, 28, "sit"), (10, 20, "speak")),
        stands("ryabinov", (1.2, 2.4), -20, 28, (4, 10, "point")),
        form=Form(ten_bit=True),
    ),
    clip(
        "office-4",
        "office",
        at(11, "09:15:00"),
        26,
        stands("khmelyov", (0.0, 4.35), 185, 26, (0, 26, "sit"), (2, 22, "sign")),
        visits("gai_warder", 3, (0.8, 2.4), (2.2, 0.9), 12, (3, 16, "paper"), face=-20),
    ),
)

HOSPITAL = (
    clip(
        "desk-1",
        "hospital",
        at(5, "09:00:00"),
        34,
        stands("doctor", (-0.6, 4.15), 165, 34, (6, 26, "write")),
        Part(
            "yolkin",
            ((0, 1.8, 0.9), (5, -0.2, 2.4), (28, -0.2, 2.4), (34, 1.8, 0.9)),
            ((8, 22, "speak"),),
            ((5, -15),),
        ),
    ),
    clip(
        "desk-2",
        "hospital",
        at(9, "12:10:00"),
        32,
        stands("doctor", (-0.4, 4.15), 170, 32, (12, 24, "write")),
        Part(
            "zhuravlyov",
            (
                (0, 2.3, 4.4),
                (4, 1.9, 2.2),
                (8, 0.1, 2.4),
                (26, 0.1, 2.4),
                (32, 1.9, 0.9),
            ),
            (),
            ((8, -15),),
        ),
        Part(
            "khmelyov",
            ((3, 1.9, 0.8), (7, 1.3, 2.0), (32, 1.3, 2.0)),
            ((10, 20, "point"),),
            ((7, -50),),
        ),
    ),
    clip(
        "desk-3",
        "hospital",
        at(15, "10:40:00"),
        20,
        stands("doctor", (-0.6, 4.15), 165, 20, (3, 15, "write")),
        path=b"CAM-05/2024-03-15/CAM-05_20240315_104000.webm",
        form=Form("webm"),
    ),
)
