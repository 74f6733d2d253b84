# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The main line by keyboard in a real browser: event, act, involvement, person."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader
from tests.e2e import web_world
from tests.e2e.web_world import PASSPHRASE, Served, Watched

from witnessbox.pipeline.box import Box

pytestmark = web_world.NEEDS_CHROMIUM
CHOSEN = ".picked"
RECORD = re.compile(r"http://[^/]+/record/")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("case")
    box = Box.create(
        str(folder / "box"), PASSPHRASE, name="Anna", title="K", work_factor=4
    )
    with web_world.serving(box) as up:
        yield up


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with web_world.browser() as launched:
        yield launched


@pytest.fixture
def page(chromium: Any, served: Served) -> Iterator[Any]:
    watched = Watched()
    context = chromium.new_context(viewport={"width": 1360, "height": 900})
    opened = context.new_page()
    watched.over(opened, served.address)
    web_world.sign_in(opened, served)
    yield opened
    context.close()
    # A form that comes back is the one answer here that Chromium reports.
    reports = [one for one in watched.reports if "422" not in one]
    assert reports == []
    assert watched.far == []


def typed(page: Any, text: str) -> None:
    page.keyboard.type(text)


def made(page: Any, text: str) -> None:
    """Type a name that nobody has yet, and make it on the spot."""
    typed(page, text)
    page.wait_for_selector("[role=option]")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"{CHOSEN} >> text={text}")


def chosen(page: Any, text: str) -> None:
    """Type a few letters, and take the first that is offered."""
    typed(page, text)
    page.wait_for_selector("[role=option][aria-selected=true]")
    page.keyboard.press("Enter")


def focused(page: Any) -> str:
    name: str = page.evaluate("document.activeElement.name || ''")
    return name


def until_focused(page: Any, name: str) -> None:
    for _ in range(40):
        if focused(page) == name or page.evaluate("document.activeElement.id") == name:
            return
        page.keyboard.press("Tab")
    raise AssertionError(name)


def stated(page: Any) -> None:
    page.keyboard.press("Control+Enter")
    page.wait_for_url(RECORD)


def test_from_an_event_to_its_act_to_a_person_by_keyboard(
    page: Any, served: Served
) -> None:
    page.keyboard.press("7")
    page.wait_for_url("**/case")
    page.keyboard.press("e")
    page.wait_for_url("**/records/event/new")
    assert focused(page) == "f.title"
    typed(page, "Boxes are carried out")
    page.keyboard.press("Enter")
    assert focused(page) == "f.date"
    typed(page, "2024-03~")
    page.wait_for_selector("text=about March 2024")
    stated(page)
    event = page.url.partition("?")[0]

    page.keyboard.press("a")
    page.wait_for_url("**/records/act/new**")
    until_focused(page, "f.victim")
    made(page, "Orderly")
    until_focused(page, "f-sort")
    chosen(page, "beat")
    stated(page)
    assert page.url.startswith(event)

    page.wait_for_selector("text=Acts in this event")
    page.locator(".rows a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/record/ac-*")
    page.keyboard.press("a")
    page.wait_for_url("**/records/involvement/new**")
    until_focused(page, "f.person")
    made(page, "Khmelyov")
    until_focused(page, "f-degree")
    chosen(page, "present")
    stated(page)

    page.goto(f"{served.address}/records/person?text=khmel")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/record/pe-*")
    shown = page.locator("main").inner_text()
    assert "What this person is said to have done" in shown
    assert "Boxes are carried out" in shown


def test_what_is_wrong_has_the_focus_and_nothing_typed_is_lost(
    page: Any, served: Served
) -> None:
    page.goto(f"{served.address}/records/event/new")
    typed(page, "At the gate")
    page.keyboard.press("Tab")
    typed(page, "in spring")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("[data-problems]")
    assert focused(page) == "f.date"
    assert page.input_value("#f-title") == "At the gate"
    page.fill("#f-date", "")
    page.keyboard.press("Alt+n")
    assert page.is_checked("[name='f.date.unknown']")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/record/ev-*")
    assert "Asked: nobody knows" in page.locator("main").inner_text()
    page.keyboard.press("u")
    page.wait_for_selector("text=This was withdrawn")


@pytest.mark.parametrize(("width", "tall"), [(1360, 900), (400, 800)])
def test_no_page_of_the_case_is_wider_than_its_window(
    page: Any, served: Served, width: int, tall: int
) -> None:
    page.set_viewport_size({"width": width, "height": tall})
    paths = ["/case", "/records/event", "/records/act/new", "/records/complaint/new"]
    for path in [*paths, "/outcomes", "/chain"]:
        page.goto(served.address + path)
        room = page.evaluate(
            "[document.documentElement.scrollWidth,"
            " document.documentElement.clientWidth]"
        )
        assert room[0] <= room[1], path
        assert page.locator("h1").count() == 1


def test_an_account_is_locked_before_the_checklist_and_printed_on_record(
    page: Any, served: Served
) -> None:
    page.keyboard.press("7")
    page.wait_for_url("**/case")
    page.keyboard.press("c")
    page.wait_for_url("**/complaints")
    page.keyboard.press("e")
    page.wait_for_url("**/records/complaint/new**")
    assert page.locator("#f-methods").count() == 0
    assert focused(page) == "f.receipt"
    for text in ("K-14", "ru"):
        typed(page, text)
        page.keyboard.press("Enter")
    assert focused(page) == "f.account"
    page.fill("#f-account", "\n".join(["Они забрали посылку."] * 60))
    stated(page)
    assert "Они забрали посылку." in page.inner_text(".account")
    page.wait_for_selector("[data-gaps] >> text=Methods")

    page.click("[data-gaps] >> text=Methods")
    page.wait_for_url("**/change#f-methods")
    assert page.locator("#f-account >> textarea").count() == 0
    assert focused(page) == "f.methods"
    typed(page, "Били по ногам.")
    page.focus("#f-witnesses")
    page.keyboard.press("Alt+n")
    stated(page)
    gaps = page.inner_text("[data-gaps]")
    assert "Sexual violence" in gaps
    assert "Methods" not in gaps
    assert "Witnesses" not in gaps

    page.keyboard.press("p")
    page.wait_for_url("**/print")
    page.wait_for_selector("#reason")
    typed(page, "For her lawyer")
    page.click("button.primary")
    page.wait_for_selector("[data-paper]")
    page.evaluate("window.print = () => { document.body.dataset.printed = '1'; }")
    page.keyboard.press("p")
    page.wait_for_selector("body[data-printed]")
    page.emulate_media(media="print", color_scheme="dark")
    assert not page.is_visible(".rail")
    assert not page.is_visible("header.top")
    paper = page.inner_text("main")
    assert paper.startswith("NOT FOR RELEASE")
    assert "Nothing, as far as is on record." in paper
    colours = page.evaluate(
        "[document.body, document.querySelector('.paper')].map("
        "one => getComputedStyle(one).backgroundColor)"
    )
    assert set(colours) == {"rgb(255, 255, 255)"}
    sheets = [one.extract_text() for one in PdfReader(BytesIO(page.pdf())).pages]
    assert len(sheets) > 1
    assert all(one.startswith("NOT FOR RELEASE") for one in sheets)
