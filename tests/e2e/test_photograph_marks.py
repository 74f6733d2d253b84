# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Marking a part of a photograph by keyboard: covered, no time, in one's own name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.e2e import web_world
from tests.e2e.web_world import PASSPHRASE, Served, Watched
from tests.unit.media import clips

from witnessbox.catalogue import records
from witnessbox.catalogue.answers import Filter
from witnessbox.model.field import Marked, marked
from witnessbox.pipeline.box import Box

pytestmark = web_world.NEEDS_CHROMIUM


def test_a_part_of_a_photograph_is_marked_and_described(tmp_path: Path) -> None:
    box = Box.create(
        str(tmp_path / "box"), PASSPHRASE, name="Anna", title="K", work_factor=4
    )
    (tmp_path / "source").mkdir()
    (tmp_path / "source/notebook.jpg").write_bytes(clips.photograph())
    web_world.taken_in(box, tmp_path / "source")
    watched = Watched()
    with web_world.serving(box) as served, web_world.browser() as chromium:
        page = chromium.new_page(viewport={"width": 1200, "height": 900})
        page.set_default_timeout(20_000)
        watched.over(page, served.address)
        web_world.sign_in(page, served)
        walked(page, served)
    assert watched.reports == []
    assert watched.far == []
    (span,) = stated(box)
    assert (span.stream, span.start, span.end) == (None, None, None)
    assert span.region is not None
    assert span.region.to_json() == [3700, 3500, 3000, 3200]


def walked(page: Any, served: Served) -> None:
    page.goto(f"{served.address}/footage")
    page.locator(".tile").first.click()
    page.wait_for_selector("[data-viewer]")
    page.wait_for_load_state()
    page.keyboard.press("t")
    page.wait_for_selector("[data-opened]")
    page.wait_for_load_state()
    # What has no time has no keys of time: these do nothing.
    for key in ("i", "o", "m", "+"):
        page.keyboard.press(key)
    assert not page.locator("[data-drawn]").is_visible()
    for key in ("x", "ArrowRight", "Shift+ArrowDown", "d"):
        page.keyboard.press(key)
    page.wait_for_selector("#observed:focus")
    page.keyboard.type("Sums beside initials")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-describe]", state="hidden")
    assert page.locator(".bare").count() == 0
    page.keyboard.down("r")
    page.wait_for_selector(".bare img")
    page.keyboard.up("r")
    page.wait_for_selector(".bare img", state="detached")


def stated(box: Box) -> list[Marked]:
    """Where the descriptions on record lie."""
    session = box.unlock(PASSPHRASE)
    try:
        (row,) = session.items(Filter(), 10).rows
        held = session.compartments
        with session.reading() as connection:
            made = list(records.marked_on(connection, held, row.item, "description"))
        return [marked(one) for record in made for one in record.fields["spans"]]
    finally:
        session.close()
