# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Marking footage in a real browser: exact pictures, few keys, nobody misquoted."""

from __future__ import annotations

import random
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pytest
from tests.e2e import timeline_world, web_world
from tests.e2e.timeline_world import NUMBER, SETTLE, SPEAKER, STEADY, UNEVEN, Films
from tests.e2e.web_world import PASSPHRASE, Served, Watched

from witnessbox.catalogue import records
from witnessbox.catalogue.records import Record
from witnessbox.model.field import marked
from witnessbox.pipeline.box import Box

pytestmark = web_world.NEEDS_CHROMIUM

MOST_KEYS = 12
PICTURE = "[data-picture]"


@pytest.fixture(scope="module")
def world(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Served, Films]]:
    folder = tmp_path_factory.mktemp("timeline")
    box = Box.create(
        str(folder / "box"), PASSPHRASE, name="Anna", title="K", work_factor=4
    )
    films = timeline_world.filled(box, folder / "source")
    with web_world.serving(box) as up:
        yield up, films


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with web_world.browser() as launched:
        yield launched


@pytest.fixture(scope="module")
def page(chromium: Any, world: tuple[Served, Films]) -> Iterator[Any]:
    yield from seat(chromium, world[0], PASSPHRASE)


@pytest.fixture
def speaker(chromium: Any, world: tuple[Served, Films]) -> Iterator[Any]:
    yield from seat(chromium, world[0], SPEAKER)


def seat(chromium: Any, served: Served, passphrase: str) -> Iterator[Any]:
    context = chromium.new_context(viewport={"width": 1360, "height": 900})
    opened = context.new_page()
    watched = Watched()
    watched.over(opened, served.address)
    opened.goto(f"{served.address}/sign-in")
    opened.fill("#passphrase", passphrase)
    opened.keyboard.press("Enter")
    opened.wait_for_url(f"{served.address}/")
    yield opened
    context.close()
    # A refusal in words is an answer of 422, which Chromium notes as well.
    assert [one for one in watched.reports if "422" not in one] == []
    assert watched.far == []


def open_timeline(page: Any, world: tuple[Served, Films], name: str) -> None:
    page.goto(f"{world[0].address}/item/{world[1].items[name]}/timeline")
    page.wait_for_selector("[data-opened]")


def stated(world: tuple[Served, Films], name: str, kind: str) -> list[Record]:
    session = world[0].box.unlock(PASSPHRASE)
    try:
        session.committer.catch_up()
        with session.reading() as connection:
            held, item = session.compartments, world[1].items[name]
            return list(records.marked_on(connection, held, item, kind))
    finally:
        session.close()


def settle(page: Any, act: str) -> int:
    """Do something that shows another picture; its stamp."""
    stamp: int = page.evaluate(
        SETTLE,
        act,
    )
    return stamp


@pytest.mark.parametrize("name", [UNEVEN, STEADY])
def test_every_picture_that_is_gone_to_is_the_right_one(
    page: Any, world: tuple[Served, Films], name: str
) -> None:
    open_timeline(page, world, name)
    numbers = world[1].numbers[name]
    stamps = sorted(numbers)
    assert len(stamps) > 90
    draw = random.Random(name)
    for _ in range(6):
        stamp = settle(page, f"at {draw.random():.4f}")
        assert page.evaluate(NUMBER, PICTURE) == numbers[stamp]
        at = stamps.index(stamp)
        for key, step in (("ArrowRight", 1), ("ArrowLeft", -1)):
            if 0 <= at + step < len(stamps):
                at += step
                assert settle(page, key) == stamps[at]
                assert page.evaluate(NUMBER, PICTURE) == numbers[stamps[at]]
    assert settle(page, "End") == stamps[-1]
    assert settle(page, "Home") == stamps[0]
    seconds = world[1].bases[name]
    after = settle(page, "ArrowRight shift")
    assert after == max(s for s in stamps if (s - stamps[0]) * seconds <= 1)


def test_what_is_revealed_is_the_same_picture(
    page: Any, world: tuple[Served, Films]
) -> None:
    open_timeline(page, world, UNEVEN)
    numbers = world[1].numbers[UNEVEN]
    for place in (0.31, 0.62):
        stamp = settle(page, f"at {place}")
        page.keyboard.down("r")
        page.wait_for_selector(".stage.bare .clear video")
        wanted = numbers[stamp]
        page.wait_for_function(
            f"({NUMBER})('.clear video') === {wanted}", polling=50, timeout=9000
        )
        page.keyboard.up("r")
        assert page.locator(".clear video").count() == 0
        assert page.evaluate(NUMBER, PICTURE) == numbers[stamp]


