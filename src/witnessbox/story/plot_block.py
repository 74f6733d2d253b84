# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Gate, corridor and block: CAM-01 and CAM-03, 2 to 19 March."""

from __future__ import annotations

from witnessbox.story.acting import Part
from witnessbox.story.film import Form
from witnessbox.story.plot_event import EVENT_CORRIDOR
from witnessbox.story.staging import PARCELS, at, clip, down, up

GATE = (
    clip(
        "gate-1",
        "gate",
        at(2, "08:05:00"),
        8,
        Part("gai_warder", ((0, -1.0, 7.2), (8, -1.0, 7.2)), (), ((0, 150),)),
        Part("relative", ((0, 4.5, 5.5), (8, -0.2, 6.4)), ((0, 9, "bag"),)),
    ),
    clip(
        "gate-2",
        "gate",
        at(4, "09:10:00"),
        36,
        Part(
            "gai_warder",
            ((0, -1.0, 7.2), (36, -1.0, 7.2)),
            ((14, 26, "paper"), (28, 33, "point")),
            ((0, 120), (12, 90)),
        ),
        Part(
            "relative",
            ((0, 5.5, 3.2), (9, 0.1, 7.0), (30, 0.1, 7.0), (36, 5.0, 3.6)),
            ((0, 20, "bag"), (10, 19, "speak")),
            ((9, -80),),
        ),
        Part(
            "timur",
            ((20, 1.8, 11.6), (24, 0.4, 8.2), (27, 0.4, 8.2), (33, 1.8, 11.6)),
            ((26, 36, "carry"),),
            ((24, 200),),
        ),
    ),
    clip(
        "gate-3",
        "gate",
        at(7, "18:20:00"),
        30,
        Part(
            "gai_warder",
            ((0, -1.4, 7.4), (30, -1.4, 7.4)),
            ((9, 13, "nod"),),
            ((0, 110),),
        ),
        Part(
            "ryabinov",
            ((2, 5.0, 2.4), (10, 1.0, 7.4), (14, 1.0, 7.4), (19, 1.9, 11.6)),
            (),
            ((10, -60),),
        ),
        Part(
            "unknown_1",
            ((4, 5.6, 2.2), (12, 2.0, 7.2), (15, 2.0, 7.2), (21, 2.4, 11.6)),
            ((0, 22, "bag"),),
            ((12, -70),),
        ),
    ),
    clip(
        "gate-4",
        "gate",
        at(11, "07:55:00"),
        32,
        Part("gai_warder", ((0, -1.2, 7.2), (32, -1.2, 7.2)), (), ((0, 130),)),
        Part("shcheglov", ((3, 5.2, 3.0), (11, 1.4, 8.0), (15, 2.0, 11.6)), ()),
        Part(
            "doctor",
            ((14, 5.4, 3.4), (23, 1.2, 8.0), (27, 2.0, 11.6)),
            ((0, 32, "bag"),),
        ),
    ),
    clip(
        "gate-5",
        "gate",
        at(18, "10:00:00"),
        30,
        Part(
            "gai_warder",
            ((0, 0.2, 7.4), (30, 0.2, 7.4)),
            ((8, 20, "point"),),
            ((0, 140),),
        ),
        Part(
            "relative",
            ((0, 4.6, 3.4), (6, 1.4, 6.4), (21, 1.4, 6.4), (29, 5.4, 2.6)),
            ((0, 30, "bag"), (8, 18, "speak")),
            ((6, -55),),
        ),
    ),
)

CORRIDOR = (
    clip(
        "hall-1",
        "corridor",
        at(3, "22:40:00"),
        40,
        down("gai_prisoner", 0, -0.3),
        down("roman", 3, 0.3),
        down("yolkin", 6, -0.3),
        down("timur", 9, 0.4),
        down("khmelyov", 15, 0.9, (16, 30, "paper")),
    ),
    clip("hall-2", "corridor", at(5, "14:12:10"), 64, *EVENT_CORRIDOR, event=PARCELS),
    clip(
        "hall-3",
        "corridor",
        at(6, "02:15:00"),
        36,
        up("yolkin", 0, -0.2, (0, 30, "carry")),
        up("gai_prisoner", 4, 0.3, (0, 30, "carry")),
        down("khmelyov", 14, 0.9),
    ),
    clip(
        "hall-4",
        "corridor",
        at(8, "16:30:00"),
        34,
        Part(
            "roman",
            ((0, 0.2, 20.5), (13, -0.1, 4.4), (26, -0.1, 4.4), (33, 0, 12)),
            ((14, 25, "speak"),),
            ((13, 120),),
        ),
        Part(
            "timur",
            ((1, 0.9, 1.6), (6, 0.75, 4.6), (26, 0.75, 4.6), (34, 0.7, 14)),
            (),
            ((6, -60),),
        ),
    ),
    clip(
        "hall-5",
        "corridor",
        at(9, "03:05:00"),
        38,
        down("zhuravlyov", 0, 0.1, (0, 20, "carry")),
        down("yolkin", 20, -0.2, (0, 40, "carry")),
        up("gai_prisoner", 22, 0.8),
        black=(14.0, 22.0),
    ),
    clip(
        "hall-6",
        "corridor",
        at(12, "11:20:00"),
        36,
        up("unknown_2", 1, 0.3, (0, 20, "paper"), pace=1.1),
        Part("yolkin", ((0, -1.2, 11), (36, -1.2, 11)), (), ((0, 90),)),
        Part("roman", ((0, -1.2, 12.2), (36, -1.2, 12.2)), (), ((0, 90),)),
        down("khmelyov", 18, 0.5),
    ),
    clip(
        "hall-7",
        "corridor",
        at(14, "23:50:00"),
        40,
        down("timur", 1, 0.2, (0, 40, "carry")),
        down("gai_prisoner", 12, -0.3, (0, 40, "carry")),
        up("zhuravlyov", 20, 0.7),
        uneven=True,
        form=Form(fps=12),
    ),
    clip(
        "hall-8",
        "corridor",
        at(19, "12:00:00"),
        32,
        down("shcheglov", 0, 0.3, pace=1.1),
        down("ryabinov", 1, -0.4, pace=1.1),
        up("doctor", 14, 0.8),
        kept=0.62,
        form=Form(index_first=True),
    ),
)
