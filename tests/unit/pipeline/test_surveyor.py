# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""One survey at a time: two that are asked for do the work once."""

from __future__ import annotations

import io
import time
from pathlib import Path

from PIL import Image
from tests.unit.pipeline.conftest import PASSPHRASE, TakeIn

from witnessbox.base.values import Compartment
from witnessbox.pipeline import entries
from witnessbox.pipeline.box import Box
from witnessbox.pipeline.session import Session
from witnessbox.pipeline.surveyor import Surveyor


def pictures(place: Path, count: int) -> Path:
    place.mkdir()
    for number in range(count):
        data = io.BytesIO()
        Image.new("RGB", (80, 60), (number * 40, 80, 80)).save(data, "JPEG")
        (place / f"{number}.jpg").write_bytes(data.getvalue())
    return place


def test_two_surveys_at_once_look_at_each_item_once(
    box: Box, session: Session, tmp_path: Path, take_in: TakeIn
) -> None:
    take_in(pictures(tmp_path / "pictures", 6))
    other = box.unlock(PASSPHRASE)
    surveyors = [Surveyor(session), Surveyor(other)]
    for one in surveyors:
        one.start()
    done = sum(one.finish().done for one in surveyors)
    other.close()
    assert done == 6
    derived = [
        entry.body["item"]
        for entry in entries.opened(
            session.log, session.keyring, 0, (Compartment.EVIDENCE,)
        )
        if entry.act == "derived"
    ]
    assert len(derived) == len(set(derived)) == 6


def test_an_intake_does_not_wait_for_the_copy_of_another(
    box: Box, session: Session, tmp_path: Path, take_in: TakeIn
) -> None:
    take_in(pictures(tmp_path / "pictures", 3))
    other = box.unlock(PASSPHRASE)
    copying = Surveyor(other)
    copying.start()
    while other.survey().left():
        time.sleep(0.05)
    # `copying` holds the lock for as long as its own copy goes on.
    over = Surveyor(session)
    over.start()
    assert over.finish().done == 0
    assert copying.finish().done == 3
    other.close()


def test_a_survey_that_is_stopped_goes_on_later(
    session: Session, tmp_path: Path, take_in: TakeIn
) -> None:
    take_in(pictures(tmp_path / "pictures", 3))
    stopped = Surveyor(session)
    stopped.stop()
    stopped.start()
    assert stopped.finish().done == 0
    later = Surveyor(session)
    later.start()
    assert later.finish().done == 3


def test_a_survey_that_never_began_is_finished_at_once(session: Session) -> None:
    assert Surveyor(session).finish().done == 0
