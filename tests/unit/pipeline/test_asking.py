# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""A close look is given to what was asked for, once, and to nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.unit.analysis.staged import Staged
from tests.unit.media import clips
from tests.unit.pipeline.conftest import TakeIn

from witnessbox.base.errors import UnusableError
from witnessbox.base.values import Compartment
from witnessbox.catalogue.answers import Filter, ItemView
from witnessbox.media.client import SpawnerClient
from witnessbox.pipeline import asking, entries, registry
from witnessbox.pipeline.asking import Asked
from witnessbox.pipeline.lookout import Lookout
from witnessbox.pipeline.registry import Pass
from witnessbox.pipeline.session import Session
from witnessbox.pipeline.survey import Pace

CLOSE = (Staged("works-too"),)


@pytest.fixture
def views(
    tmp_path: Path,
    take_in: TakeIn,
    session: Session,
    staged_client: SpawnerClient,
    monkeypatch: pytest.MonkeyPatch,
) -> list[ItemView]:
    """Two films and a file that is none, looked at and surveyed."""
    place = tmp_path / "films"
    place.mkdir()
    (place / "0.mp4").write_bytes(clips.film(3, start=0))
    (place / "1.mp4").write_bytes(clips.film(3, start=1))
    (place / "2.bin").write_bytes(b"\x00\x01\x02 no film")
    take_in(place)
    identity = session.keyring.identity(Compartment.EVIDENCE)
    lookout = Lookout(session.vault, identity, {}, staged_client)
    monkeypatch.setattr(session, "lookout", lookout)
    close = Pass("close", (), CLOSE, on_demand=True)
    ways = (Pass("survey", (registry.STILLS,), (Staged("works"),)), close)
    monkeypatch.setattr(registry, "CLOSE", CLOSE)
    monkeypatch.setattr(registry, "CLOSE_LOOK", close)
    monkeypatch.setattr(registry, "WAYS", ways)
    survey(session)
    return [session.item(row.item) for row in session.items(Filter(), 10).rows]


def survey(session: Session) -> None:
    recipient = session.premises.recipients[Compartment.EVIDENCE]
    session.survey().run(recipient, Pace())


def closely(session: Session) -> list[Any]:
    """The items that were looked at closely, as often as they were."""
    every = entries.opened(session.log, session.keyring, 0, (Compartment.EVIDENCE,))
    return [
        entry.body["item"]
        for entry in every
        if entry.act == "surveyed" and entry.body["depth"] == "close"
    ]


def test_only_what_was_asked_for_is_looked_at_and_once(
    session: Session, views: list[ItemView]
) -> None:
    wanted, other = (one for one in views if one.row.kind == "video")
    assert closely(session) == []
    assert asking.standing(session, wanted) is Asked.NOT_ASKED
    asking.ask(session, wanted)
    assert asking.standing(session, wanted) is Asked.WAITING
    assert session.survey().left()
    survey(session)
    assert closely(session) == [wanted.row.item]
    assert asking.standing(session, wanted) is Asked.DONE
    assert asking.standing(session, other) is Asked.NOT_ASKED
    survey(session)
    assert closely(session) == [wanted.row.item]


def test_asking_twice_is_asking_once(session: Session, views: list[ItemView]) -> None:
    wanted = next(one for one in views if one.row.kind == "video")
    asking.ask(session, wanted)
    size = session.log.size()
    asking.ask(session, wanted)
    assert session.log.size() == size
    every = entries.opened(session.log, session.keyring, 0, (Compartment.EVIDENCE,))
    last = list(every)[-1]
    assert (last.act, last.body["depth"]) == ("pass-asked", "close")


def test_what_is_no_film_cannot_be_asked_for(
    session: Session, views: list[ItemView]
) -> None:
    other = next(one for one in views if one.row.state == "not-shown")
    assert asking.standing(session, other) is Asked.NOT_FOR_IT
    with pytest.raises(UnusableError):
        asking.ask(session, other)
