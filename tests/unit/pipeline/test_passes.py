# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Passes over a box: each item once, each stage apart from the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.unit.analysis.staged import READS, Staged
from tests.unit.media import clips
from tests.unit.pipeline.conftest import TakeIn

from witnessbox.analysis.stage import Stage
from witnessbox.base.canonical import JsonDict
from witnessbox.base.values import Compartment
from witnessbox.catalogue import found
from witnessbox.catalogue.answers import Filter
from witnessbox.media.client import SpawnerClient
from witnessbox.pipeline import entries, registry
from witnessbox.pipeline.lookout import Lookout
from witnessbox.pipeline.registry import Pass
from witnessbox.pipeline.session import Session
from witnessbox.pipeline.survey import Pace, Tally

Run = Callable[..., Tally]
CORE = (registry.STILLS, registry.PACKETS)


@pytest.fixture
def run(
    session: Session, staged_client: SpawnerClient, monkeypatch: pytest.MonkeyPatch
) -> Run:
    """Survey with stages that do as they are named."""
    identity = session.keyring.identity(Compartment.EVIDENCE)
    lookout = Lookout(session.vault, identity, {}, staged_client)
    monkeypatch.setattr(session, "lookout", lookout)

    def survey(*stages: Stage, models: Sequence[str] = ()) -> Tally:
        lookout.models = dict.fromkeys(models, "")
        monkeypatch.setattr(registry, "WAYS", (Pass("survey", CORE, stages),))
        recipient = session.premises.recipients[Compartment.EVIDENCE]
        return session.survey().run(recipient, Pace())

    return survey


@pytest.fixture
def films(tmp_path: Path, take_in: TakeIn) -> None:
    place = tmp_path / "films"
    place.mkdir()
    for number in range(3):
        (place / f"{number}.mp4").write_bytes(clips.film(5, start=number))
    (place / "note.bin").write_bytes(b"\x00\x01\x02 no film")
    take_in(place)


def surveyed(session: Session) -> list[JsonDict]:
    return [
        entry.body
        for entry in entries.opened(
            session.log, session.keyring, 0, (Compartment.EVIDENCE,)
        )
        if entry.act == "surveyed"
    ]


def rows(session: Session) -> dict[tuple[str, str], tuple[Any, ...]]:
    """Per item and stage: the derivation's version and place, and its findings."""
    made = {}
    for item in session.items(Filter(), 100).rows:
        for row in session.item(item.item).derivations:
            with session.reading() as connection:
                kept = tuple(found.stream(connection, item.item, row.stage))
            made[item.item, row.stage] = (row.version, row.seq, kept)
    return made


@pytest.mark.usefixtures("films")
def test_one_entry_an_item_with_every_stage(session: Session, run: Run) -> None:
    tally = run(Staged("works"), Staged("works-too"))
    assert (tally.done, tally.watched) == (3, 3)
    bodies = surveyed(session)
    assert len({body["item"] for body in bodies}) == len(bodies) == 3
    for body in bodies:
        stages: Any = body["stages"]
        assert set(stages) == {"works", "works-too", "stills", "packets"}
        assert {told["status"] for told in stages.values()} == {"done"}
        assert stages["works"]["summary"] == {"named": "works"}
    assert run(Staged("works"), Staged("works-too")) == Tally()


@pytest.mark.usefixtures("films")
def test_one_changed_stage_runs_alone_and_touches_no_other(
    session: Session, run: Run
) -> None:
    run(Staged("works"), Staged("works-too"))
    before = rows(session)
    decoded = [body["decoded"] for body in surveyed(session)]
    # The same name in a later version: the process serves it under its name.
    assert run(Staged("works"), replace(Staged("works-too"), version="2")).watched == 3
    later = surveyed(session)[3:]
    assert [list(body["stages"]) for body in later] == [["works-too"]] * 3  # type: ignore[arg-type]
    assert [body["decoded"] for body in later] == decoded
    assert not any(body["objects"] for body in later)
    after = rows(session)
    changed = {key for key in after if after[key] != before.get(key)}
    assert changed == {key for key in after if key[1] == "works-too"}


@pytest.mark.usefixtures("films")
def test_a_stage_whose_model_comes_later_runs_then(session: Session, run: Run) -> None:
    needy = replace(Staged("works-too"), models=("eyes",))
    run(Staged("works"), needy)
    assert all("works-too" not in body["stages"] for body in surveyed(session))  # type: ignore[operator]
    assert run(Staged("works"), needy, models=["eyes"]).watched == 3
    assert all("works" not in body["stages"] for body in surveyed(session)[3:])  # type: ignore[operator]


@pytest.mark.usefixtures("films")
def test_a_stage_that_failed_is_recorded_and_not_tried_again(
    session: Session, run: Run
) -> None:
    run(Staged("crashes"), Staged("works"))
    for body in surveyed(session):
        stages: Any = body["stages"]
        assert stages["crashes"]["status"] == "failed"
        assert stages["crashes"]["code"] == "crashed"
        assert stages["works"]["status"] == "done"
    assert run(Staged("crashes"), Staged("works")) == Tally()


@pytest.mark.usefixtures("films")
def test_the_stills_of_the_survey_are_shown(session: Session, run: Run) -> None:
    run(Staged("works"))
    row = next(r for r in session.items(Filter(state="looked"), 10).rows if r.width)
    covered = session.still(row.item, row.stills - 1, covered=True)
    clear = session.still(row.item, row.stills - 1, covered=False)
    assert covered != clear
    assert covered[:2] == clear[:2] == b"\xff\xd8"


@pytest.mark.usefixtures("films")
def test_an_object_that_was_put_right_is_looked_at_again(
    session: Session, run: Run
) -> None:
    row = next(r for r in session.items(Filter(), 10).rows if r.name == "1.mp4")
    name = session.item(row.item).object
    path = Path(session.premises.folder) / session.object_path(str(name))
    path.chmod(0o600)
    whole = path.read_bytes()
    path.write_bytes(whole[:-40] + bytes(40))
    assert run(Staged("works")).refused == 1 + 1  # it, and the note
    path.write_bytes(whole)
    assert run(Staged("works")).done == 1
    state = session.item(row.item).row.state
    assert state == "looked"


@pytest.mark.usefixtures("films")
def test_the_bytes_of_what_cannot_be_shown_are_read_all_the_same(
    session: Session, run: Run
) -> None:
    assert run(READS, Staged("works")).watched == 4
    hidden = next(r for r in session.items(Filter(), 10).rows if r.name == "note.bin")
    (body,) = [b for b in surveyed(session) if b["item"] == hidden.item]
    stages: Any = body["stages"]
    assert set(stages) == {"reads"}
    assert stages["reads"]["status"] == "done"
    assert stages["reads"]["findings"][0]["value"] == {"first": "00010220"}
    assert run(READS, Staged("works")) == Tally()
