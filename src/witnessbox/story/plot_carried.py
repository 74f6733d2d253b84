# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Carried cameras: the lieutenant's body camera, a telephone, colony K-4."""

from __future__ import annotations

from dataclasses import replace

from witnessbox.story.acting import Cue, Part
from witnessbox.story.clip import Clip
from witnessbox.story.film import Form
from witnessbox.story.staging import at
from witnessbox.story.voice import Line


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


BODY = (
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

APOLOGY = Form(fps=10, sound=True, quality=26)


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
        APOLOGY,
    )


PHONE = (
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


def k4(number: int, day: int, clock: str, seconds: float, *parts: Part) -> Clip:
    """A clip of colony K-4, as KITE names them."""
    start = at(day, clock)
    return Clip(
        f"k4-{number}",
        f"K4_{number:02d}_{start:%d%m}.mp4".encode(),
        "k4",
        start,
        seconds,
        parts,
    )
