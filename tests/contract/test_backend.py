# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What every backend must do; a new one is added to `backend` and nowhere else."""

from pathlib import Path

import pytest

from witnessbox.base.errors import MissingError, StorageError
from witnessbox.base.values import ObjectName, random_object_name
from witnessbox.vault.backend import Backend, MemoryBackend
from witnessbox.vault.local import LocalBackend

A, B = ObjectName("0a" * 16), ObjectName("ff" * 16)


@pytest.fixture(params=["memory", "local", "local-flushing-each"])
def backend(request: pytest.FixtureRequest, tmp_path: Path) -> Backend:
    if request.param == "memory":
        return MemoryBackend()
    local = LocalBackend(tmp_path / "objects")
    if request.param == "local-flushing-each":
        local._whole = False
    return local


def put(backend: Backend, name: ObjectName, data: bytes, run: str = "run-1") -> None:
    incoming = backend.create(run, name)
    incoming.write(data)
    incoming.close()


def get(backend: Backend, name: ObjectName) -> bytes:
    with backend.reader(name) as reader:
        return reader.read_at(0, reader.size)


def test_what_is_published_can_be_read(backend: Backend) -> None:
    incoming = backend.create("run-1", A)
    incoming.write(b"one ")
    incoming.write(memoryview(b"two"))
    incoming.close()
    incoming.close()
    backend.publish("run-1", [A])
    backend.settle()
    with backend.reader(A) as reader:
        assert reader.size == 7
        assert reader.read_at(4, 2) == b"tw"
        assert reader.read_at(4, 99) == b"two"
        assert reader.read_at(7, 1) == b""
        assert reader.read_at(70, 1) == b""


def test_an_object_may_be_empty(backend: Backend) -> None:
    put(backend, A, b"")
    backend.publish("run-1", [A])
    assert get(backend, A) == b""


def test_nothing_is_seen_before_it_is_published(backend: Backend) -> None:
    put(backend, A, b"x")
    assert list(backend.names()) == []
    with pytest.raises(MissingError):
        backend.reader(A)


def test_names_come_in_order(backend: Backend) -> None:
    names = sorted(random_object_name() for _ in range(20))
    for name in reversed(names):
        put(backend, name, b"x")
    backend.publish("run-1", names)
    assert list(backend.names()) == names


def test_a_name_is_never_given_twice(backend: Backend) -> None:
    put(backend, A, b"first")
    with pytest.raises(StorageError):
        backend.create("run-1", A)
    backend.publish("run-1", [A])
    put(backend, A, b"second", "run-2")
    with pytest.raises(StorageError):
        backend.publish("run-2", [A])
    assert get(backend, A) == b"first"


def test_only_what_was_written_in_the_run_is_published(backend: Backend) -> None:
    put(backend, A, b"x")
    with pytest.raises(MissingError):
        backend.publish("run-1", [B])
    with pytest.raises(MissingError):
        backend.publish("run-2", [A])


def test_what_is_discarded_is_gone(backend: Backend) -> None:
    incoming = backend.create("run-1", A)
    incoming.write(b"x")
    incoming.discard()
    incoming.discard()
    with pytest.raises(MissingError):
        backend.publish("run-1", [A])
    with pytest.raises(RuntimeError):
        incoming.write(b"late")


def test_sweeping_a_run_removes_only_what_it_left(backend: Backend) -> None:
    put(backend, A, b"kept")
    backend.publish("run-1", [A])
    put(backend, B, b"left")
    put(backend, A, b"of another run", "run-2")
    assert set(backend.runs()) >= {"run-1", "run-2"}
    assert backend.sweep("run-1") == 1
    assert backend.sweep("run-1") == 0
    assert backend.runs() == ["run-2"]
    assert get(backend, A) == b"kept"
    put(backend, B, b"again")
    backend.publish("run-1", [B])
    assert get(backend, B) == b"again"


def test_what_is_removed_is_missing(backend: Backend) -> None:
    put(backend, A, b"x")
    backend.publish("run-1", [A])
    backend.remove(A)
    backend.settle()
    assert list(backend.names()) == []
    with pytest.raises(MissingError):
        backend.remove(A)


def test_replacing_needs_both_and_puts_the_new_in_place(backend: Backend) -> None:
    put(backend, A, b"old")
    with pytest.raises(MissingError):
        backend.replace("run-1", A)
    backend.publish("run-1", [A])
    with pytest.raises(MissingError):
        backend.replace("run-1", A)
    put(backend, A, b"new", "run-2")
    with backend.reader(A) as before:
        backend.replace("run-2", A)
        assert before.read_at(0, 9) == b"old"
    assert get(backend, A) == b"new"
    assert backend.sweep("run-2") == 0


@pytest.mark.parametrize("name", ["", "../" * 10 + "aa", "0A" * 16, "0a" * 15 + "0/"])
def test_names_that_we_do_not_give_are_refused(backend: Backend, name: str) -> None:
    with pytest.raises(ValueError):
        backend.create("run-1", ObjectName(name))


@pytest.mark.parametrize("run", ["", "..", "a/b", "-a", "A", "x" * 65])
def test_runs_that_are_no_folder_names_are_refused(backend: Backend, run: str) -> None:
    with pytest.raises(ValueError):
        backend.create(run, A)
    with pytest.raises(ValueError):
        backend.sweep(run)
