# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What only a folder does: modes, links, flushes, and the disk that fails."""

import gc
import os
import pickle
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from witnessbox.base.errors import MissingError, StorageError
from witnessbox.base.values import ObjectName
from witnessbox.vault import disk
from witnessbox.vault.local import LocalBackend

A, B = ObjectName("0a" * 16), ObjectName("ff" * 16)

CHILD = """
import sys
from witnessbox.base.errors import StorageError
from witnessbox.base.values import ObjectName
from witnessbox.vault.local import LocalBackend
backend = LocalBackend(sys.argv[1])
backend._whole = sys.argv[2] == "whole"
names = [ObjectName(f"{n:02x}" * 16) for n in range(4)]
try:
    for name in names:
        incoming = backend.create("run-1", name)
        incoming.write(b"x" * 100_000)
        incoming.close()
    backend.publish("run-1", names)
    backend.settle()
except StorageError as error:
    print("refused:", error.sentence())
    try:
        backend.settle()
    except StorageError:
        print("stays refused")
else:
    print("settled")
"""


def put(backend: LocalBackend, name: ObjectName, data: bytes) -> None:
    incoming = backend.create("run-1", name)
    incoming.write(data)
    incoming.close()


def traced(folder: Path, way: str, *options: str) -> tuple[str, str]:
    """What the child printed, and its trace."""
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("strace is not installed: system calls are not looked at")
    trace = folder / "trace"
    command = [strace, "-f", "-o", str(trace), *options, sys.executable, "-c", CHILD]
    done = subprocess.run(
        [*command, str(folder / "objects"), way], capture_output=True, text=True
    )
    return done.stdout, trace.read_text()


def test_objects_lie_under_their_first_two_digits_for_the_owner_alone(
    tmp_path: Path,
) -> None:
    backend = LocalBackend(tmp_path / "objects")
    put(backend, A, b"x")
    backend.publish("run-1", [A])
    path = tmp_path / "objects" / "0a" / A
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_an_object_that_is_a_link_or_a_folder_is_not_followed(tmp_path: Path) -> None:
    backend = LocalBackend(tmp_path / "objects")
    group = tmp_path / "objects" / "0a"
    group.mkdir()
    (tmp_path / "secret").write_text("secret")
    (group / A).symlink_to(tmp_path / "secret")
    with pytest.raises(StorageError):
        backend.reader(A)
    (group / A).unlink()
    (group / A).mkdir()
    with pytest.raises(MissingError):
        backend.reader(A)


def test_files_that_are_no_objects_are_not_named(tmp_path: Path) -> None:
    backend = LocalBackend(tmp_path / "objects")
    for group, name in (("0a", "notes.txt"), ("ff", A), ("zz", "z" * 32)):
        (tmp_path / "objects" / group).mkdir()
        (tmp_path / "objects" / group / name).write_text("x")
    assert list(backend.names()) == []


def test_a_reader_lends_its_descriptor(tmp_path: Path) -> None:
    backend = LocalBackend(tmp_path / "objects")
    put(backend, A, b"footage")
    backend.publish("run-1", [A])
    with backend.reader(A) as reader:
        assert os.pread(reader.fileno, 3, 4) == b"age"
    with pytest.raises(OSError):
        os.fstat(reader.fileno)


def test_another_process_gets_a_backend_of_its_own(tmp_path: Path) -> None:
    backend = LocalBackend(tmp_path / "objects")
    put(backend, A, b"x")
    backend.publish("run-1", [A])
    assert list(pickle.loads(pickle.dumps(backend)).names()) == [A]
    with pytest.raises(RuntimeError):
        pickle.dumps(LocalBackend(tmp_path / "objects", durable=False))


