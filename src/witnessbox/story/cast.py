# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Who is in the story: people, posts, places, cameras, members.

What holds: everybody here is invented; a face is a row of numbers; skin tone
and role were drawn apart from each other. These records are the truth that
tests and later parts compare with; none of them is written on the disk.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone

from witnessbox.base.values import Compartment
from witnessbox.story.faces import Face
from witnessbox.story.garments import Clothes, Look

SEVERIA = timezone(timedelta(hours=5))
"""The invented country's time, five hours before UTC."""
CLOCK_SLOW = timedelta(minutes=7, seconds=40)
CLOCK_MENDED = datetime(2024, 3, 9, 9, 0, tzinfo=SEVERIA)
COLONY = "K-9"
HOSPITAL = "K-9 hospital"
SOURCES = ("HERON", "KITE")


@dataclass(frozen=True, slots=True)
class Person:
    """One invented person.

    Attributes:
        key: A short name used by the scripts.
        name: As the group writes it.
        russian: As papers write it; empty for unknown men.
        spellings: Other spellings that papers use.
        role: "prisoner", "officer", "doctor", "official", "unknown".
        look: Face and clothes.
        tall: Height against 1.75 m.
    """

    key: str
    name: str
    russian: str
    spellings: tuple[str, ...]
    role: str
    look: Look
    tall: float = 1.0


@dataclass(frozen=True, slots=True)
class Post:
    """Who held which post, from and until which day, inclusive."""

    person: str
    title: str
    unit: str
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Camera:
    """One camera.

    Attributes:
        name: As burned into its picture.
        place: The room it sees.
        label: What it writes beside its name.
        slow: How slow its clock is until it is mended.
    """

    name: str
    place: str
    label: str
    slow: timedelta = timedelta()

    def shown(self, when: datetime) -> datetime:
        """The time that the camera burns in at a true time."""
        return when - self.slow if when < CLOCK_MENDED else when


@dataclass(frozen=True, slots=True)
class Member:
    """A member of the group, and which compartments they can open."""

    name: str
    role: str
    compartments: tuple[Compartment, ...]

    @property
    def main(self) -> str:
        """The first of their roles, by which the story calls them."""
        return self.role.partition(",")[0]


_SKINS = (
    (150, 180, 225),
    (120, 155, 210),
    (165, 195, 235),
    (85, 120, 175),
    (68, 94, 140),
)
_HAIRS = ((30, 35, 45), (50, 75, 110), (96, 136, 172), (124, 126, 130), (22, 22, 26))
_IRISES = ((70, 70, 40), (110, 90, 50), (40, 60, 84))


def _face(seed: int, **told: object) -> Face:
    """A face by lot; what is told overrides the lot."""
    lot = random.Random(seed)  # noqa: S311 - drawing, not keys
    face = Face(
        skin=_SKINS[lot.randrange(5)],
        hair=_HAIRS[lot.randrange(5)],
        iris=_IRISES[lot.randrange(3)],
        width=lot.uniform(0.80, 1.20),
        jaw=lot.uniform(0.8, 1.6),
        eyes=lot.uniform(0.82, 1.20),
        eye_size=lot.uniform(0.72, 1.35),
        brow=lot.uniform(0.7, 1.6),
        brow_tilt=lot.uniform(-0.35, 0.5),
        brow_weight=lot.uniform(0.5, 2.5),
        nose=lot.uniform(0.5, 1.8),
        nose_width=lot.uniform(0.7, 1.9),
        mouth=lot.uniform(0.66, 1.5),
        lips=lot.uniform(0.5, 1.8),
        chin=lot.uniform(0.4, 1.6),
        cheeks=lot.uniform(0.2, 2.0),
        hairline=lot.uniform(-0.6, 1.2),
        seed=seed,
    )
    return replace(face, **told)  # type: ignore[arg-type]


_CAP = (62, 82, 58)
_PRISONER = Clothes((86, 68, 56), (74, 60, 52), (150, 160, 160), "prisoner")
_OFFICER = Clothes((70, 92, 84), (58, 74, 68), (60, 180, 210), "officer")
_COAT = Clothes((226, 228, 226), (120, 110, 90), None, "coat")
_SUIT = Clothes((66, 54, 52), (58, 48, 46), (60, 40, 140), "suit")
_JACKET = Clothes((56, 62, 74), (70, 66, 60), None, "plain")
_SHIRT = Clothes((150, 128, 96), (62, 60, 60), None, "plain")

_BROTHER = _face(100, hair=_HAIRS[1], skin=_SKINS[0], hairline=0.2)

