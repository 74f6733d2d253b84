# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Who holds a film back is told of those that look the same, and can hold them too."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.unit.pipeline.handling_world import Group, group
from tests.unit.web.conftest import surveyed
from tests.unit.web.test_work import Client

from witnessbox.base.canonical import JsonDict
from witnessbox.base.errors import MissingError
from witnessbox.model.finding import Finding
from witnessbox.pipeline import handling

SAID = "3 other items look the same, by the hashes of their pictures."
BUTTON = 'name="alike" value="1"'


@pytest.fixture
def people(tmp_path: Path) -> Iterator[Group]:
    """Five items, of which the first four look the same."""
    with group(tmp_path, 5) as found:
        anna = found["Anna"]
        for number, item in enumerate(found.items):
            value: JsonDict = {"hash": "bb" if number == 4 else "aa", "quality": 80}
            anna.committer.commit(
                [surveyed(item, {"pdq": [Finding("pdq", value=value)]})]
            )
        yield found


def open_to(people: Group, name: str) -> set[str]:
    session = people[name]
    session.committer.catch_up()
    found = set()
    for item in people.items:
        try:
            session.item(item)
            found.add(item)
        except MissingError:
            continue
    return found


def test_one_button_more_holds_back_what_looks_the_same(people: Group) -> None:
    ben, item = Client(people, "Ben"), people.items[0]
    for path in (f"/item/{item}", f"/item/{item}/timeline"):
        page = ben.get(path)
        assert SAID in page, path
        assert BUTTON in page, path
    other = ben.get(f"/item/{people.items[4]}")
    assert BUTTON not in other
    assert ben.post(f"/item/{item}/quarantine", reason="why", alike="1") == 303
    assert open_to(people, "Ben") == {people.items[4]}
    olga = people["Olga"]
    olga.committer.catch_up()
    assert all(handling.reasons(olga, one) == ("why",) for one in people.items[:4])


def test_without_it_the_others_stay_and_are_told_of(people: Group) -> None:
    ben, item = Client(people, "Ben"), people.items[0]
    assert ben.post(f"/item/{item}/quarantine", reason="why") == 303
    assert open_to(people, "Ben") == set(people.items[1:])
    assert "2 other items look the same" in ben.get(f"/item/{people.items[1]}")
    assert ben.post(f"/item/{people.items[1]}/work", take="1") == 303
    page = ben.get(f"/next?item={people.items[1]}")
    assert "2 other items look the same" in page
    assert BUTTON in page
