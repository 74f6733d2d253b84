# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Pages of items, narrowed: each item once, in the order of taking in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.unit.catalogue.world import ACCESSION, World, item_id

from witnessbox.catalogue import query
from witnessbox.catalogue.answers import UNKNOWN, Filter
from witnessbox.pipeline.handling import record_of

OTHER = "a-" + "0" * 31 + "2"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Two disks: on the first items 1, 2 and 3, on the second 4, 2 again and 5."""
    made = World(str(tmp_path))
    made.accession()
    made.accession("Second disk", OTHER)
    for path in (b"a", b"b", b"c"):
        made.looked(made.original(path))
    made.original(b"b again", copy_of=2)
    made.looked(made.original(b"d", accession=OTHER), "photograph")
    made.original(b"copies/b", accession=OTHER, copy_of=2)
    made.original(b"copies/b2", accession=OTHER, copy_of=2)
    made.looked(made.original(b"e", accession=OTHER))
    made.project()
    yield made
    made.close()


def listed(world: World, narrowed: Filter, limit: int = 10) -> list[int]:
    """The numbers of the items, page by page."""
    numbers = {item_id(number): number for number in range(1, 6)}
    found: list[int] = []
    after = None
    with world.reading() as connection:
        while True:
            page = query.items(connection, narrowed, limit, after)
            found += [numbers[row.item] for row in page.rows]
            after = page.after
            if after is None:
                return found


@pytest.mark.parametrize("limit", [1, 2, 10])
def test_an_accession_lists_its_items_once_each(world: World, limit: int) -> None:
    assert listed(world, Filter(), limit) == [1, 2, 3, 4, 5]
    assert listed(world, Filter(accession=ACCESSION), limit) == [1, 2, 3]
    assert listed(world, Filter(accession=OTHER), limit) == [2, 4, 5]
    films = Filter(accession=OTHER, kind="video")
    assert listed(world, films, limit) == [2, 5]
    assert listed(world, Filter(accession=OTHER, month=UNKNOWN), limit) == [2, 4, 5]
    assert listed(world, Filter(accession=OTHER, month="2024-01"), limit) == []


def said(world: World, number: int, kind: str, **fields: Any) -> None:
    """A statement about an item."""
    item = item_id(number)
    told = {"item": item, **fields}
    body: dict[str, Any] = {"statement": f"st-{len(world.events):032x}", "kind": kind}
    body |= {"record": record_of(kind, item), "fields": told, "supersedes": []}
    world.add(
        "stated", {**body, "withdrawn": False, "why": "", "terms": 1, "undoes": ""}
    )


@pytest.mark.parametrize("limit", [1, 10])
def test_items_are_listed_by_the_work_on_them(world: World, limit: int) -> None:
    start = len(world.events)
    said(world, 5, "work", state="described", assignee="ben")
    said(world, 2, "work", state="described", assignee="anna")
    said(world, 2, "label", category=["talk"], severity=4)
    said(world, 1, "label", category=["talk"], severity=1)
    world.project(start)
    assert listed(world, Filter(work="described"), limit) == [2, 5]
    assert listed(world, Filter(work="unseen"), limit) == [3, 4]
    assert listed(world, Filter(assignee="anna"), limit) == [2]
    assert listed(world, Filter(label="4"), limit) == [2]
    assert listed(world, Filter(label="1"), limit) == [1]
    assert listed(world, Filter(label=UNKNOWN), limit) == [3, 4, 5]
    assert listed(world, Filter(work="described", accession=OTHER), limit) == [2, 5]
    assert listed(world, Filter(work="described", accession=ACCESSION), limit) == [2]
    assert listed(world, Filter(work="described", kind="video", label="4"), limit) == [
        2
    ]
    assert listed(world, Filter(work="unseen", month=UNKNOWN), limit) == [3, 4]
