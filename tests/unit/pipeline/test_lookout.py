# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Watching sealed items: whatever a stage does, the others' findings come."""

from __future__ import annotations

import os
from fractions import Fraction

import pytest
from tests.unit.analysis import staged
from tests.unit.media import clips

from witnessbox.analysis.claims import StillClaim
from witnessbox.analysis.stage import About
from witnessbox.base.errors import SandboxError
from witnessbox.base.values import Compartment
from witnessbox.media import follow
from witnessbox.media.client import SpawnerClient
from witnessbox.media.formats import Reason
from witnessbox.pipeline.lookout import Lookout, Sealed, Seen
from witnessbox.pipeline.session import Session

VIDEO = About("video", "video/mp4")


class Album:
    def __init__(self) -> None:
        self.times: list[Fraction] = []

    def add(self, still: StillClaim) -> None:
        self.times.append(still.time)

    def restart(self) -> None:
        self.times = []


@pytest.fixture
def lookout(session: Session, staged_client: SpawnerClient) -> Lookout:
    identity = session.keyring.identity(Compartment.EVIDENCE)
    return Lookout(session.vault, identity, {}, staged_client)


@pytest.fixture
def sealed(session: Session) -> Sealed:
    data = clips.film(6, options={"g": "50"})
    recipient = session.premises.recipients[Compartment.EVIDENCE]
    stored = session.vault.seal_bytes("r-test", data, recipient)
    session.vault.backend.publish("r-test", [stored.name])
    return Sealed(stored.name, len(data), None)


def watch(
    lookout: Lookout, sealed: Sealed, *names: str, album: Album | None = None
) -> Seen:
    return lookout.watch(sealed, VIDEO, names, album)


def test_each_stage_sees_every_picture_and_every_picture_is_a_still(
    lookout: Lookout, sealed: Sealed
) -> None:
    album = Album()
    seen = watch(lookout, sealed, "works", "works-too", album=album)
    assert seen.reason is None
    assert not seen.failed
    for name in ("works", "works-too"):
        times = [f.start for f in seen.findings[name] if f.kind == "seen"]
        assert times == album.times
        assert len(times) >= 2
        assert seen.findings[name][-1].value == {"named": name}
    assert seen.end is not None
    assert seen.end.roots


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("crashes", Reason.CRASHED),
        ("exits", Reason.CRASHED),
        ("raises", Reason.CRASHED),
        ("eats", Reason.TOO_LARGE),
        ("lies", Reason.LIED),
        ("floats", Reason.LIED),
        ("ends-early", Reason.LIED),
    ],
)
def test_a_stage_that_misbehaves_fails_alone(
    lookout: Lookout, sealed: Sealed, name: str, reason: Reason
) -> None:
    album = Album()
    seen = watch(lookout, sealed, "works", name, "works-too", album=album)
    assert seen.reason is None
    assert seen.failed == {name: reason}
    assert set(seen.findings) == {"works", "works-too"}
    times = [f.start for f in seen.findings["works"] if f.kind == "seen"]
    assert times == album.times == sorted(set(album.times))


def test_a_stage_that_hangs_fails_alone(
    lookout: Lookout, sealed: Sealed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follow, "LOOK_SECONDS", 0.2)
    lookout.stalled = 1.0
    seen = watch(lookout, sealed, "works", "hangs")
    assert seen.failed == {"hangs": Reason.TIMED_OUT}
    assert seen.findings["works"]


def test_several_that_take_the_child_down_are_found_one_by_one(
    lookout: Lookout, sealed: Sealed
) -> None:
    seen = watch(lookout, sealed, "crashes", "works", "exits")
    assert seen.failed == {"crashes": Reason.CRASHED, "exits": Reason.CRASHED}
    assert set(seen.findings) == {"works"}


def test_each_frame_between_is_given_once(lookout: Lookout, sealed: Sealed) -> None:
    seen = watch(lookout, sealed, "between")
    (summary,) = seen.findings["between"]
    assert summary.value["all"] == summary.value["different"]
    assert summary.value["all"] == 25 * 6


def test_a_damaged_object_is_not_watched(
    lookout: Lookout, sealed: Sealed, session: Session
) -> None:
    path = f"{session.premises.folder}/{session.object_path(sealed.name)}"
    os.chmod(path, 0o600)
    with open(path, "r+b") as file:
        file.seek(-200, 2)
        file.write(b"\0" * 50)
    seen = watch(lookout, sealed, "works", album=Album())
    assert seen.reason is Reason.SOURCE_UNREADABLE
    assert not seen.findings


def test_a_watcher_that_cannot_run_stops_the_survey_and_blames_no_item(
    session: Session, sealed: Sealed
) -> None:
    identity = session.keyring.identity(Compartment.EVIDENCE)
    with SpawnerClient((*staged.COMMAND, "threaded")) as client:
        broken = Lookout(session.vault, identity, {}, client)
        with pytest.raises(SandboxError):
            watch(broken, sealed, "works")


def test_a_watcher_that_dies_once_is_started_again(
    lookout: Lookout, sealed: Sealed
) -> None:
    lookout.client.missing()
    process = lookout.client._process
    assert process is not None
    process.kill()
    process.wait()
    assert watch(lookout, sealed, "works").findings["works"]
