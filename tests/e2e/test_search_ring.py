# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The ring of the first answer covers neither its kind nor its excerpt."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.e2e import web_world
from tests.e2e.web_world import PASSPHRASE, Watched

from witnessbox.pipeline.box import Box
from witnessbox.pipeline.stating import Stating

pytestmark = web_world.NEEDS_CHROMIUM

GAPS = """
() => {
  const link = document.activeElement;
  const style = getComputedStyle(link);
  const ring = parseFloat(style.outlineWidth) + parseFloat(style.outlineOffset);
  const box = link.getBoundingClientRect();
  const above = link.previousElementSibling.getBoundingClientRect();
  const below = link.nextElementSibling.getBoundingClientRect();
  return [ring, box.top - ring - above.bottom, below.top - box.bottom - ring];
}
"""


def test_the_ring_lies_between_an_answers_kind_and_its_excerpt(tmp_path: Path) -> None:
    box = Box.create(
        str(tmp_path / "box"), PASSPHRASE, name="Anna", title="K", work_factor=4
    )
    session = box.unlock(PASSPHRASE)
    Stating(session).state("event", {"title": "Quern", "observed": "A quern stands."})
    session.close()
    watched = Watched()
    with web_world.serving(box) as served, web_world.browser() as launched:
        page: Any = launched.new_page(viewport={"width": 1280, "height": 900})
        watched.over(page, served.address)
        web_world.sign_in(page, served)
        page.wait_for_load_state()
        page.keyboard.press("/")
        page.keyboard.type("quern")
        page.keyboard.press("Enter")
        page.wait_for_selector(".answers a:focus-visible")
        ring, above, below = page.evaluate(GAPS)
    assert ring > 2
    assert above >= 0
    assert below >= 0
