# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The whole box in counts, and the lists that open behind them."""

from __future__ import annotations

from fractions import Fraction

from tests.unit.catalogue.world import World

from witnessbox.catalogue import contents, handovers, query
from witnessbox.catalogue.answers import UNKNOWN, Filter
from witnessbox.catalogue.contents import Contents, Wanted
from witnessbox.catalogue.numbering import Gap
from witnessbox.model.finding import Finding

FACE = Finding("face", 0, 0, Fraction(0))
WANTED = (
    Wanted("look", "1", ()),
    Wanted("faces", "1", ("video", "photograph")),
    Wanted("speech", "1", ("video", "sound")),
)


def of(world: World, skipped: tuple[tuple[str, str], ...] = ()) -> Contents:
    with world.reading() as connection:
        return contents.contents(connection, WANTED, skipped)


def names(world: World, narrowed: Filter) -> list[str]:
    with world.reading() as connection:
        return [row.name for row in query.items(connection, narrowed, 100, None).rows]


def device(make: str) -> Finding:
    return Finding("device", value={"make": make, "model": "", "serial": ""})


def film(world: World, path: str, seconds: int = 60, recorded: str = "") -> str:
    item = world.original(path.encode())
    world.looked(item, "video", seconds, recorded=recorded)
    return item


def test_an_empty_box_is_answered(world: World) -> None:
    world.project()
    seen = of(world)
    assert (seen.looked, seen.seconds, seen.table, seen.unusual) == (0, 0, (), ())
    assert [s.waiting for s in seen.standings] == [0, 0, 0]


def test_hours_are_counted_by_month_place_device_and_language(world: World) -> None:
    one = film(world, "gate/a.mp4", 100, "2023-05-01T10:00:00")
    two = film(world, "gate/b.mp4", 50, "2023-06-01T10:00:00")
    film(world, "yard/c.mp4", 10)
    world.surveyed(one, {"container": [device("Maker")], "faces": [FACE]})
    said = Finding(
        "speech", start=Fraction(0), end=Fraction(9), value={"language": "ru"}
    )
    world.surveyed(two, {"container": [device("Maker")], "speech": [said]})
    world.project()
    seen = of(world)
    assert (seen.looked, seen.seconds) == (3, 160)
    assert [(c.value, c.items, c.seconds) for c in seen.months] == [
        ("2023-05", 1, 100),
        ("2023-06", 1, 50),
        (UNKNOWN, 1, 10),
    ]
    (known, unknown) = seen.devices
    assert (seen.names[known.value].label, known.seconds) == ("Maker", 150)
    assert (unknown.value, unknown.seconds) == (UNKNOWN, 10)
    assert [(c.value, c.seconds) for c in seen.languages] == [("ru", 50)]
    assert [(p.folder, p.items, p.seconds) for p in seen.places] == [
        ("gate", 2, 150),
        ("yard", 1, 10),
    ]
    assert [(c.value, c.items) for c in seen.features] == [("faces", 1), ("voice", 1)]


def test_each_count_opens_as_many_items(world: World) -> None:
    one = film(world, "a.mp4", 100, "2023-05-01T23:00:00")
    film(world, "b.mp4", 100, "2023-05-01T10:00:00")
    film(world, "c.mp4")
    world.surveyed(one, {"container": [device("Maker")], "faces": [FACE]})
    world.project()
    seen = of(world)
    for facet, choices in (("month", seen.months), ("device", seen.devices)):
        for choice in choices:
            narrowed = Filter(**{facet: choice.value})  # type: ignore[arg-type]
            assert len(names(world, narrowed)) == choice.items
    assert names(world, Filter(having=("faces",))) == ["a.mp4"]
    assert names(world, Filter(having=("faces", "night"))) == ["a.mp4"]
    assert names(world, Filter(lacking=("faces",))) == ["b.mp4", "c.mp4"]
    assert names(world, Filter(shape="1920x1080", month="2023-05")) == [
        "a.mp4",
        "b.mp4",
    ]
    assert names(world, Filter(language="ru")) == []


