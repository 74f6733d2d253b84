# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Passes in, rows out: each stage's own, replaced alone, the same when rebuilt."""

from __future__ import annotations

from dataclasses import astuple
from fractions import Fraction
from pathlib import Path

from sqlalchemy import func, select
from tests.unit.catalogue.world import World

from witnessbox.base.values import Compartment
from witnessbox.catalogue import cells, found, query, schema
from witnessbox.catalogue.answers import Filter, ItemView
from witnessbox.catalogue.found_schema import tally, trait
from witnessbox.catalogue.index import Index
from witnessbox.model.finding import Finding, Region

FACE = Finding(
    "face", 0, 250, Fraction(10, 3), None, Region(1, 2, 300, 400), 930, {"sharp": 7}
)
SHOTS = [
    Finding("shot", 0, start=Fraction(0), end=Fraction(10, 3)),
    Finding("shot", 0, start=Fraction(10, 3), end=Fraction(9)),
]


def view(world: World, item: str) -> ItemView:
    with world.reading() as connection:
        seen = query.item(connection, item)
    assert seen is not None
    return seen


def of(world: World, item: str, *stages: str) -> list[Finding]:
    with world.reading() as connection:
        return [one.finding for one in found.of_item(connection, item, stages)]


def filmed(world: World, path: bytes = b"a.mp4") -> str:
    item = world.original(path)
    world.looked(item, "video", 9)
    return item


def test_findings_come_back_as_they_were(world: World) -> None:
    item = filmed(world)
    world.surveyed(item, {"faces": [FACE], "shots": SHOTS})
    world.project()
    assert of(world, item, "faces") == [FACE]
    assert of(world, item) == [FACE, *SHOTS]
    with world.reading() as connection:
        assert [f.finding for f in found.stream(connection, item, "shots")] == SHOTS
        late = found.during(connection, item, Fraction(10, 3), Fraction(4))
        assert [f.finding.kind for f in late] == ["face", "shot"]
        early = found.during(connection, item, Fraction(0), Fraction(10, 3))
        assert [f.finding for f in early] == [SHOTS[0]]


def test_small_findings_in_the_entry_count_as_well(world: World) -> None:
    item = filmed(world)
    world.surveyed(item, {"faces": [FACE]}, inline=True)
    world.project()
    assert of(world, item) == [FACE]


def test_a_stage_that_runs_again_replaces_its_own_and_no_other(world: World) -> None:
    item = filmed(world)
    world.surveyed(item, {"faces": [FACE, FACE], "shots": SHOTS})
    world.surveyed(item, {"faces": []}, version="2")
    world.project()
    assert of(world, item) == SHOTS
    seen = view(world, item)
    assert {d.stage: (d.version, d.found) for d in seen.derivations} == {
        "look": ("1", 0),
        "faces": ("2", 0),
        "shots": ("1", 2),
    }
    assert seen.row.traits is not None
    assert (seen.row.traits.faces, seen.row.traits.shots) == (0, 2)


def test_a_stage_that_failed_keeps_no_findings(world: World) -> None:
    item = filmed(world)
    world.surveyed(item, {"faces": [FACE]})
    world.surveyed(item, {}, failed={"faces": "crashed"})
    world.project()
    assert of(world, item) == []
    (row,) = [d for d in view(world, item).derivations if d.stage == "faces"]
    assert (row.status, row.code) == ("failed", "crashed")


def tallied(world: World) -> dict[tuple[str, str, str], int]:
    with world.reading() as connection:
        rows = connection.execute(tally.select().where(tally.c.held != 0))
        return {(row.stage, row.version, row.status): row.held for row in rows}


def test_the_tally_counts_each_derivation_once_as_what_it_is_now(world: World) -> None:
    one, two = filmed(world), filmed(world, b"b.mp4")
    for item in (one, two):
        world.surveyed(item, {"faces": [FACE], "shots": SHOTS})
    world.surveyed(one, {}, failed={"faces": "crashed"})
    world.surveyed(two, {"faces": []}, version="2")
    world.surveyed(two, {"faces": []}, version="2")
    world.project()
    with world.reading() as connection:
        d = schema.derivation.c
        groups = (d.stage, d.version, d.status)
        rows = connection.execute(select(*groups, func.count()).group_by(*groups))
        counted = {tuple(row[:3]): row[3] for row in rows}
    assert tallied(world) == counted
    assert counted["faces", "2", "done"] == 1


