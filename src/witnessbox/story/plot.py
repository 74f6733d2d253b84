# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What happens at White Brook from 2 to 20 March 2024, camera by camera.

What holds: every clip is named here once; times are true times of Severia. The
event of 5 March is seen by CAM-03 and CAM-07. Numbers 0117 to 0119 of the body
camera are missing. KITE's clips lie on a disk of their own.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from witnessbox.story.acting import Cue, Part
from witnessbox.story.cast import SEVERIA
from witnessbox.story.clip import Clip
from witnessbox.story.film import Form
from witnessbox.story.voice import Line

PARCELS = "parcels-5-march"
"""The event that two cameras see."""


def at(day: int, clock: str) -> datetime:
    """A moment of March 2024, in Severia's time."""
    hour, minute, second = (int(part) for part in clock.split(":"))
    return datetime(2024, 3, day, hour, minute, second, tzinfo=SEVERIA)


def _name(camera: str, start: datetime, slow: bool = False) -> bytes:
    folder = {
        "gate": "CAM-01",
        "corridor": "CAM-03",
        "hospital": "CAM-05",
        "store": "CAM-07",
        "office": "CAM-11",
    }
    # The recorder names files by its own clock, which is right.
    del slow
    return f"{folder[camera]}/{start:%Y-%m-%d}/{folder[camera]}_{start:%Y%m%d_%H%M%S}.mp4".encode()


def _clip(
    key: str, camera: str, when: datetime, seconds: float, *parts: Part, **more: object
) -> Clip:
    clip = Clip(key, _name(camera, when), camera, when, seconds, parts)
    return replace(clip, **more)  # type: ignore[arg-type]


def _down(who: str, since: float, lane: float, *cues: Cue, pace: float = 1.25) -> Part:
    """Comes along the corridor towards the camera."""
    return Part(
        who, ((since, lane, 20.5), (since + 18.9 / pace, lane + 0.1, 1.6)), cues
    )


def _up(who: str, since: float, lane: float, *cues: Cue, pace: float = 1.25) -> Part:
    """Goes along the corridor, away from the camera."""
    return Part(
        who, ((since, lane, 1.6), (since + 18.9 / pace, lane - 0.1, 20.5)), cues
    )


def _stands(
    who: str, spot: tuple[float, float], face: float, until: float, *cues: Cue
) -> Part:
    x, z = spot
    return Part(who, ((0, x, z), (until, x, z)), cues, ((0, face),))


def _round(
    who: str,
    since: float,
    spot: tuple[float, float],
    door: tuple[float, float],
    stay: float,
    *cues: Cue,
    face: float = 180,
) -> Part:
    """Comes in by a door, stays at a spot, leaves again."""
    far = ((spot[0] - door[0]) ** 2 + (spot[1] - door[1]) ** 2) ** 0.5
    walk = far / 1.1
    return Part(
        who,
        (
            (since, *door),
            (since + walk, *spot),
            (since + walk + stay, *spot),
            (since + 2 * walk + stay, *door),
        ),
        cues,
        ((since + walk, face),),
    )


_STORE_DOOR = (1.38, 6.4)
_STORE_IN = (-2.9, 4.9)
_SHELF = (1.7, 5.35)

_EVENT_CORRIDOR = (
    Part(
        "khmelyov",
        ((0, 0.3, 20.5), (14, 0.75, 7.6), (32, 0.75, 7.6), (33.2, *_STORE_DOOR)),
        ((15, 32, "paper"), (16, 31, "write")),
        ((14, 190),),
    ),
    Part(
        "zhuravlyov",
        ((5, -0.2, 20.5), (18, -0.1, 8.0), (20, 0.2, 6.6), (22, *_STORE_DOOR)),
        ((0, 30, "carry"),),
    ),
    Part("zhuravlyov", ((34, *_STORE_DOOR), (36, 0.2, 7.0), (40, -1.3, 8.6)), ()),
    Part(
        "zhuravlyov",
        ((44, -1.3, 8.6), (48, 0.1, 6.9), (50, *_STORE_DOOR)),
        ((40, 60, "carry"),),
    ),
    _down("roman", 50, -0.5),
)
_EVENT_STORE = (
    Part(
        "zhuravlyov",
        ((22, *_STORE_IN), (27, *_SHELF), (29.5, *_SHELF), (34, *_STORE_IN)),
        ((20, 28.6, "carry"),),
        ((27, 60),),
    ),
    Part(
        "khmelyov",
        ((33.2, *_STORE_IN), (37.5, 0.2, 4.05), (60, 0.2, 4.05), (64, *_STORE_IN)),
        ((38.5, 59, "sign"),),
        ((37.5, 185),),
    ),
    Part(
        "zhuravlyov",
        ((50, *_STORE_IN), (55, 0.6, 5.4), (57, 0.6, 5.4), (62, *_STORE_IN)),
        ((49, 56.4, "carry"),),
        ((55, 10),),
    ),
)