PEOPLE = (
    Person(
        "yolkin",
        "Artyom Yolkin",
        "Ёлкин Артём Павлович",
        ("Elkin", "Jolkin", "Yolkin", "Елкин"),
        "prisoner",
        Look(_face(0, beard=0.5, hair=_HAIRS[4], skin=_SKINS[0]), _PRISONER),
        1.0,
    ),
    Person(
        "roman",
        "Roman Shchukin",
        "Щукин Роман Львович",
        ("Schukin", "Shchukin"),
        "prisoner",
        Look(_BROTHER, _PRISONER),
        1.02,
    ),
    Person(
        "timur",
        "Timur Shchukin",
        "Щукин Тимур Львович",
        ("Schukin", "Shchukin"),
        "prisoner",
        Look(
            replace(
                _BROTHER,
                seed=101,
                hairline=0.35,
                moustache=0.4,
                lips=_BROTHER.lips * 1.05,
            ),
            _PRISONER,
        ),
        1.01,
    ),
    Person(
        "gai_warder",
        "Oleg Gai, ensign",
        "Гай Олег Петрович",
        ("Gaj", "Hai"),
        "officer",
        Look(_face(223, cap=_CAP, skin=_SKINS[3], moustache=0.8), _OFFICER),
        0.98,
    ),
    Person(
        "gai_prisoner",
        "Oleg Gai, prisoner",
        "Гай Олег Степанович",
        ("Gaj", "Hai"),
        "prisoner",
        Look(_face(311, skin=_SKINS[2], hair=_HAIRS[2], beard=0.0), _PRISONER),
        0.97,
    ),
    Person(
        "zhuravlyov",
        "Denis Zhuravlyov",
        "Журавлёв Денис Игоревич",
        ("Zhuravlev", "Juravlyov"),
        "prisoner",
        Look(_face(411, skin=_SKINS[1], hair=_HAIRS[0], hairline=-0.4), _PRISONER),
        1.0,
    ),
    Person(
        "khmelyov",
        "Lieutenant Viktor Khmelyov",
        "Хмелёв Виктор Андреевич",
        ("Khmelev", "Hmelyov"),
        "officer",
        Look(_face(522, cap=_CAP, skin=_SKINS[0]), _OFFICER),
        1.03,
    ),
    Person(
        "tsvetkov",
        "Major Igor Tsvetkov",
        "Цветков Игорь Юрьевич",
        ("Cvetkov", "Zvetkov"),
        "officer",
        Look(_face(619, skin=_SKINS[4], hair=_HAIRS[4], glasses=True), _OFFICER),
        1.02,
    ),
    Person(
        "shcheglov",
        "Colonel Anatoly Shcheglov",
        "Щеглов Анатолий Фёдорович",
        ("Shcheglow", "Scheglov"),
        "officer",
        Look(
            _face(714, hair=_HAIRS[3], lined=1.0, hairline=1.2, skin=_SKINS[2]),
            _OFFICER,
        ),
        0.99,
    ),
    Person(
        "ryabinov",
        "Leonid Ryabinov, regional deputy",
        "Рябинов Леонид Эдуардович",
        ("Riabinov", "Rjabinov"),
        "official",
        Look(
            _face(821, hair=_HAIRS[3], glasses=True, skin=_SKINS[1], lined=0.6), _SUIT
        ),
        1.0,
    ),
    Person(
        "doctor",
        "Dr Nina Kalinova",
        "Калинова Нина Сергеевна",
        ("Kalinowa",),
        "doctor",
        Look(
            _face(
                919,
                hair=_HAIRS[1],
                long_hair=True,
                skin=_SKINS[3],
                hairline=-0.5,
                lips=1.5,
                brow_weight=0.7,
            ),
            _COAT,
        ),
        0.95,
    ),
    Person(
        "unknown_1",
        "Unknown man 1",
        "",
        (),
        "unknown",
        Look(_face(1010, hair=_HAIRS[2], beard=0.9, skin=_SKINS[2]), _JACKET),
        1.05,
    ),
    Person(
        "unknown_2",
        "Unknown man 2",
        "",
        (),
        "unknown",
        Look(_face(1103, cap=_CAP, skin=_SKINS[4], beard=0.0), _OFFICER),
        1.0,
    ),
    Person(
        "relative",
        "A visiting relative",
        "",
        (),
        "visitor",
        Look(
            _face(1203, long_hair=True, hair=_HAIRS[3], hairline=-0.4, skin=_SKINS[1]),
            _SHIRT,
        ),
        0.94,
    ),
)
"""The last is a passer-by of the gate, not one of the twelve of the case."""

BY_KEY = {person.key: person for person in PEOPLE}

POSTS = (
    Post("shcheglov", "Head of the colony", COLONY, date(2021, 6, 1), None),
    Post(
        "tsvetkov", "Deputy head, security", COLONY, date(2022, 2, 14), date(2024, 3, 9)
    ),
    Post("tsvetkov", "Deputy head, security", "K-4", date(2024, 3, 10), None),
    Post("khmelyov", "Shift officer, block 2", COLONY, date(2023, 9, 4), None),
    Post("gai_warder", "Ensign, gate", COLONY, date(2020, 1, 15), None),
    Post("doctor", "Duty doctor", HOSPITAL, date(2023, 1, 9), None),
    Post(
        "ryabinov",
        "Deputy head of the regional directorate",
        "Region",
        date(2022, 11, 1),
        None,
    ),
)

CAMERAS = {
    "gate": Camera("CAM-01", "gate", "КПП-1"),
    "corridor": Camera("CAM-03", "corridor", "КОРИДОР БЛОК 2"),
    "hospital": Camera("CAM-05", "hospital", "САНЧАСТЬ"),
    "store": Camera("CAM-07", "store", "СКЛАД", CLOCK_SLOW),
    "office": Camera("CAM-11", "office", "ШТАБ КАБ. 4"),
    "body": Camera("REG-04", "walk", "ХМЕЛЁВ В.А."),
    "phone": Camera("", "club", ""),
    "k4": Camera("K4-CAM2", "k4", "ИК-4 ПОСТ 2"),
}

_E, _I, _S, _R, _A = (
    Compartment.EVIDENCE,
    Compartment.IDENTITIES,
    Compartment.SOURCES,
    Compartment.RESTRICTED,
    Compartment.AUDIT,
)
MEMBERS = (
    Member("Alma Brandt", "analyst", (_E,)),
    Member("Tomas Reyl", "coder, speaks:ru", (_E,)),
    Member("Inga Solheim", "lawyer, legal officer", (_E, _I, _R, _A)),
    Member("Jonas Vardi", "editor", (_E,)),
    Member("Mira Kovalt", "source keeper", (_E, _I, _S, _A)),
)
