# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""A member at work in a real browser: covered, revealed while held, hidden by Esc."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.e2e import web_world
from tests.e2e.web_world import COLOUR, DEAD, GREY, PASSPHRASE, Served, Watched

from witnessbox.catalogue.answers import Filter
from witnessbox.pipeline.box import Box

pytestmark = web_world.NEEDS_CHROMIUM


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("web")
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


@pytest.fixture
def watched() -> Watched:
    return Watched()


@pytest.fixture
def page(chromium: Any, served: Served, watched: Watched) -> Iterator[Any]:
    context = chromium.new_context(viewport={"width": 1360, "height": 900})
    opened = context.new_page()
    watched.over(opened, served.address)
    web_world.sign_in(opened, served)
    yield opened
    context.close()
    assert watched.reports == []
    assert watched.far == []


def readings(served: Served) -> list[str]:
    session = served.box.unlock(PASSPHRASE)
    try:
        session.overview()
        rows = session.items(Filter(), 100).rows
        return [f"{r.name} {c.detail}" for r in rows for c in session.custody(r.item)]
    finally:
        session.close()


def open_item(page: Any, served: Served, kind: str, number: int = 0) -> None:
    page.goto(f"{served.address}/footage?kind={kind}&state=looked")
    page.locator(".tile").nth(number).click()
    page.wait_for_selector("[data-viewer]")
    page.wait_for_load_state()


def holds(page: Any, expression: str) -> None:
    """Wait until it is true in the page; the page itself may not eval."""
    web_world.until(lambda: bool(page.evaluate(expression)))


def colour(page: Any, selector: str) -> dict[str, int]:
    holds(page, f"({COLOUR})('{selector}') !== null")
    found: dict[str, int] = page.evaluate(COLOUR, selector)
    return found


def test_every_item_has_a_tile_and_none_is_in_the_clear(
    page: Any, served: Served
) -> None:
    page.goto(f"{served.address}/footage")
    assert page.locator(".tile").count() == 7
    for number in range(page.locator(".tile img").count()):
        page.evaluate(
            f"document.querySelectorAll('.tile img')[{number}].id='x{number}'"
        )
        seen = colour(page, f"#x{number}")
        assert max(seen["width"], seen["height"]) <= 160
        assert seen["most"] <= GREY


def test_every_page_opens_without_a_report(page: Any, served: Served) -> None:
    for path in (
        "/",
        "/footage",
        "/contents",
        "/accessions",
        "/refused",
        "/add",
        "/members",
        "/box",
    ):
        answer = page.goto(served.address + path)
        assert answer.status == 200, path
        assert page.locator("h1").count() == 1
    page.keyboard.press("?")
    assert page.locator("dialog[open]").count() == 1


@pytest.mark.parametrize(("width", "tall"), [(1360, 900), (900, 900), (400, 800)])
def test_no_page_is_wider_than_its_window(
    page: Any, served: Served, width: int, tall: int
) -> None:
    page.set_viewport_size({"width": width, "height": tall})
    open_item(page, served, "video")
    paths = [page.url, "/", "/footage", "/contents", "/accessions", "/add"]
    paths += ["/members", "/box"]
    for path in paths:
        page.goto(path if path.startswith("http") else served.address + path)
        room = page.evaluate(
            "[document.documentElement.scrollWidth,"
            " document.documentElement.clientWidth]"
        )
        assert room[0] <= room[1], path


def test_everything_that_is_pressed_is_32_pixels_high(
    page: Any, served: Served
) -> None:
    open_item(page, served, "video")
    for path in (page.url, served.address + "/footage", served.address + "/add"):
        page.goto(path)
        low = page.evaluate(
            """() => [...document.querySelectorAll('button, input:not([type=hidden]),'
               + ' select, a.plain, a.primary, nav a')]
               .filter(e => e.offsetParent && e.getBoundingClientRect().height < 32)
               .map(e => e.outerHTML.slice(0, 80))"""
        )
        assert low == []


def test_holding_r_reveals_a_photograph_and_letting_go_covers_it(
    page: Any, served: Served, watched: Watched
) -> None:
    open_item(page, served, "photograph")
    before = readings(served)
    assert colour(page, "[data-poster]")["most"] <= GREY
    page.keyboard.down("r")
    page.wait_for_selector("[data-clear] img")
    bare = colour(page, "[data-clear] img")
    assert bare["most"] > 60
    assert bare["width"] > 160
    address = page.get_attribute("[data-clear] img", "src")
    page.keyboard.up("r")
    assert page.locator("[data-clear] img").count() == 0
    # The revealed picture's address is dead, not only out of sight.
    assert page.evaluate(DEAD, address)
    assert "ERR_FILE_NOT_FOUND" in watched.reports.pop()
    assert len(readings(served)) == len(before) + 1


