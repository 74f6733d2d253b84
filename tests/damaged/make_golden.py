# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Makes the golden box of the present format: run once per format version.

What holds: the box has three members and a station, and every kind of entry and
object that the program writes; `expected.json` says what every later build must
find in it. Its passphrases are cheap to try, so that tests are quick, and lie beside
it. It is never made again: a box that was written must open for ever.

    python -m tests.damaged.make_golden tests/damaged/golden/v1
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from bench.bit_flips import add_member
from bench.program import PASSPHRASE, Program, make_light, preload
from PIL import Image

SEED = 20240320
WORK_FACTOR = 10


def fill(source: Path) -> None:
    """One of everything that a disk may hold; drawn, small, and nobody's."""
    chance = random.Random(SEED)
    (source / "камера 3").mkdir(parents=True)
    (source / "камера 3" / "large.bin").write_bytes(chance.randbytes(150_000))
    (source / "камера 3" / "copy.bin").write_bytes(b"twice the same\n" * 40)
    (source / "copy.bin").write_bytes(b"twice the same\n" * 40)
    (source / "empty").write_bytes(b"")
    with open(os.fsencode(source) + b"/\xe7\xe0\xef\xe8\xf1\xea\xe0.txt", "wb") as file:
        file.write("Смена 7, ворота.\n".encode())
    with open(source / "holes.img", "wb") as file:
        file.truncate(1 << 20)
        file.seek(1 << 19)
        file.write(b"an island")
    os.symlink("copy.bin", source / "link")
    os.mkfifo(source / "fifo")
    (source / "playlist.mp4").write_text("#EXTM3U\n#EXTINF:1,\nother.ts\n")
    shades = np.add.outer(np.arange(48), np.arange(64)).astype(np.uint8)
    Image.fromarray(shades).save(source / "photograph.png")
    _film(source / "film.mp4", shades)


def _film(path: Path, shades: np.ndarray[tuple[int, int], np.dtype[np.uint8]]) -> None:
    with av.open(str(path), "w", format="mp4") as out:
        video = out.add_stream("libx264", rate=10)
        assert isinstance(video, VideoStream)
        video.width, video.height, video.pix_fmt = 64, 48, "yuv420p"
        for number in range(20):
            frame = VideoFrame.from_ndarray(np.roll(shades, number, 1), format="gray")
            frame.pts, frame.time_base = number, Fraction(1, 10)
            out.mux(video.encode(frame))
        out.mux(video.encode(None))


def take_in(program: Program, source: Path) -> None:
    """Two accessions; in the second, one name cannot be read."""
    program.run(
        "intake", str(source), "--accession", "first disk", "--from", "HERON"
    ).must()
    (source / "later.txt").write_text("Handed over later.\n")
    with _unreadable(source):
        program.run(
            "intake", str(source), "--accession", "second", "--from", "KITE"
        ).must(1)


class _unreadable:  # noqa: N801 - reads as a verb
    """A name on the source that cannot be read while the block runs."""

    def __init__(self, source: Path) -> None:
        self._path = source / "unreadable"
        self._root = os.geteuid() == 0

    def __enter__(self) -> None:
        self._path.mkdir()
        if self._root:  # whom no mode stops: another file system does
            mount = ["mount", "-t", "tmpfs", "tmpfs", str(self._path)]
            subprocess.run(mount, check=True)
        else:
            self._path.chmod(0)

    def __exit__(self, *_: object) -> None:
        if self._root:
            subprocess.run(["umount", str(self._path)], check=True)


def station(program: Program, source: Path) -> None:
    """A station that only takes in: one new content, and one that is known."""
    program.run("member add", "border", "--station").must()
    handed = source.parent / "handed at the border"
    handed.mkdir()
    (handed / "note.txt").write_text("Handed over at the border.\n")
    shutil.copyfile(source / "copy.bin", handed / "again.bin")
    program.run(
        "intake", str(handed), "--write-only", "--accession", "border", "--from", "KITE"
    ).must()


def custody_acts(program: Program) -> None:
    """Acts that give something out: each is an entry of its own."""
    items = program.items()
    film = next(item for item in items if _name(item.origins[0][1]) == "film.mp4")
    # Not before: the cheap passphrase is set while the program is being loaded.
    from witnessbox.pipeline.box import Box

    session = Box.open(program.box).unlock(PASSPHRASE)
    try:
        assert session.still(film.item, 0, covered=False).startswith(b"\xff\xd8")
    finally:
        session.close()
    program.run("cat", film.item, "--reason", "golden box").must()
    program.run("key reveal", "evidence", "--reason", "golden box").must()
    program.run("prove", film.item, "--reason", "golden box").must()


def _name(path: bytes) -> str:
    return os.path.basename(path).decode("utf-8", "replace")


def expected(program: Program) -> dict[str, object]:
    """What every later build must find."""
    verdict = program.verify("--full")
    assert verdict["ok"], verdict
    assert all(fault["severity"] == "note" for fault in verdict["faults"]), verdict
    items = [
        {
            "item": item.item,
            "sha256": item.sha256,
            "size": item.size,
            "objects": list(item.objects),
            "origins": [
                [accession, base64.b64encode(path).decode()]
                for accession, path in item.origins
            ],
        }
        for item in sorted(program.items())
    ]
    toml = Path(program.box, "box.toml").read_bytes()
    return {
        "format": 1,
        "box_toml": hashlib.sha256(toml).hexdigest(),
        "entries": verdict["entries"],
        "objects": verdict["objects"],
        "items": items,
    }


def main() -> None:
    """Make the box where it is to lie; refuses if there is one."""
    target = Path(sys.argv[1])
    target.mkdir(parents=True)
    make_light(WORK_FACTOR)
    preload()
    with tempfile.TemporaryDirectory() as work:
        source = Path(work, "source")
        source.mkdir()
        fill(source)
        program = Program(os.path.join(work, "box"), forked=True).init()
        add_member(program, "coder", "--compartments", "evidence")
        add_member(
            program, "keeper", "--compartments", "evidence,sources,identities,audit"
        )
        take_in(program, source)
        station(program, source)
        custody_acts(program)
        found = expected(program)
        shutil.rmtree(os.path.join(program.box, "index"))
        shutil.rmtree(os.path.join(program.box, "locks"))
        shutil.copytree(program.box, target / "box")
        for name in ("passphrase", "coder.passphrase", "keeper.passphrase"):
            shutil.copyfile(f"{program.box}.{name}", target / name)
    text = json.dumps(found, indent=1, sort_keys=True)
    (target / "expected.json").write_text(text + "\n", encoding="ascii")


if __name__ == "__main__":
    main()