_GATE = (
    _clip(
        "gate-1",
        "gate",
        at(2, "08:05:00"),
        8,
        Part("gai_warder", ((0, -1.0, 7.2), (8, -1.0, 7.2)), (), ((0, 150),)),
        Part("relative", ((0, 4.5, 5.5), (8, -0.2, 6.4)), ((0, 9, "bag"),)),
    ),
    _clip(
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
    _clip(
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
    _clip(
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
    _clip(
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

_CORRIDOR = (
    _clip(
        "hall-1",
        "corridor",
        at(3, "22:40:00"),
        40,
        _down("gai_prisoner", 0, -0.3),
        _down("roman", 3, 0.3),
        _down("yolkin", 6, -0.3),
        _down("timur", 9, 0.4),
        _down("khmelyov", 15, 0.9, (16, 30, "paper")),
    ),
    _clip("hall-2", "corridor", at(5, "14:12:10"), 64, *_EVENT_CORRIDOR, event=PARCELS),
    _clip(
        "hall-3",
        "corridor",
        at(6, "02:15:00"),
        36,
        _up("yolkin", 0, -0.2, (0, 30, "carry")),
        _up("gai_prisoner", 4, 0.3, (0, 30, "carry")),
        _down("khmelyov", 14, 0.9),
    ),
    _clip(
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
    _clip(
        "hall-5",
        "corridor",
        at(9, "03:05:00"),
        38,
        _down("zhuravlyov", 0, 0.1, (0, 20, "carry")),
        _down("yolkin", 20, -0.2, (0, 40, "carry")),
        _up("gai_prisoner", 22, 0.8),
        black=(14.0, 22.0),
    ),
    _clip(
        "hall-6",
        "corridor",
        at(12, "11:20:00"),
        36,
        _up("unknown_2", 1, 0.3, (0, 20, "paper"), pace=1.1),
        Part("yolkin", ((0, -1.2, 11), (36, -1.2, 11)), (), ((0, 90),)),
        Part("roman", ((0, -1.2, 12.2), (36, -1.2, 12.2)), (), ((0, 90),)),
        _down("khmelyov", 18, 0.5),
    ),
    _clip(
        "hall-7",
        "corridor",
        at(14, "23:50:00"),
        40,
        _down("timur", 1, 0.2, (0, 40, "carry")),
        _down("gai_prisoner", 12, -0.3, (0, 40, "carry")),
        _up("zhuravlyov", 20, 0.7),
        uneven=True,
        form=Form(fps=15),
    ),
    _clip(
        "hall-8",
        "corridor",
        at(19, "12:00:00"),
        32,
        _down("shcheglov", 0, 0.3, pace=1.1),
        _down("ryabinov", 1, -0.4, pace=1.1),
        _up("doctor", 14, 0.8),
        kept=0.62,
    ),
)

_STORE = (
    _clip(
        "store-1",
        "store",
        at(3, "15:00:00"),
        34,
        _round("timur", 0, _SHELF, _STORE_IN, 4, (0, 6, "carry"), face=60),
        _stands("khmelyov", (0.2, 4.05), 185, 34, (4, 30, "sign")),
        _round("timur", 20, (0.6, 5.4), _STORE_IN, 3, (20, 25, "carry"), face=10),
    ),
    _clip("store-2", "store", at(5, "14:12:10"), 64, *_EVENT_STORE, event=PARCELS),
    _clip(
        "store-3",
        "store",
        at(7, "19:00:00"),
        38,
        Part(
            "unknown_1",
            ((0, *_STORE_IN), (5, 0.9, 4.2), (38, 0.9, 4.2)),
            ((8, 18, "nod"), (19, 30, "carry")),
            ((5, 195),),
        ),
        Part(
            "ryabinov",
            ((2, *_STORE_IN), (7, -1.2, 4.0), (38, -1.2, 4.0)),
            ((12, 20, "point"), (22, 30, "speak")),
            ((7, 120),),
        ),
        _round("zhuravlyov", 14, _SHELF, _STORE_IN, 3, (14, 20, "carry"), face=60),
    ),
    _clip(
        "store-4",
        "store",
        at(8, "10:30:00"),
        30,
        _round("gai_prisoner", 1, (1.2, 5.3), _STORE_IN, 12, (4, 16, "nod"), face=20),
        _stands("khmelyov", (-1.6, 3.4), 60, 30, (2, 26, "paper")),
    ),
    _clip(
        "store-5",
        "store",
        at(10, "14:00:00"),
        30,
        _round("roman", 0, (0.2, 4.05), _STORE_IN, 16, (5, 18, "sign"), face=185),
    ),
    _clip(
        "store-6",
        "store",
        at(13, "09:20:00"),
        30,
        _round("timur", 2, _SHELF, _STORE_IN, 10, (2, 9, "carry"), face=60),
        _stands("khmelyov", (0.3, 4.05), 185, 30, (0, 12, "sign"), (14, 26, "speak")),
        path=b"CAM-07/2024-03-13/CAM-07_20240313_092000.avi",
        form=Form("avi"),
    ),
)

_OFFICE = (
    _clip(
        "office-1",
        "office",
        at(4, "11:00:00"),
        36,
        _stands(
            "tsvetkov",
            (0.0, 4.35),
            185,
            36,
            (0, 36, "sit"),
            (3, 12, "sign"),
            (15, 33, "speak"),
        ),
        _round("khmelyov", 4, (0.9, 2.3), (2.2, 0.9), 22, (4, 12, "paper"), face=-25),
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
    _clip(
        "office-2",
        "office",
        at(6, "17:30:00"),
        34,
        _stands("shcheglov", (0.0, 4.35), 185, 34, (0, 34, "sit"), (6, 28, "sign")),
        _stands("tsvetkov", (1.5, 4.3), 230, 34, (0, 5, "paper"), (24, 32, "speak")),
        lines=(Line(24, "tsvetkov", "Приказ четырнадцать. Подпишите здесь и здесь."),),
        form=Form(sound=True),
    ),
    _clip(
        "office-3",
        "office",
        at(8, "12:00:00"),
        28,
        _stands("shcheglov", (-0.1, 4.35), 185, 28, (0, 28, "sit"), (10, 20, "speak")),
        _stands("ryabinov", (1.2, 2.4), -20, 28, (4, 10, "point")),
        form=Form(ten_bit=True),
    ),
    _clip(
        "office-4",
        "office",
        at(11, "09:15:00"),
        26,
        _stands("khmelyov", (0.0, 4.35), 185, 26, (0, 26, "sit"), (2, 22, "sign")),
        _round("gai_warder", 3, (0.8, 2.4), (2.2, 0.9), 12, (3, 16, "paper"), face=-20),
    ),
)

_HOSPITAL = (
    _clip(
        "desk-1",
        "hospital",
        at(5, "09:00:00"),
        34,
        _stands("doctor", (-0.6, 4.15), 165, 34, (6, 26, "write")),
        Part(
            "yolkin",
            ((0, 1.8, 0.9), (5, -0.2, 2.4), (28, -0.2, 2.4), (34, 1.8, 0.9)),
            ((8, 22, "speak"),),
            ((5, -15),),
        ),
    ),
    _clip(
        "desk-2",
        "hospital",
        at(9, "12:10:00"),
        32,
        _stands("doctor", (-0.4, 4.15), 170, 32, (12, 24, "write")),
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
    _clip(
        "desk-3",
        "hospital",
        at(15, "10:40:00"),
        20,
        _stands("doctor", (-0.6, 4.15), 165, 20, (3, 15, "write")),
        path=b"CAM-05/2024-03-15/CAM-05_20240315_104000.webm",
        form=Form("webm"),
    ),
)


def _body(
    number: int, day: int, clock: str, seconds: float, *parts: Part, **more: object
) -> Clip:
    start = at(day, clock)
    clip = Clip(
        f"body-{number}",
        f"REGISTRATOR/REG_{number:04d}.MP4".encode(),
        "body",
        start,
        seconds,
        parts,
        walk=(
            (0, 0.2, 1.5),
            (seconds * 0.45, 0.0, 8.0),
            (seconds * 0.7, 0.0, 8.0),
            (seconds, 0.1, 13.0),
        ),
        form=Form(fps=10, sound=True),
    )
    return replace(clip, **more)  # type: ignore[arg-type]


def _meets(
    who: str, spot: tuple[float, float], seconds: float, *cues: Cue, face: float = 185
) -> Part:
    return Part(who, ((0, *spot), (seconds, *spot)), cues, ((0, face),))


_BODY = (
    _body(
        112,
        6,
        "06:02:00",
        26,
        _meets("yolkin", (0.7, 9.2), 26, (12, 18, "speak")),
        _meets("roman", (-0.7, 9.6), 26),
        lines=(
            Line(4, "khmelyov", "Второй отряд, проверка. Фамилия?"),
            Line(12, "yolkin", "Ёлкин Артём Павлович."),
        ),
    ),
    _body(
        113,
        6,
        "06:04:10",
        24,
        _meets("timur", (0.5, 9.3), 24, (11, 17, "speak")),
        lines=(
            Line(8, "khmelyov", "Фамилия, имя."),
            Line(11, "timur", "Щукин Тимур. Брат в четвёртой."),
        ),
    ),
    _body(
        114,
        7,
        "21:30:00",
        26,
        _meets("gai_prisoner", (-0.5, 9.2), 26, (13, 20, "speak")),
        Part("zhuravlyov", ((6, 0.7, 20), (20, 0.9, 4)), ((0, 30, "carry"),)),
        lines=(
            Line(9, "khmelyov", "Ночная смена. Кто старший?"),
            Line(13, "gai_prisoner", "Гай. Вторая неделя без выходных."),
        ),
    ),
    _body(
        115,
        8,
        "02:10:00",
        24,
        Part("yolkin", ((0, 0.6, 18), (14, 0.6, 5)), ((0, 24, "carry"),)),
        Part("roman", ((5, -0.6, 19), (20, -0.6, 5)), ((0, 24, "carry"),)),
    ),
    _body(
        116,
        9,
        "08:20:00",
        24,
        _meets("zhuravlyov", (0.1, 9.4), 24, (10, 18, "speak"), (2, 9, "paper")),
        lines=(
            Line(5, "khmelyov", "Читай с листа. Громче."),
            Line(10, "zhuravlyov", "Претензий к администрации не имею."),
        ),
    ),
    _body(
        120,
        13,
        "19:05:00",
        22,
        _meets("timur", (-0.6, 9.4), 22),
        Part("doctor", ((4, 0.6, 20), (18, 0.7, 5)), ((0, 22, "bag"),)),
    ),
    _body(
        121,
        16,
        "11:45:00",
        24,
        _meets("unknown_2", (0.3, 9.6), 24, (9, 18, "speak")),
        lines=(Line(9, "unknown_2", "Свидания отменены. Так и говорите."),),
    ),
)

_APOLOGY = Form(fps=10, sound=True, quality=26)


def _apology(
    key: str, who: str, day: int, clock: str, seconds: float, *lines: Line
) -> Clip:
    start = at(day, clock)
    return Clip(
        key,
        f"TELEFON/VID_{start:%Y%m%d_%H%M%S}.mp4".encode(),
        "phone",
        start,
        seconds,
        (
            Part(
                who,
                ((0, 0.0, 2.05), (seconds, 0.0, 2.05)),
                ((0, seconds, "sit"),),
                ((0, 182),),
            ),
        ),
        lines,
        _APOLOGY,
    )


_PHONE = (
    _apology(
        "apology-1",
        "zhuravlyov",
        9,
        "17:02:00",
        22,
        Line(
            1,
            "zhuravlyov",
            "Я, Журавлёв Денис Игоревич, прошу прощения у администрации учреждения.",
        ),
        Line(8, "zhuravlyov", "Передачи я брал сам. Никто меня не заставлял."),
        Line(
            14,
            "zhuravlyov",
            "Прошу родных перевести деньги по номеру, который им сообщат.",
        ),
    ),
    _apology(
        "apology-2",
        "yolkin",
        11,
        "16:40:00",
        20,
        Line(1, "yolkin", "Я, Ёлкин Артём, приношу извинения за жалобу."),
        Line(7, "yolkin", "Работал ночью добровольно. Претензий не имею."),
    ),
    _apology(
        "apology-3",
        "roman",
        14,
        "16:55:00",
        20,
        Line(1, "roman", "Щукин Роман Львович. Прошу прощения за ложные сведения."),
        Line(8, "roman", "Мама, сделай, как тебе скажут."),
    ),
)

_published = _PHONE[0]
PUBLISHED = replace(
    _published,
    key="published",
    path="TELEGRAM/извинение_осуждённого_6сек.mp4".encode(),
    cut=(8.0, 14.0),
    form=replace(_APOLOGY, quality=33),
)
"""Six seconds that somebody published, cut from the first apology."""

HERON = (
    _GATE[0],
    _STORE[4],
    *_GATE[1:],
    *_CORRIDOR,
    *_STORE[:4],
    _STORE[5],
    *_OFFICE,
    *_HOSPITAL,
    *_PHONE,
    *_BODY,
    PUBLISHED,
)
"""In the order in which the demo draws them: the first is there within seconds."""


def _kite(number: int, day: int, clock: str, seconds: float, *parts: Part) -> Clip:
    start = at(day, clock)
    return Clip(
        f"k4-{number}",
        f"K4_{number:02d}_{start:%d%m}.mp4".encode(),
        "k4",
        start,
        seconds,
        parts,
    )


KITE = (
    _kite(
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
    _kite(
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
        _CORRIDOR[1],
        key="recut",
        path="ПЕРЕСЛАНО/посылки_5_марта.mp4".encode(),
        cut=(4.0, 34.0),
        caption="БЕЛЫЙ РУЧЕЙ: КУДА УХОДЯТ ПЕРЕДАЧИ",
        form=Form(quality=34),
    ),
)
