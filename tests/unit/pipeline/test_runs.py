# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Runs: living ones are left alone, dead ones swept, exactly."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from witnessbox.base.errors import BusyError
from witnessbox.base.values import ObjectName
from witnessbox.pipeline import runs
from witnessbox.vault.format import X25519Identity
from witnessbox.vault.local import LocalBackend
from witnessbox.vault.store import Vault

RECIPIENT = X25519Identity.generate().recipient()


@pytest.fixture
def backend(tmp_path: Path) -> LocalBackend:
    return LocalBackend(tmp_path / "objects")


def nothing(start: int) -> Iterator[str]:
    del start
    return iter(())


def dead_run(folder: Path, backend: LocalBackend, *, publish: bool) -> ObjectName:
    """A process that ends in the middle of a commit."""
    child = os.fork()
    if child == 0:
        with runs.run(str(folder), backend, "r") as run:
            stored = Vault(backend).seal_bytes(run.name, b"content", RECIPIENT)
            run.announce([stored.name], 7)
            if publish:
                backend.publish(run.name, [stored.name])
            (folder / "name").write_text(stored.name)
            os._exit(0)
    os.waitpid(child, 0)
    return ObjectName((folder / "name").read_text())


def test_a_run_that_ends_well_leaves_nothing(
    tmp_path: Path, backend: LocalBackend
) -> None:
    with runs.run(str(tmp_path), backend, "r") as run:
        Vault(backend).seal_bytes(run.name, b"content", RECIPIENT)
    assert backend.runs() == []
    assert os.listdir(tmp_path / runs.LOCKS) == []


def test_a_dead_run_is_swept_before_it_published(
    tmp_path: Path, backend: LocalBackend
) -> None:
    dead_run(tmp_path, backend, publish=False)
    assert len(backend.runs()) == 1
    assert runs.sweep_dead(str(tmp_path), backend, nothing) == 1
    assert backend.runs() == []


def test_what_a_dead_run_published_and_nobody_pledges_is_removed(
    tmp_path: Path, backend: LocalBackend
) -> None:
    name = dead_run(tmp_path, backend, publish=True)
    assert list(backend.names()) == [name]
    assert runs.sweep_dead(str(tmp_path), backend, nothing) == 1
    assert list(backend.names()) == []


def test_what_an_entry_pledges_is_never_removed(
    tmp_path: Path, backend: LocalBackend
) -> None:
    name = dead_run(tmp_path, backend, publish=True)
    asked: list[int] = []

    def pledged(start: int) -> Iterator[str]:
        asked.append(start)
        return iter([name])

    runs.sweep_dead(str(tmp_path), backend, pledged)
    assert list(backend.names()) == [name]
    assert asked == [7]


def test_what_nobody_announced_is_never_removed(
    tmp_path: Path, backend: LocalBackend
) -> None:
    stray = Vault(backend).seal_bytes("r-old", b"content", RECIPIENT)
    backend.publish("r-old", [stray.name])
    dead_run(tmp_path, backend, publish=True)
    runs.sweep_dead(str(tmp_path), backend, nothing)
    assert list(backend.names()) == [stray.name]


def test_a_living_run_is_left_alone(tmp_path: Path, backend: LocalBackend) -> None:
    with runs.run(str(tmp_path), backend, "r") as run:
        Vault(backend).seal_bytes(run.name, b"content", RECIPIENT)
        assert runs.sweep_dead(str(tmp_path), backend, nothing) == 0
        assert backend.runs() == [run.name]


def test_a_lock_is_held_by_one_alone(tmp_path: Path) -> None:
    with (
        runs.alone(str(tmp_path), "a"),
        pytest.raises(BusyError),
        runs.alone(str(tmp_path), "a"),
    ):
        pass


def test_an_announcement_that_was_cut_off_removes_nothing(
    tmp_path: Path, backend: LocalBackend
) -> None:
    name = dead_run(tmp_path, backend, publish=True)
    lock = next((tmp_path / runs.LOCKS).iterdir())
    lock.write_text(lock.read_text()[:-5])
    runs.sweep_dead(str(tmp_path), backend, nothing)
    assert list(backend.names()) == [name]