def test_a_rename_never_replaces(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("a")
    (tmp_path / "b").write_text("b")
    with pytest.raises(FileExistsError):
        disk.rename_new(str(tmp_path / "a"), str(tmp_path / "b"))
    assert (tmp_path / "b").read_text() == "b"
    disk.rename_new(str(tmp_path / "a"), str(tmp_path / "c"))
    assert (tmp_path / "c").read_text() == "a"
    with pytest.raises(FileNotFoundError):
        disk.rename_new(str(tmp_path / "a"), str(tmp_path / "d"))


def test_a_file_system_off_the_list_is_not_trusted_with_one_flush() -> None:
    descriptor = os.open("/proc", os.O_RDONLY)
    try:
        assert not disk.syncs_whole(descriptor)
    finally:
        os.close(descriptor)
    with pytest.raises(OSError):
        disk.sync_file_system(-1)


@pytest.mark.parametrize(
    ("way", "whole", "each"), [("whole", 1, 0), ("each", 0, 4 + 4 + 1)]
)
def test_every_object_is_flushed_one_way_or_the_other(
    tmp_path: Path, way: str, whole: int, each: int
) -> None:
    said, trace = traced(tmp_path, way, "-e", "trace=syncfs,fsync")
    assert said == "settled\n"
    assert len(re.findall(r"\bsyncfs\(", trace)) == whole
    assert len(re.findall(r"\bfsync\(", trace)) == each


@pytest.mark.parametrize(
    ("way", "fault"),
    [
        ("whole", "syncfs:error=EIO:when=1"),
        ("whole", "renameat2:error=EIO:when=3"),
        ("each", "fsync:error=EIO:when=2"),
        ("each", "fsync:error=ENOSPC:when=6"),
    ],
)
def test_a_disk_that_fails_stops_all_and_is_not_asked_again(
    tmp_path: Path, way: str, fault: str
) -> None:
    said, trace = traced(tmp_path, way, "-e", f"inject={fault}")
    assert said.startswith("refused: The disk that the box lies on refused")
    assert said.endswith("stays refused\n")
    call = fault.split(":")[0]
    after = trace.split("(INJECTED)")[1]
    assert not re.search(rf"\b{call}\(", after)


def test_a_full_disk_is_told_as_such(tmp_path: Path) -> None:
    objects = str(tmp_path / "objects" / "incoming" / "run-1" / ("02" * 16))
    said, _ = traced(
        tmp_path, "whole", "-P", objects, "-e", "inject=write:error=ENOSPC:when=1"
    )
    assert "No space left" in said
    assert said.endswith("stays refused\n")


def test_short_writes_are_gone_on_with(tmp_path: Path) -> None:
    backend = LocalBackend(tmp_path / "objects")
    read_end, write_end = os.pipe()
    incoming = backend.create("run-1", A)
    # A pipe takes 64 KiB at a time: the rest must follow.
    os.dup2(write_end, incoming._descriptor)  # type: ignore[attr-defined]
    os.close(write_end)
    child = subprocess.Popen(["wc", "-c"], stdin=read_end, stdout=subprocess.PIPE)
    os.close(read_end)
    incoming.write(b"x" * 1_000_000)
    incoming.close()
    assert child.communicate()[0].strip() == b"1000000"


def test_without_durability_nothing_is_flushed(tmp_path: Path) -> None:
    backend = LocalBackend(tmp_path / "objects", durable=False)
    backend.close()
    # It would fail on the closed descriptor if it tried.
    backend.settle()
    broken = LocalBackend(tmp_path / "objects")
    broken.close()
    with pytest.raises(StorageError):
        broken.settle()


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StorageError):
        LocalBackend(tmp_path / "file" / "objects")


def test_a_backend_that_is_forgotten_leaves_no_descriptor(tmp_path: Path) -> None:
    place = str(tmp_path / "objects")

    def held() -> int:
        links = [f"/proc/self/fd/{one}" for one in os.listdir("/proc/self/fd")]
        return sum(os.path.exists(x) and os.readlink(x) == place for x in links)

    one = LocalBackend(place)
    other = LocalBackend(place)
    assert held() == 2
    other.close()
    other.close()
    assert held() == 1
    del one
    gc.collect()
    assert held() == 0