def test_the_main_job_takes_few_keys(page: Any, world: tuple[Served, Films]) -> None:
    served, films = world
    page.goto(f"{served.address}/footage?kind=video&state=looked")
    names = page.locator(".tile .name").all_inner_texts()
    keys = 0

    def press(*some: str) -> None:
        nonlocal keys
        for key in some:
            page.keyboard.press(key)
            keys += 1

    press(*["ArrowRight"] * (1 + names.index(UNEVEN)), "Enter")
    page.wait_for_selector("[data-viewer]")
    page.wait_for_load_state()
    press("t")
    page.wait_for_selector("[data-opened]")
    press("]", "k")
    video = "document.querySelector('[data-covered]')"
    web_world.until(lambda: page.evaluate(f"!{video}.paused"))
    begun = page.evaluate(f"{video}.currentTime")
    web_world.until(lambda: page.evaluate(f"{video}.currentTime") > begun + 0.2)
    press("i")
    web_world.until(lambda: page.evaluate(f"{video}.currentTime") > begun + 0.8)
    press("o", "d")
    page.wait_for_selector("#observed:focus")
    page.keyboard.type("A man carries a parcel")
    press("Enter")
    page.wait_for_selector("[data-describe]", state="hidden")
    assert keys <= MOST_KEYS
    (made,) = stated(world, UNEVEN, "description")
    assert made.fields["observed"] == "A man carries a parcel"
    span = marked(made.fields["spans"][0])
    base = films.bases[UNEVEN]
    starts = [stamp * base for stamp in sorted(films.numbers[UNEVEN])]
    assert span.start in starts
    assert span.end in starts
    assert span.stream == 0
    page.wait_for_selector(PICTURE)
    press("u")
    web_world.until(lambda: not stated(world, UNEVEN, "description"))


def test_a_part_of_the_picture_by_keys_and_by_mouse(
    page: Any, world: tuple[Served, Films]
) -> None:
    open_timeline(page, world, STEADY)
    for key in ("m", "x", "ArrowRight", "ArrowDown", "Shift+ArrowRight", "d"):
        page.keyboard.press(key)
    page.wait_for_selector("#observed:focus")
    page.keyboard.type("A lamp")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-describe]", state="hidden")
    (made,) = stated(world, STEADY, "description")
    span = marked(made.fields["spans"][0])
    assert span.region is not None
    assert span.region.to_json() == [3700, 3700, 3200, 3000]
    first = min(world[1].numbers[STEADY])
    assert (span.start, span.end) == (Fraction(first) * world[1].bases[STEADY], None)
    box = page.locator("[data-stage]").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 0.75)
    page.mouse.up()
    assert page.locator("[data-region]").is_visible()
    page.keyboard.press("Delete")
    assert not page.locator("[data-region]").is_visible()


def test_a_machines_mark_is_adopted_once_and_by_name(
    page: Any, world: tuple[Served, Films]
) -> None:
    open_timeline(page, world, UNEVEN)
    for key in ("ArrowDown", "]", "]", "a"):
        page.keyboard.press(key)
    web_world.until(lambda: len(stated(world, UNEVEN, "appearance")) == 1)
    (made,) = stated(world, UNEVEN, "appearance")
    assert made.fields["adopts"] == "faces/2"  # behind the one at which one began
    assert marked(made.fields["spans"][0]).start == Fraction(2, 3)
    assert "Faces" in page.inner_text("[data-tell]")
    page.keyboard.press("a")
    page.wait_for_selector("[data-note]:has-text('not saved')")
    assert len(stated(world, UNEVEN, "appearance")) == 1


def test_a_draft_is_confirmed_by_a_speaker_alone_and_quoted_only_then(
    page: Any, speaker: Any, world: tuple[Served, Films]
) -> None:
    open_timeline(page, world, UNEVEN)
    first = page.locator(".segments li").first
    assert first.locator("[data-act=copy], [data-act=confirm]").count() == 0
    first.locator("[data-act=correct]").click()
    page.keyboard.press("End")
    page.keyboard.type(" первое")
    page.keyboard.press("Enter")
    web_world.until(lambda: len(stated(world, UNEVEN, "transcript")) == 1)
    (draft,) = stated(world, UNEVEN, "transcript")
    assert draft.fields["machine_said"] == "Слово 0"
    assert draft.fields["confirmed"] is False
    quote = f"/item/{world[1].items[UNEVEN]}/quote/{draft.id}"
    refused = page.request.get(world[0].address + quote)
    assert refused.status == 409
    assert "Слово" not in refused.text()

    open_timeline(speaker, world, UNEVEN)
    settle(speaker, "ArrowRight shift")
    speaker.keyboard.press("c")
    speaker.wait_for_selector(".segments li.stands [data-act=copy]")
    (sure,) = stated(world, UNEVEN, "transcript")
    assert (sure.id, sure.fields["confirmed"]) == (draft.id, True)
    given = speaker.request.get(world[0].address + quote)
    assert given.status == 200
    assert "Слово 0 первое" in given.text()
    assert "Boris" in given.text()


def test_the_page_fits_its_window_and_esc_empties_it(
    page: Any, world: tuple[Served, Films]
) -> None:
    for width, tall in ((400, 800), (900, 900), (1360, 900)):
        page.set_viewport_size({"width": width, "height": tall})
        open_timeline(page, world, UNEVEN)
        page.keyboard.press("d")
        room = page.evaluate(
            "[document.documentElement.scrollWidth,"
            " document.documentElement.clientWidth]"
        )
        assert room[0] <= room[1]
    page.keyboard.press("Escape")
    page.wait_for_url("**/blank")
