# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""An item that names victims, as members see it with and without the identities."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.unit.pipeline.handling_world import Group, group
from tests.unit.web.test_work import Client

SAID = "For members who hold the identities"


@pytest.fixture
def people(tmp_path: Path) -> Iterator[Group]:
    with group(tmp_path, 2) as found:
        yield found


def test_it_is_marked_on_its_page_and_shown_to_those_alone(people: Group) -> None:
    anna, ben = Client(people, "Anna"), Client(people, "Ben")
    item, other = people.items
    page = ben.get(f"/item/{item}")
    (form,) = re.findall(r'href="(/records/confided/new[^"]*)"', page)
    assert item in ben.get(html.unescape(form))
    told = {"f.item": item, "from": f"/item/{item}"}
    assert ben.post("/records/confided/new", **told) == 303
    held = ben.get(f"/item/{item}")
    assert SAID in held
    assert "/still/" not in held
    footage = ben.get("/footage")
    assert f'data-item="{item}" data-state="confided"' in footage
    assert f'data-item="{other}" data-state="looked"' in footage
    for path in (f"/item/{item}/timeline", f"/item/{item}/still/0"):
        assert ben.http.get(path).status_code == 404, path
    people["Anna"].committer.catch_up()
    whole = anna.get(f"/item/{item}")
    assert SAID in whole
    assert f'data-item="{item}" data-state="looked"' in anna.get("/footage")
    assert "/records/confided/new" not in whole
    for path in ("/work", "/next", "/contents", "/case"):
        assert ben.http.get(path).status_code == 200, path
