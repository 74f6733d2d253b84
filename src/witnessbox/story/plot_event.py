# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The event of 5 March, as CAM-03 and CAM-07 see it: one clock, two places."""

from __future__ import annotations

from witnessbox.story.acting import Part
from witnessbox.story.staging import down

STORE_DOOR = (1.38, 6.4)
STORE_IN = (-2.9, 4.9)
SHELF = (1.7, 5.35)

EVENT_CORRIDOR = (
    Part(
        "khmelyov",
        ((0, 0.3, 20.5), (14, 0.75, 7.6), (32, 0.75, 7.6), (33.2, *STORE_DOOR)),
        ((15, 32, "paper"), (16, 31, "write")),
        ((14, 190),),
    ),
    Part(
        "zhuravlyov",
        ((5, -0.2, 20.5), (18, -0.1, 8.0), (20, 0.2, 6.6), (22, *STORE_DOOR)),
        ((0, 30, "carry"),),
    ),
    Part("zhuravlyov", ((34, *STORE_DOOR), (36, 0.2, 7.0), (40, -1.3, 8.6)), ()),
    Part(
        "zhuravlyov",
        ((44, -1.3, 8.6), (48, 0.1, 6.9), (50, *STORE_DOOR)),
        ((40, 60, "carry"),),
    ),
    down("roman", 50, -0.5),
)
EVENT_STORE = (
    Part(
        "zhuravlyov",
        ((22, *STORE_IN), (27, *SHELF), (29.5, *SHELF), (34, *STORE_IN)),
        ((20, 28.6, "carry"),),
        ((27, 60),),
    ),
    Part(
        "khmelyov",
        ((33.2, *STORE_IN), (37.5, 0.2, 4.05), (60, 0.2, 4.05), (64, *STORE_IN)),
        ((38.5, 59, "sign"),),
        ((37.5, 185),),
    ),
    Part(
        "zhuravlyov",
        ((50, *STORE_IN), (55, 0.6, 5.4), (57, 0.6, 5.4), (62, *STORE_IN)),
        ((49, 56.4, "carry"),),
        ((55, 10),),
    ),
)
