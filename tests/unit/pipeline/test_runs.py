# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Runs: living ones are left alone, dead ones swept, exactly."""

from __future__ import annotations

import os
import subprocess
import sys
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


DYING = """
import os, sys
from witnessbox.pipeline import runs
from witnessbox.vault.format import X25519Identity
from witnessbox.vault.local import LocalBackend
from witnessbox.vault.store import Vault
folder, objects, publish = sys.argv[1:]
backend = LocalBackend(objects)
with runs.run(folder, backend, "r") as run:
    recipient = X25519Identity.generate().recipient()
    stored = Vault(backend).seal_bytes(run.name, b"content", recipient)
    run.announce([stored.name], 7)
    if publish:
        backend.publish(run.name, [stored.name])
    print(stored.name, flush=True)
    os._exit(0)
"""


def dead_run(folder: Path, *, publish: bool) -> ObjectName:
    """A process that ends in the middle of a commit.

    A program of its own: a fork of one with threads can stop at any of their locks.
    """
    told = [str(folder), str(folder / "objects"), "yes" if publish else ""]
    program = [sys.executable, "-c", DYING, *told]
    done = subprocess.run(program, capture_output=True, check=True, text=True)
    return ObjectName(done.stdout.strip())


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
    dead_run(tmp_path, publish=False)
    assert len(backend.runs()) == 1
    assert runs.sweep_dead(str(tmp_path), backend, nothing) == 1
    assert backend.runs() == []


def test_what_a_dead_run_published_and_nobody_pledges_is_removed(
    tmp_path: Path, backend: LocalBackend
) -> None:
    name = dead_run(tmp_path, publish=True)
    assert list(backend.names()) == [name]
    assert runs.sweep_dead(str(tmp_path), backend, nothing) == 1
    assert list(backend.names()) == []


def test_what_an_entry_pledges_is_never_removed(
    tmp_path: Path, backend: LocalBackend
) -> None:
    name = dead_run(tmp_path, publish=True)
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
    dead_run(tmp_path, publish=True)
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
    name = dead_run(tmp_path, publish=True)
    lock = next((tmp_path / runs.LOCKS).iterdir())
    lock.write_text(lock.read_text()[:-5])
    runs.sweep_dead(str(tmp_path), backend, nothing)
    assert list(backend.names()) == [name]
