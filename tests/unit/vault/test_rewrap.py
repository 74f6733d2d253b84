# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from witnessbox.base.errors import StorageError, WrongKeyError
from witnessbox.base.values import ObjectName
from witnessbox.vault.backend import MemoryBackend
from witnessbox.vault.check import Pledge, Wanted, check_object
from witnessbox.vault.clause import Clause, PayloadError
from witnessbox.vault.format import X25519Identity, read_header
from witnessbox.vault.local import LocalBackend
from witnessbox.vault.rewrap import rewrap
from witnessbox.vault.store import Vault

OLD = X25519Identity(bytes(range(32)))
NEW = X25519Identity(bytes(range(32, 64)))
DATA = b"witness" * 30_000

CHILD = """
import sys
from witnessbox.vault.check import Pledge
from witnessbox.vault.format import X25519Identity
from witnessbox.vault.local import LocalBackend
from witnessbox.vault.rewrap import rewrap
folder, name, size, digest = sys.argv[1:]
old, new = (X25519Identity(bytes(range(n, n + 32))) for n in (0, 32))
rewrap(LocalBackend(folder), "run-2", Pledge(name, int(size), digest), [old],
       [new.recipient()])
"""


def kept(backend: MemoryBackend | LocalBackend) -> Pledge:
    stored = Vault(backend).seal_bytes("run-1", DATA, OLD.recipient())
    backend.publish("run-1", [stored.name])
    return Pledge(stored.name, stored.payload_size, stored.payload_sha256)


def test_the_header_is_new_and_the_payload_is_the_same() -> None:
    backend = MemoryBackend()
    pledge = kept(backend)
    name = ObjectName(pledge.name)
    before = backend.objects[name]
    recipients = [NEW.recipient(), X25519Identity.generate().recipient()]
    size = rewrap(backend, "run-2", pledge, [OLD], recipients)
    after = backend.objects[name]
    assert read_header(after)[1] == size
    assert len(after) != len(before)
    assert after[size:] == before[-pledge.payload_size :]
    assert check_object(backend, Wanted(pledge, NEW)) == []
    assert backend.runs() == []
    with pytest.raises(WrongKeyError):
        Vault(backend).open(name, OLD)


def test_a_payload_that_is_not_the_pledged_one_is_left_alone() -> None:
    backend = MemoryBackend()
    pledge = kept(backend)
    name = ObjectName(pledge.name)
    damaged = backend.objects[name][:-1] + b"\0"
    backend.objects[name] = damaged
    with pytest.raises(PayloadError) as caught:
        rewrap(backend, "run-2", pledge, [OLD], [NEW.recipient()])
    assert caught.value.clause == Clause.OBJECT_DIGEST
    assert backend.objects[name] == damaged
    assert backend.sweep("run-2") == 0


def test_a_stranger_cannot_rewrap() -> None:
    backend = MemoryBackend()
    pledge = kept(backend)
    with pytest.raises(WrongKeyError):
        rewrap(backend, "run-2", pledge, [NEW], [NEW.recipient()])
    assert backend.runs() == []


@pytest.mark.parametrize(
    ("call", "when", "opens"),
    [
        ("write", 1, OLD),
        ("fsync", 1, OLD),
        ("rename", 1, OLD),
        ("fsync", 2, NEW),
        ("none", 0, NEW),
    ],
)
def test_a_kill_at_any_step_leaves_the_old_or_the_new(
    tmp_path: Path, call: str, when: int, opens: X25519Identity
) -> None:
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("strace is not installed: kills are not tried")
    backend = LocalBackend(tmp_path / "objects")
    pledge = kept(backend)
    command = [sys.executable, "-c", CHILD, backend.folder, pledge.name]
    command += [str(pledge.payload_size), pledge.payload_sha256]
    if call != "none":
        inject = f"inject={call}:signal=KILL:when={when}"
        command = [strace, "-f", "-o", str(tmp_path / "trace"), "-e", inject, *command]
    done = subprocess.run(command, capture_output=True, check=False)
    assert (done.returncode == 0) == (call == "none"), done.stderr
    assert check_object(backend, Wanted(pledge, opens)) == []
    backend.sweep("run-2")
    assert backend.runs() == ["run-1"]


def test_a_medium_that_refuses_leaves_the_old(tmp_path: Path) -> None:
    backend = LocalBackend(tmp_path / "objects")
    pledge = kept(backend)
    blocked = tmp_path / "objects" / "incoming"
    shutil.rmtree(blocked)
    blocked.write_bytes(b"no folder can be made here")
    with pytest.raises(StorageError):
        rewrap(backend, "run-2", pledge, [OLD], [NEW.recipient()])
    with pytest.raises(StorageError, match="before"):
        backend.settle()
    assert check_object(backend, Wanted(pledge, OLD)) == []