def test_pages_of_a_narrowed_list_join_up(world: World) -> None:
    for number in range(9):
        film(world, f"{number}.mp4", recorded="2023-05-01" if number % 2 else "")
    world.project()
    seen: list[str] = []
    after = None
    with world.reading() as connection:
        while True:
            page = query.items(connection, Filter(month="2023-05"), 3, after)
            seen += [row.name for row in page.rows]
            after = page.after
            if after is None:
                break
    assert seen == ["1.mp4", "3.mp4", "5.mp4", "7.mp4"]


def test_numbers_that_no_name_carries_are_listed(world: World) -> None:
    for number in (1, 2, 5, 6, 9):
        world.original(b"DCIM/100MEDIA/IMG_%04d.JPG" % number)
    world.refused(b"DCIM/100MEDIA/IMG_0008.JPG")
    world.original(b"DCIM/101MEDIA/IMG_0003.JPG")
    world.original(b"other/A_01.JPG")
    world.original(b"other/A_09.JPG")
    world.project()
    (one,) = of(world).series
    assert (one.series, one.first, one.last, one.names) == ("DCIM/*/IMG_####", 1, 9, 6)
    assert one.gaps == (Gap(4, 4), Gap(7, 7))
    assert one.missing == 2


def test_what_could_not_be_read_is_counted_by_reason_until_it_is_taken(
    world: World,
) -> None:
    world.refused(b"a", "permission denied")
    world.refused(b"b", "input/output error")
    world.refused(b"c", "input/output error")
    world.original(b"a")
    world.project()
    assert [(u.reason, u.names) for u in of(world).unread] == [
        ("input/output error", 2)
    ]
    with world.reading() as connection:
        assert len(handovers.refusals(connection)) == 2


def test_equal_bytes_and_equal_pictures_are_collapsed(world: World) -> None:
    one = film(world, "a.mp4", 100)
    world.original(b"copy of a.mp4", copy_of=1)
    world.original(b"b/a.mp4", copy_of=1)
    two = film(world, "small.mp4", 99)
    other = film(world, "other.mp4", 98)

    def hashes(*texts: str) -> list[Finding]:
        return [Finding("pdq", value={"hash": text, "quality": 80}) for text in texts]

    world.surveyed(one, {"pdq": hashes("aa", "bb")})
    world.surveyed(two, {"pdq": hashes("aa", "bb")})
    world.surveyed(other, {"pdq": hashes("aa")})
    world.project()
    seen = of(world).repeats
    assert (seen.items, seen.names) == (1, 2)
    assert seen.bytes == 2 * 1001
    assert [(r.item, r.copies) for r in seen.most] == [(one, 3)]
    assert (seen.groups, seen.alike) == (1, 1)
    (group,) = seen.largest
    assert (group.item, group.copies, group.seconds) == (one, 2, 100)
    assert names(world, Filter(alike=group.alike)) == ["a.mp4", "small.mp4"]


def test_each_stage_tells_what_is_done_failed_waiting_and_skipped(world: World) -> None:
    one, two, three = (film(world, f"{n}.mp4") for n in range(3))
    world.original(b"not looked at")
    world.surveyed(one, {"faces": [FACE]})
    world.surveyed(two, {}, failed={"faces": "crashed"})
    world.surveyed(three, {"faces": []}, version="0")
    world.project()
    look, faces, speech = of(world, (("speech", "whisper-base"),)).standings
    assert (look.done, look.waiting) == (3, 1)
    assert (faces.done, faces.failed, faces.waiting) == (1, 1, 1)
    assert faces.reasons == (("crashed", 1),)
    assert (speech.waiting, speech.missing) == (3, "whisper-base")


def test_the_longest_come_first(world: World) -> None:
    film(world, "a.mp4", 10)
    long = film(world, "b.mp4", 100)
    world.project()
    assert of(world).longest[0].item == long
