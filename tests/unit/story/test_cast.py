# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The cast: posts, look-alikes, members, and skin that goes with no role."""

from __future__ import annotations

from datetime import date

from witnessbox.base.values import Compartment
from witnessbox.story.cast import BY_KEY, MEMBERS, PEOPLE, POSTS


def test_the_case_has_its_people_and_two_of_one_name() -> None:
    assert len(PEOPLE) == 14
    assert len(BY_KEY) == 14
    gais = [one for one in PEOPLE if one.russian.startswith("Гай Олег")]
    assert len({one.role for one in gais}) == 2


def test_skin_tone_never_goes_with_a_role() -> None:
    by_role: dict[str, set[tuple[int, int, int]]] = {}
    for person in PEOPLE:
        by_role.setdefault(person.role, set()).add(person.look.face.skin)
    for role in ("prisoner", "officer", "unknown"):
        assert len(by_role[role]) >= 2, role
    assert by_role["prisoner"] & by_role["officer"]


def test_the_brothers_look_alike_and_nobody_else_does() -> None:
    def far(a: str, b: str) -> float:
        one, two = BY_KEY[a].look.face, BY_KEY[b].look.face
        parts = ("width", "jaw", "eyes", "nose", "mouth", "brow", "cheeks", "chin")
        gaps = [abs(getattr(one, part) - getattr(two, part)) for part in parts]
        return float(sum(gaps))

    assert far("roman", "timur") < 0.2
    keys = [key for key in BY_KEY if key != "timur"]
    for first in keys:
        for second in keys:
            if first < second:
                assert far(first, second) > 0.8, (first, second)


def test_the_majors_posts_do_not_overlap() -> None:
    old, new = (post for post in POSTS if post.person == "tsvetkov")
    assert old.until == date(2024, 3, 9)
    assert new.since == date(2024, 3, 10)
    assert old.unit != new.unit


def test_only_the_source_keeper_opens_the_sources() -> None:
    keepers = [one.role for one in MEMBERS if Compartment.SOURCES in one.compartments]
    assert keepers == ["source keeper"]
    assert all(Compartment.EVIDENCE in one.compartments for one in MEMBERS)
