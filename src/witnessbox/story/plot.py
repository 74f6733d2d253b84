# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What happens at White Brook from 2 to 20 March 2024, camera by camera.

What holds: every clip is named here once; times are true times of Severia. The
event of 5 March is seen by CAM-03 and CAM-07. Numbers 0117 to 0119 of the body
camera are missing. KITE's clips lie on a disk of their own.
"""

from __future__ import annotations

from dataclasses import replace

from witnessbox.story.acting import Part
from witnessbox.story.film import Form
from witnessbox.story.plot_block import CORRIDOR, GATE
from witnessbox.story.plot_carried import APOLOGY, BODY, PHONE, k4
from witnessbox.story.plot_rooms import HOSPITAL, OFFICE, STORE

_published = PHONE[0]
PUBLISHED = replace(
    _published,
    key="published",
    path="TELEGRAM/извинение_осуждённого_6сек.mp4".encode(),
    cut=(8.0, 14.0),
    form=replace(APOLOGY, quality=33),
)
"""Six seconds that somebody published, cut from the first apology."""

HERON = (
    GATE[0],
    STORE[4],
    *GATE[1:],
    *CORRIDOR,
    *STORE[:4],
    STORE[5],
    *OFFICE,
    *HOSPITAL,
    *PHONE,
    *BODY,
    PUBLISHED,
)
"""In the order in which the demo draws them: the first is there within seconds."""


KITE = (
    k4(
        1,
        11,
        "10:05:00",
        20,
        Part(
            "tsvetkov",
            ((0, 0.3, 14), (11, -0.2, 3.4), (16, -0.2, 3.4), (20, 0.2, 9)),
            (),
            ((11, 160),),
        ),
    ),
    k4(
        2,
        12,
        "11:15:00",
        18,
        Part(
            "tsvetkov",
            ((0, -0.3, 4.6), (18, -0.3, 4.6)),
            ((4, 14, "speak"),),
            ((0, 150),),
        ),
        Part(
            "unknown_1",
            ((2, 0.4, 14), (12, 0.3, 5.2), (18, 0.3, 5.2)),
            (),
            ((12, 200),),
        ),
    ),
    replace(
        CORRIDOR[1],
        key="recut",
        path="ПЕРЕСЛАНО/посылки_5_марта.mp4".encode(),
        cut=(4.0, 34.0),
        caption="БЕЛЫЙ РУЧЕЙ: КУДА УХОДЯТ ПЕРЕДАЧИ",
        form=Form(quality=34),
    ),
)
