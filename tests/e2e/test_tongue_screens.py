# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The screens in Russian, in a real browser: chosen by keyboard, and none too wide."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from tests.e2e import web_world
from tests.e2e.web_world import PASSPHRASE, Served, Watched

from witnessbox.pipeline.box import Box

pytestmark = web_world.NEEDS_CHROMIUM

PRESSED = """
([key, code]) => document.body.dispatchEvent(
  new KeyboardEvent('keydown', {key, code, bubbles: true, cancelable: true}))
"""
"""A key as a browser tells of it; Chromium's driver knows no Russian layout."""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("tongues")
    box = Box.create(
        str(folder / "box"), PASSPHRASE, name="Anna", title="K", work_factor=4
    )
    web_world.taken_in(box, web_world.small_source(folder / "source"))
    with web_world.serving(box) as up:
        yield up


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with web_world.browser() as launched:
        yield launched


def tab_to(page: Any, wanted: str) -> None:
    """Press Tab until it is true of what has the focus."""
    for _ in range(60):
        if page.evaluate(wanted):
            return
        page.keyboard.press("Tab")
    raise AssertionError("the keyboard does not get there")


def test_another_language_is_chosen_by_keyboard_and_goes_with_the_member(
    chromium: Any, served: Served
) -> None:
    watched = Watched()
    context = chromium.new_context(viewport={"width": 1360, "height": 900})
    page = context.new_page()
    watched.over(page, served.address)
    page.goto(f"{served.address}/sign-in")
    assert page.get_attribute("html", "lang") == "en"
    tab_to(page, "document.activeElement.lang === 'ru'")
    page.keyboard.press("Enter")
    page.wait_for_selector("html[lang=ru]")
    web_world.sign_in(page, served)
    assert page.get_attribute("html", "lang") == "ru"
    page.goto(f"{served.address}/footage?kind=video")
    shown = page.inner_text("main")
    assert "Материалы" in shown
    assert "2 копии" in shown
    # Letters are keys of the place: on a Russian layout N is т.
    page.goto(f"{served.address}/footage?kind=video&state=looked")
    page.locator(".tile").first.click()
    page.wait_for_selector("[data-next]")
    first = page.url
    page.evaluate(PRESSED, ["т", "KeyN"])
    page.wait_for_url(lambda address: address != first)
    page.wait_for_load_state()
    here = page.url
    tab_to(page, "document.activeElement.lang === 'en'")
    page.keyboard.press("Enter")
    page.wait_for_selector("html[lang=en]")
    assert page.url == here
    context.close()
    assert watched.reports == []
    assert watched.far == []


@pytest.mark.parametrize("width", [1360, 400])
def test_no_page_is_wider_than_its_window_in_russian(
    chromium: Any, served: Served, width: int
) -> None:
    context = chromium.new_context(
        viewport={"width": width, "height": 800}, locale="ru-RU"
    )
    page = context.new_page()
    web_world.sign_in(page, served)
    page.goto(f"{served.address}/footage?kind=video&state=looked")
    page.locator(".tile").first.click()
    page.wait_for_selector("[data-viewer]")
    paths: list[str] = [
        page.url.removeprefix(served.address),
        "/",
        "/footage",
        "/contents",
    ]
    paths += ["/accessions", "/add", "/members", "/box", "/case", "/work", "/search"]
    paths += ["/complaints", "/risks", "/records/complaint/new"]
    for path in (*paths, "/outcomes", "/chain", "/records/event", "/records/act/new"):
        page.goto(served.address + path)
        assert page.get_attribute("html", "lang") == "ru"
        room = page.evaluate(
            "[document.documentElement.scrollWidth,"
            " document.documentElement.clientWidth]"
        )
        assert room[0] <= room[1], path
    context.close()
