# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The walk of a source: names byte for byte, nothing followed, nothing touched."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from witnessbox.base.errors import SourceError
from witnessbox.intake.origins import Sighting, open_file, standing, walk
from witnessbox.model.evidence import SightingKind

HOSTILE = [
    b"\xd0\xf0\xe0\xe7.txt",
    "\u202egpj.exe".encode(),
    b"<img src=x onerror=alert(1)>.txt",
    b"=cmd|calc.csv",
    b"-rf",
    b"line\nbreak.txt",
    b"\x1b[31mred.txt",
    b"..\\x.txt",
    b"x" * 255,
    "عربي.mp4".encode(),
    b"$(id).jpg",
]


def seen(source: Path) -> dict[bytes, Sighting]:
    return {one.path: one for one in walk(os.fsencode(source))}


def test_hostile_names_come_back_byte_for_byte(tmp_path: Path) -> None:
    for name in HOSTILE:
        with open(os.path.join(os.fsencode(tmp_path), name), "wb") as file:
            file.write(b"content")
    assert set(seen(tmp_path)) == set(HOSTILE)


def test_names_come_in_byte_order_whatever_order_they_were_made_in(
    tmp_path: Path,
) -> None:
    for name in ("c", "a", "b"):
        (tmp_path / name).write_bytes(b"")
    (tmp_path / "b2").mkdir()
    (tmp_path / "b2" / "z").write_bytes(b"")
    assert list(seen(tmp_path)) == [b"a", b"b", b"b2", b"b2/z", b"c"]


def test_links_pipes_and_sockets_are_noted_and_never_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret").write_bytes(b"not ours")
    source = tmp_path / "source"
    source.mkdir()
    (source / "link").symlink_to(outside)
    (source / "loop").symlink_to("loop")
    os.mkfifo(source / "fifo")
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(str(source / "socket"))
    found = seen(source)
    assert {path: one.kind for path, one in found.items()} == {
        b"link": SightingKind.LINK,
        b"loop": SightingKind.LINK,
        b"fifo": SightingKind.FIFO,
        b"socket": SightingKind.SOCKET,
    }


def test_a_file_that_becomes_a_link_is_not_opened(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(b"not ours")
    source = tmp_path / "source"
    source.mkdir()
    (source / "a").write_bytes(b"ours")
    for sighting in walk(os.fsencode(source)):
        (source / "a").unlink()
        (source / "a").symlink_to(secret)
        with pytest.raises(OSError):
            open_file(sighting)


def test_a_file_that_becomes_a_pipe_is_refused_and_does_not_hang(
    tmp_path: Path,
) -> None:
    (tmp_path / "a").write_bytes(b"ours")
    for sighting in walk(os.fsencode(tmp_path)):
        (tmp_path / "a").unlink()
        os.mkfifo(tmp_path / "a")
        with pytest.raises(OSError):
            open_file(sighting)


def test_reading_changes_no_time_of_the_source(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "file").write_bytes(b"content")
    (tmp_path / "link").symlink_to("folder")
    names = ["folder", "folder/file", "link", "."]
    for name in names:
        # Older than a day: where the kernel would move the access time.
        os.utime(tmp_path / name, (1, 1), follow_symlinks=False)

    def times() -> list[tuple[int, int]]:
        states = [os.stat(tmp_path / name, follow_symlinks=False) for name in names]
        return [(state.st_atime_ns, state.st_mtime_ns) for state in states]

    before = times()
    for sighting in walk(os.fsencode(tmp_path)):
        if sighting.kind is SightingKind.FILE:
            descriptor = open_file(sighting)
            os.read(descriptor, 100)
            os.close(descriptor)
    assert times() == before
    # The control: an ordinary reading does move one of them.
    os.readlink(tmp_path / "link")
    (tmp_path / "folder" / "file").read_bytes()
    if os.stat(tmp_path / "folder" / "file").st_atime_ns == before[1][0]:
        pytest.skip("this file system never moves access times")


def test_a_very_deep_tree_is_walked(tmp_path: Path) -> None:
    deep = os.open(tmp_path, os.O_RDONLY)
    for _ in range(300):
        os.mkdir(b"d" * 30, dir_fd=deep)
        deeper = os.open(b"d" * 30, os.O_RDONLY, dir_fd=deep)
        os.close(deep)
        deep = deeper
    os.close(deep)
    found = seen(tmp_path)
    assert len(found) == 300
    assert max(len(path) for path in found) > os.pathconf(tmp_path, "PC_PATH_MAX")


def test_another_file_system_inside_is_refused_with_its_reason() -> None:
    refused = (one for one in walk(b"/") if "another file system" in one.refusal)
    assert next(refused).kind is SightingKind.FOLDER


def test_a_source_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SourceError):
        list(walk(os.fsencode(tmp_path / "nothing")))
    with pytest.raises(SourceError):
        standing(os.fsencode(tmp_path / "nothing"))


def test_an_ordinary_folder_is_no_mount_point(tmp_path: Path) -> None:
    found = standing(os.fsencode(tmp_path))
    assert not found.mount_point
    assert found.file_system != "unknown"


def test_a_link_to_a_mount_is_a_mount(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("/proc")
    assert standing(os.fsencode(tmp_path / "link")).mount_point