def test_leaving_the_window_covers_too(page: Any, served: Served) -> None:
    open_item(page, served, "photograph")
    page.keyboard.down("r")
    page.wait_for_selector("[data-clear] img")
    page.evaluate("dispatchEvent(new Event('blur'))")
    assert page.locator("[data-clear] img").count() == 0
    page.keyboard.up("r")


def test_the_button_reveals_while_it_is_pressed(page: Any, served: Served) -> None:
    open_item(page, served, "photograph")
    page.hover("[data-reveal]")
    page.mouse.down()
    page.wait_for_selector("[data-clear] img")
    page.mouse.up()
    page.wait_for_selector("[data-clear] img", state="detached")


def test_holding_r_on_a_tile_reveals_that_tile(page: Any, served: Served) -> None:
    page.goto(f"{served.address}/footage?kind=photograph")
    page.locator(".tile").first.focus()
    page.keyboard.down("r")
    page.wait_for_selector(".tile.bare")
    assert colour(page, ".tile.bare img")["most"] > 60
    page.keyboard.up("r")
    assert page.locator(".tile.bare").count() == 0
    holds(page, "document.querySelector('.tile img').complete")
    assert colour(page, ".tile img")["most"] <= GREY


def test_a_film_plays_covered_and_silent(page: Any, served: Served) -> None:
    open_item(page, served, "video")
    page.keyboard.press("k")
    holds(page, "document.querySelector('[data-covered]').currentTime > 0.6")
    assert colour(page, "[data-covered]")["most"] <= GREY
    state = page.evaluate(
        "(v => [v.muted, v.videoWidth])(document.querySelector('[data-covered]'))"
    )
    assert state[0] is True
    assert state[1] <= 320
    page.keyboard.press("k")
    holds(page, "document.querySelector('[data-covered]').paused")
    page.keyboard.press("l")
    holds(page, "document.querySelector('[data-covered]').currentTime > 5")


def test_holding_r_in_a_playing_film_reveals_it_where_it_is(
    page: Any, served: Served
) -> None:
    open_item(page, served, "video")
    page.keyboard.press("k")
    holds(page, "document.querySelector('[data-covered]').currentTime > 0.5")
    before = len(readings(served))
    page.keyboard.down("r")
    page.wait_for_selector("[data-clear] video")
    holds(page, "document.querySelector('[data-clear] video').currentTime > 0.8")
    assert colour(page, "[data-clear] video")["most"] > 60
    page.keyboard.up("r")
    assert page.locator("[data-clear] video").count() == 0
    holds(page, "!document.querySelector('[data-covered]').paused")
    assert len(readings(served)) > before


def test_sound_is_heard_only_while_it_is_held(page: Any, served: Served) -> None:
    open_item(page, served, "sound")
    page.keyboard.press("k")
    page.wait_for_timeout(300)
    assert page.evaluate("document.querySelector('[data-covered]').src") == ""
    page.keyboard.down("r")
    holds(page, "document.querySelector('[data-clear] video')?.currentTime > 0.2")
    page.keyboard.up("r")
    assert page.locator("[data-clear] video").count() == 0


ESC = """
() => new Promise(done => {
  const began = performance.now();
  const look = () => {
    const gone = getComputedStyle(document.querySelector('.frame')).display === 'none';
    const loud = [...document.querySelectorAll('video, audio')].some(
      v => !v.muted || !v.paused || v.currentSrc && v.src);
    if (gone && !loud) done(performance.now() - began);
    else requestAnimationFrame(look);
  };
  document.activeElement.dispatchEvent(
    new KeyboardEvent('keydown', {key: 'Escape', bubbles: true, cancelable: true}));
  look();
})
"""


@pytest.mark.parametrize("busy", ["still", "playing", "revealed", "typing", "dialog"])
def test_esc_hides_everything_at_once_from_anywhere(
    page: Any, served: Served, busy: str
) -> None:
    open_item(page, served, "video")
    if busy in ("playing", "revealed"):
        page.keyboard.press("k")
        holds(page, "document.querySelector('[data-covered]').currentTime > 0.3")
    if busy == "revealed":
        page.keyboard.down("r")
        page.wait_for_selector("[data-clear] video")
    if busy == "typing":
        page.focus("#find")
    if busy == "dialog":
        page.keyboard.press("?")
    page.route(
        "**/blank", lambda route: page.wait_for_timeout(600) or route.continue_()
    )
    assert page.evaluate(ESC) < 200
    page.wait_for_url("**/blank")
    assert page.evaluate("document.body.innerText.trim()") == ""
    assert page.title() == "Untitled"
    assert page.locator("img, video, audio").count() == 0


