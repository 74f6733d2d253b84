# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The next item by keyboard in Chromium: told, looked at, labelled, held back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from tests.e2e import web_world
from tests.e2e.web_world import PASSPHRASE, Served, Watched

from witnessbox.pipeline.box import Box

pytestmark = web_world.NEEDS_CHROMIUM

KEYS = """
() => [...document.querySelectorAll('main kbd')]
  .filter(key => !key.closest('dialog, [data-keys], [data-label]'))
  .map(key => key.textContent)
"""
"""The keys that the page itself shows; the label's own hold inside it only."""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("work")
    box = Box.create(
        str(folder / "box"), PASSPHRASE, name="Anna", title="K", work_factor=4
    )
    web_world.taken_in(box, web_world.small_source(folder / "source"), labelled=False)
    with web_world.serving(box) as up:
        yield up


def test_from_the_next_item_to_its_quarantine_by_keys_alone(served: Served) -> None:
    watched = Watched()
    with web_world.browser() as launched:
        page: Any = launched.new_page(viewport={"width": 1280, "height": 900})
        watched.over(page, served.address)
        web_world.sign_in(page, served)
        asked: list[str] = []
        page.on("request", lambda r: asked.append(r.url))
        page.keyboard.press("8")
        page.wait_for_url("**/next")
        page.keyboard.press("n")
        page.wait_for_url("**/next?item=*")
        assert "Not labelled" in page.inner_text("[data-told]")
        assert not [url for url in asked if "/still/" in url or "/part/" in url]
        page.keyboard.press("Enter")
        page.wait_for_url("**/item/*")
        address = page.url
        shown = page.evaluate(KEYS)
        assert len(shown) == len(set(shown)), shown
        page.keyboard.press("e")
        for key in ("4", "h", "5"):
            page.keyboard.press(key)
        page.keyboard.press("Enter")
        page.wait_for_selector("[data-told] >> text=Severity 4 of 4")
        assert "Violence" in page.inner_text("[data-told]")
        assert page.url == address

        # Of the highest severity: the first hold asks, the second reveals.
        page.keyboard.down("r")
        page.wait_for_selector("#sure[open]")
        page.keyboard.up("r")
        assert page.locator(".bare").count() == 0
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_selector("#sure[open]", state="detached")
        page.keyboard.down("r")
        page.wait_for_selector(".bare")
        page.keyboard.up("r")

        page.keyboard.press("Shift+Q")
        page.wait_for_selector("#quarantine[open]")
        page.keyboard.type("Somebody is named in it")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_selector("h1 >> text=legal officer only")
        asked.clear()
        page.goto(f"{served.address}/footage")
        item = address.rpartition("/")[2]
        assert (
            page.get_attribute(f'[data-item="{item}"]', "data-state") == "quarantined"
        )
        assert not [url for url in asked if f"{item}/still" in url]
    assert [one for one in watched.reports if "428" not in one] == []
    assert watched.far == []
