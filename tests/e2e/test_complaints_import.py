# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""A table of complaints, imported by keyboard: guessed, tried, and without a row."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from tests.e2e import web_world
from tests.e2e.web_world import PASSPHRASE, Served, Watched
from tests.unit.pipeline import complaint_tables as made

from witnessbox.base.values import Compartment
from witnessbox.catalogue.answers import Filter
from witnessbox.ledger.entry import Act
from witnessbox.pipeline.box import Box
from witnessbox.pipeline.intake_order import Listener, Order
from witnessbox.pipeline.session import Session

pytestmark = web_world.NEEDS_CHROMIUM


def filled(session: Session, source: Path) -> None:
    """One table that a look has told for one."""
    source.mkdir()
    rows = [made.good(1), made.good(2), made.good(3)]
    rows[1][1] = "31.02.2024"
    (source / "жалобы.csv").write_bytes(made.table(rows))
    nothing = Listener(lambda _: None, lambda *_: None, lambda *_: None, lambda: None)
    session.take_in(Order((os.fsencode(source),), "first", "HERON"), nothing)
    (row,) = session.items(Filter(), 10).rows
    result = {"kind": "document", "media_type": "text/csv", "stills": []}
    body: dict[str, Any] = {
        "item": row.item, "stage": "look", "version": "1", "status": "refused",
        "code": "not-shown-yet", "decoder": "test", "result": result, "objects": [],
    }  # fmt: skip
    session.committer.commit([Act(Compartment.EVIDENCE, "derived", body)])


def walked(served: Served, watched: Watched) -> None:
    with web_world.browser() as chromium:
        page = chromium.new_page(viewport={"width": 1200, "height": 900})
        page.set_default_timeout(20_000)
        watched.over(page, served.address)
        web_world.sign_in(page, served)
        page.goto(f"{served.address}/complaints/import")
        page.wait_for_load_state()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.wait_for_selector("#c-0")
        page.wait_for_load_state()
        assert page.input_value("#c-5") == "account"
        page.keyboard.press("d")
        page.wait_for_selector("#would-head")
        page.wait_for_load_state()
        page.focus("input[name=without]")
        page.keyboard.press("Space")
        page.keyboard.press("Tab")
        page.keyboard.press("i")
        page.wait_for_selector("#left-head")
        assert "31.02" not in page.inner_text("main")
        assert "There is no such day." in page.inner_text("#main")
        assert "2 complaints came in" in page.inner_text("#main")


def test_a_table_is_imported_by_keyboard(tmp_path: Path) -> None:
    box = Box.create(
        str(tmp_path / "box"), PASSPHRASE, name="Anna", title="K", work_factor=4
    )
    session = box.unlock(PASSPHRASE)
    filled(session, tmp_path / "source")
    session.close()
    watched = Watched()
    with web_world.serving(box) as served:
        walked(served, watched)
    assert watched.reports == []
    assert watched.far == []