def test_the_cells_are_those_of_the_items_words_as_they_are_now(world: World) -> None:
    one = filmed(world)
    filmed(world, b"b.mp4")
    world.surveyed(one, {"faces": [FACE]})
    world.surveyed(one, {"shots": SHOTS})
    world.surveyed(one, {"faces": []})
    world.looked(one, "video", 70)
    world.project()
    t = trait.c
    words = (t.kind, t.state, t.month, t.device, t.language, t.flags, t.shape)
    with world.reading() as connection:
        counts = (func.count(), func.sum(t.seconds))
        rows = connection.execute(select(*words, *counts).group_by(*words))
        counted = {tuple(row) for row in rows}
        kept = {tuple(astuple(one)) for one in cells.cells(connection)}
    assert kept == counted
    assert [row[-2:] for row in counted] == [(2, 79)]


def test_the_surveys_stills_replace_the_first_looks(world: World) -> None:
    item = filmed(world)
    stills = [Finding("still", 0, n, Fraction(n)) for n in range(3)]
    world.surveyed(item, {"stills": stills})
    world.project()
    assert view(world, item).row.stills == 3
    with world.reading() as connection:
        assert found.still(connection, item, 2) == stills[2]
        assert found.still(connection, item, 3) is None


def test_a_span_in_which_nothing_moves_is_no_picture_that_was_kept(
    world: World,
) -> None:
    item = filmed(world)
    kept = [Finding("still", 0, n, Fraction(n)) for n in range(2)]
    stands = [Finding("still", 0, start=Fraction(1), end=Fraction(2))]
    world.surveyed(item, {"stills": kept, "spans": stands})
    world.project()
    with world.reading() as connection:
        assert found.stills(connection, item) == ((0, 0), (1, 1_000_000))
        spans = found.spans(connection, item, ("still",), 9)
    assert spans == (("still", 1_000_000, 2_000_000),)


def test_a_pass_over_an_item_that_is_not_there_leaves_the_rest_whole(
    world: World,
) -> None:
    item = filmed(world)
    world.surveyed("i-" + "f" * 32, {"faces": [FACE]})
    world.project()
    with world.reading() as connection:
        (row,) = query.items(connection, Filter(), 10, None).rows
    assert row.item == item


def test_the_same_entries_make_the_same_index(world: World, tmp_path: Path) -> None:
    item = filmed(world, b"DCIM/100MEDIA/IMG_0001.MP4")
    world.surveyed(item, {"faces": [FACE]})
    world.project()
    world.surveyed(item, {"shots": SHOTS})
    world.project(start=len(world.events) - 1)
    again = World(str(tmp_path / "again"))
    again.events = world.events
    again.project()
    assert again.index.dump(Compartment.EVIDENCE) == world.index.dump(
        Compartment.EVIDENCE
    )
    again.close()


def test_an_index_of_another_version_is_emptied_and_filled_again(
    world: World, tmp_path: Path
) -> None:
    item = filmed(world)
    world.project()
    whole = world.index.dump(Compartment.EVIDENCE)
    with world.index.writer(Compartment.EVIDENCE).begin() as connection:
        connection.exec_driver_sql("PRAGMA evidence.user_version = 1")
        connection.exec_driver_sql("CREATE TABLE evidence.older (a INTEGER)")
    world.index.close()
    world.index = Index(str(tmp_path / "index"), {Compartment.EVIDENCE: bytes(32)})
    with world.reading() as connection:
        assert query.item(connection, item) is None
        mark = schema.watermarks[Compartment.EVIDENCE]
        assert connection.execute(mark.select()).all() == []
    world.project()
    assert world.index.dump(Compartment.EVIDENCE) == whole


def test_pages_of_findings_join_up_in_the_order_of_stages(world: World) -> None:
    item = filmed(world)
    world.surveyed(item, {"faces": [FACE] * 5, "shots": SHOTS, "a": []})
    world.project()
    seen: list[tuple[str, int]] = []
    after = None
    with world.reading() as connection:
        while True:
            rows, more = found.page(connection, item, after=after, limit=3)
            seen += [(row.stage, row.number) for row in rows]
            after = seen[-1]
            if not more:
                break
        only, _ = found.page(connection, item, "shots")
    assert seen == [*(("faces", n) for n in range(5)), ("shots", 0), ("shots", 1)]
    assert [row.finding for row in only] == SHOTS
