# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The survey: one record an item and stage, whatever the file is."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image
from tests.unit.pipeline.conftest import TakeIn

from witnessbox.base.errors import MissingError
from witnessbox.base.values import Compartment
from witnessbox.catalogue.answers import Filter
from witnessbox.pipeline.session import Session
from witnessbox.pipeline.survey import Pace, Tally


def survey(session: Session) -> Tally:
    recipient = session.premises.recipients[Compartment.EVIDENCE]
    return session.survey().run(recipient, Pace())


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    place = tmp_path / "pictures"
    place.mkdir()
    picture = Image.new("RGB", (320, 240), (200, 30, 30))
    picture.save(place / "red.jpg")
    data = io.BytesIO()
    picture.save(data, "JPEG")
    (place / "cut.jpg").write_bytes(data.getvalue()[:400])
    (place / "note.txt").write_text("a text")
    (place / "playlist.mp4").write_text(
        "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:1,\n/etc/hostname\n"
    )
    return place


def test_every_item_gets_a_record_and_a_reason_if_it_cannot_be_shown(
    session: Session, pictures: Path, take_in: TakeIn
) -> None:
    take_in(pictures)
    tally = survey(session)
    rows = {row.name: row for row in session.items(Filter(), 10).rows}
    assert tally.done + tally.refused == len(rows) == 4
    assert rows["red.jpg"].state == "looked"
    assert (rows["red.jpg"].width, rows["red.jpg"].height) == (320, 240)
    for name in ("note.txt", "playlist.mp4"):
        assert rows[name].state == "not-shown"
        assert rows[name].reason
    assert session.overview().waiting == 0


def test_a_second_survey_finds_nothing_to_do(
    session: Session, pictures: Path, take_in: TakeIn
) -> None:
    take_in(pictures)
    survey(session)
    before = session.log.size()
    assert survey(session) == Tally()
    assert session.log.size() == before


def test_a_covered_still_is_small_and_grey_and_a_clear_one_is_on_record(
    session: Session, pictures: Path, take_in: TakeIn
) -> None:
    take_in(pictures)
    survey(session)
    row = next(r for r in session.items(Filter(state="looked"), 10).rows if r.width)
    covered = Image.open(io.BytesIO(session.still(row.item, 0, covered=True)))
    assert max(covered.size) <= 160
    red, green, blue = covered.convert("RGB").resize((1, 1)).getpixel((0, 0))  # type: ignore[misc]
    assert max(red, green, blue) - min(red, green, blue) <= 6
    assert [act.act for act in session.custody(row.item)] == []
    clear = Image.open(io.BytesIO(session.still(row.item, 0, covered=False)))
    assert clear.size == (320, 240)
    assert [act.act for act in session.custody(row.item)] == ["revealed"]


def test_a_still_that_is_not_there_is_missing(
    session: Session, pictures: Path, take_in: TakeIn
) -> None:
    take_in(pictures)
    survey(session)
    row = next(r for r in session.items(Filter(state="looked"), 10).rows if r.width)
    for item, number in ((row.item, 99), (row.item, -1), ("i-none", 0)):
        with pytest.raises(MissingError):
            session.still(item, number, covered=True)
