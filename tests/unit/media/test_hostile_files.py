# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Malformed files end in stills or a code; none harms the spawner."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tests.unit.media import clips
from tests.unit.media.test_sandbox import gone

from witnessbox.media.client import SpawnerClient
from witnessbox.media.formats import Reason
from witnessbox.media.record import Look

LookAt = Callable[[bytes], Look]
SHARED = Path(__file__).parents[4] / "shared/data"
NEVER = (Reason.LIED, Reason.TIMED_OUT, Reason.CRASHED)


def sound_files() -> dict[str, bytes]:
    return {
        "mp4": clips.film(1, sound="aac"),
        "matroska": clips.film(1, container="matroska"),
        "avi": clips.film(1, codec="mpeg4", container="avi"),
        "mpegts": clips.film(1, container="mpegts"),
        "flv": clips.film(1, codec="flv", container="flv"),
        "ogg": clips.tone(1, "libopus", "ogg"),
        "wav": clips.tone(1),
        "mp3": clips.tone(1, "mp3", "mp3"),
        "jpeg": clips.photograph("JPEG"),
        "png": clips.photograph("PNG"),
        "gif": clips.photograph("GIF"),
        "tiff": clips.photograph("TIFF"),
        "webp": clips.photograph("WEBP"),
        "bmp": clips.photograph("BMP"),
    }


def mutations(data: bytes, seed: int) -> Iterator[bytes]:
    chooser = random.Random(seed)
    for _ in range(4):
        made = bytearray(data)
        for _ in range(chooser.choice((1, 8, 64))):
            made[chooser.randrange(len(made))] = chooser.randrange(256)
        yield bytes(made)
    for _ in range(2):
        made = bytearray(data)
        at = chooser.randrange(len(made) - 4)
        made[at : at + 4] = chooser.choice((b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff"))
        yield bytes(made)
    yield data[: chooser.randrange(len(data))]
    yield data[: len(data) // 3] + data
    yield bytes(reversed(data))


@pytest.mark.parametrize("name", sorted(sound_files()))
def test_a_malformed_file_ends_in_stills_or_a_code(look: LookAt, name: str) -> None:
    for made in mutations(sound_files()[name], seed=len(name)):
        seen = look(made)
        assert seen.reason not in NEVER
        assert seen.stills or seen.reason is not None


def test_polyglots_are_what_their_parser_says(look: LookAt) -> None:
    page = b"<html><script>alert(1)</script></html>"
    assert look(clips.photograph("GIF") + page).media_type == "image/gif"
    assert look(page).media_type == "text/html"
    assert look(clips.film(1) + b"PK\x05\x06" + bytes(18)).media_type == "video/mp4"


def test_bombs_of_pixels_and_of_length_are_bounded(look: LookAt) -> None:
    huge = b"RIFF\xff\xff\xff\x7fWAVEfmt \x10\x00\x00\x00\x01\x00\xff\xff"
    for data in (
        huge + b"\xff" * 4096,
        b"\x1a\x45\xdf\xa3" + b"\xff" * 4096,
        b"\x00\x00\x00\x00ftyp" + b"\xff" * 4096,
        b"GIF89a\xff\xff\xff\xff\xf7\x00\x00" + b"\x2c" * 900,
        b"BM" + b"\xff" * 200,
        b"II*\x00\x08\x00\x00\x00\xff\xff" + b"\x01" * 9000,
        b"G" + b"\x00" * 187 + (b"G" + b"\xff" * 187) * 50,
    ):
        assert look(data).reason is not None


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.exists(), reason="no shared material beside us")
@pytest.mark.timeout(900)
@pytest.mark.parametrize("folder", ["hostile", "video"])
def test_every_file_of_the_collection_ends_in_stills_or_a_code(
    client: SpawnerClient, folder: str
) -> None:
    paths = [path for path in sorted((SHARED / folder).rglob("*")) if path.is_file()]
    assert paths

    def one(path: Path) -> tuple[Path, Look]:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            size = os.fstat(descriptor).st_size
            return path, client.look(descriptor, None, size, timeout=60)
        finally:
            os.close(descriptor)

    with ThreadPoolExecutor(2) as pool:
        for path, seen in pool.map(one, paths):
            assert seen.stills or seen.reason is not None, path
            assert seen.reason not in NEVER, path
    assert gone(client)
