# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""On the pages, nobody is said to be dead in passing: the death is told of first."""

from __future__ import annotations

from tests.unit.web.conftest import Desk
from tests.unit.web.test_records import heads, page
from tests.unit.web.test_stating import made, post

NEEDED = "Record first what is known of the death"


def test_a_death_is_told_before_a_person_is_called_dead(desk: Desk) -> None:
    refused = post(desk, "/records/person/new", {"f.label": "A7", "f.alive": "dead"})
    assert refused.status_code == 422
    assert NEEDED in refused.text
    person = made(post(desk, "/records/person/new", {"f.label": "A7"}))
    assert "Record what is known of the death" in page(desk, f"/record/{person}")
    told = {"f.person": person, "f.date": "2024-03", "f.autopsy": "no"}
    late = post(desk, "/records/death/new", {**told, "f.last_seen": "2024-04"})
    assert (late.status_code, "seen alive after" in late.text) == (422, True)
    assert post(desk, "/records/death/new", told).status_code == 303
    dead = {"f.label": "A7", "f.alive": "dead", "why": "A certificate came"}
    answer = post(
        desk, f"/record/{person}/change", {**dead, "seen": heads(desk, person)}
    )
    assert answer.status_code == 303
    text = page(desk, f"/record/{person}")
    assert "Dead" in text
    assert "What is known of this person&#39;s death" in text


def test_or_that_nothing_is_known_of_it(desk: Desk) -> None:
    told = {"f.label": "A8", "f.alive": "dead", "f.death_untold": "yes"}
    person = made(post(desk, "/records/person/new", told))
    assert "Nothing is known of the death" in page(desk, f"/record/{person}")