def test_after_esc_nothing_is_shown_until_its_member_comes_back(
    page: Any, served: Served
) -> None:
    open_item(page, served, "photograph")
    was = page.url
    page.keyboard.press("Escape")
    page.wait_for_url("**/blank")
    page.goto(served.address + "/footage")
    assert page.url.endswith("/blank")
    page.go_back()
    page.wait_for_load_state()
    assert page.locator(".tile, .card").count() == 0
    page.goto(served.address + "/blank")
    page.keyboard.press("Shift+Enter")
    page.wait_for_url(was)


def test_esc_twice_locks(page: Any, served: Served) -> None:
    page.keyboard.press("Escape")
    page.wait_for_url("**/blank")
    with page.expect_response("**/lock"):
        page.keyboard.press("Escape")
    page.goto(served.address + "/footage")
    assert page.url.endswith("/sign-in")


def test_esc_hides_the_other_tabs_too(page: Any, served: Served) -> None:
    other = page.context.new_page()
    other.goto(served.address + "/footage")
    page.keyboard.press("Escape")
    other.wait_for_url("**/blank")


def test_the_keyboard_alone_reaches_an_item_and_the_next(
    page: Any, served: Served
) -> None:
    page.keyboard.press("2")
    page.wait_for_url("**/footage")
    page.wait_for_selector(".tile")
    page.wait_for_load_state()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.className").startswith("tile")
    page.keyboard.press("Enter")
    page.wait_for_url("**/item/**")
    first = page.url
    page.wait_for_load_state()
    page.keyboard.press("n")
    page.wait_for_url(lambda address: address != first)
    page.wait_for_load_state()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "find"
    digest = page.inner_text(".digest >> nth=0")
    page.keyboard.type(digest)
    page.keyboard.press("Enter")
    page.wait_for_url("**/item/**")


def test_a_count_of_what_is_on_it_opens_the_items_behind_it(
    page: Any, served: Served
) -> None:
    page.keyboard.press("3")
    page.wait_for_url(f"{served.address}/contents")
    line = page.locator("section[aria-labelledby=device-head] tr").first
    count = int(line.locator("td").first.inner_text())
    assert page.locator("img").count() == 0
    line.locator("a").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".tile")
    page.wait_for_load_state()
    assert page.locator(".tile").count() == count > 0
    kind = page.locator("select[name=kind] option").nth(1)
    listed = int((kind.inner_text() or "").rpartition("·")[2])
    page.select_option("select[name=kind]", index=1)
    page.wait_for_url("**/footage?kind=*")
    assert "device=" in page.url
    assert page.locator(".tile").count() == listed


def test_locking_ends_the_seat(page: Any, served: Served) -> None:
    page.get_by_role("button", name="Lock and leave").click()
    page.wait_for_url("**/sign-in")
    page.goto(served.address + "/")
    assert page.url.endswith("/sign-in")


def test_a_disk_is_added_from_the_page(
    page: Any, served: Served, tmp_path: Path
) -> None:
    (tmp_path / "more.txt").write_text("a second handing-over")
    page.goto(served.address + "/add")
    page.fill("#path", str(tmp_path))
    page.fill("#accession", "Second disk")
    page.fill("#codename", "KITE")
    page.get_by_role("button", name="Count and take in").click()
    page.wait_for_url("**/intake/*")
    page.wait_for_selector("[data-intake=done]", timeout=30_000)
    page.goto(served.address + "/accessions")
    assert "Second disk" in page.inner_text("main")


def test_a_verification_is_started_from_the_page(page: Any, served: Served) -> None:
    page.goto(served.address + "/box")
    page.get_by_role("button", name="Verify now").click()
    page.wait_for_selector("[data-intake=sound]", timeout=30_000)
    assert "Sealed, verified" in page.inner_text(".seal")


def test_a_wrong_passphrase_says_so_and_waits(chromium: Any, served: Served) -> None:
    context = chromium.new_context()
    other = context.new_page()
    other.goto(served.address + "/sign-in")
    other.fill("#passphrase", "not this one")
    other.keyboard.press("Enter")
    other.wait_for_selector("[data-wait]")
    assert "did not open" in other.inner_text("main")
    assert other.locator("button.primary").is_disabled()
    context.close()
