# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""A file may not name another: watched from outside, each layer by itself."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.unit.media import clips, playlists, turned
from tests.unit.media.test_sandbox import BOUNDS as SMALL

from witnessbox.base.canonical import JsonDict
from witnessbox.media.check import take_dict
from witnessbox.media.client import LOOK_BOUNDS, SpawnerClient
from witnessbox.media.formats import Reason
from witnessbox.media.job import Job

SHARED = Path(__file__).parents[4] / "shared/data/disk/разное"
REACHING = re.compile(
    r"(open|openat|openat2|creat|stat|newfstatat|access|readlink|socket|connect|"
    r"bind)\((.*)\)\s+= (-?\d+)"
)

pytestmark = [
    pytest.mark.root,
    pytest.mark.skipif(shutil.which("strace") is None, reason="no strace here"),
]


@dataclass(frozen=True, slots=True)
class Watched:
    """A spawner under strace, and what its children did."""

    client: SpawnerClient
    log: Path

    def look(self, data: bytes, *, locked: bool, lists: bool, early: bool) -> Seen:
        before = self.log.stat().st_size if self.log.exists() else 0
        descriptor = os.memfd_create("input")
        os.write(descriptor, data)
        parameters: JsonDict = {"lists": lists, "early": early}
        job = Job("layered", parameters, None, len(data), None, 20, locked=locked)
        ended = self.client.run(job, descriptor, 20, LOOK_BOUNDS)
        os.close(descriptor)
        tried, got = [], []
        with self.log.open("rb") as handle:
            handle.seek(before)
            for line in handle.read().decode("latin-1").splitlines():
                match = REACHING.search(line)
                if match:
                    tried.append(line)
                    if int(match.group(3)) >= 0:
                        got.append(line)
        answer = {} if ended.reply is None else ended.reply.untrusted_result
        reason = take_dict(answer).get("reason", take_dict(answer).get("failed"))
        stills = 0 if ended.reply is None else len(ended.reply.blobs)
        return Seen(None if reason is None else str(reason), stills, tried, got)


@dataclass(frozen=True, slots=True)
class Seen:
    reason: str | None
    stills: int
    tried: list[str]
    got: list[str]


@pytest.fixture(scope="module")
def secret(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("neighbour") / "secret.ts"
    path.write_bytes(clips.film(1, container="mpegts"))
    return str(path)


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    log = tmp_path_factory.mktemp("strace") / "log"
    trace = ("strace", "-f", "-qq", "-e", "trace=%file,%network", "-o", str(log))
    with SpawnerClient((*trace, *turned.COMMAND)) as client:
        client.missing()
        # The first child settles what strace itself sees once.
        assert client.run(
            Job("foreign", {}, None, 0, None, 5), os.memfd_create("x"), 5, SMALL
        )
        yield Watched(client, log)


NAMES = sorted(playlists.hostile("/x"))


@pytest.mark.parametrize("name", NAMES)
def test_as_shipped_nothing_is_even_tried(
    watched: Watched, secret: str, name: str
) -> None:
    data = playlists.hostile(secret)[name]
    seen = watched.look(data, locked=True, lists=True, early=True)
    assert seen.tried == []
    if name != "mov reference":
        assert seen.stills == 0
        assert seen.reason is not None


@pytest.mark.parametrize("name", NAMES)
def test_the_format_lists_alone_stop_it(
    watched: Watched, secret: str, name: str
) -> None:
    data = playlists.hostile(secret)[name]
    seen = watched.look(data, locked=False, lists=True, early=False)
    assert _reaching_out(seen.got, secret) == []


@pytest.mark.parametrize("name", NAMES)
def test_the_lock_down_alone_stops_it(watched: Watched, secret: str, name: str) -> None:
    data = playlists.hostile(secret)[name]
    seen = watched.look(data, locked=True, lists=False, early=False)
    assert seen.got == []


def test_without_both_layers_the_neighbour_is_opened(
    watched: Watched, secret: str
) -> None:
    # The control: the tricks are real, so their failure above means something.
    leaked = [
        name
        for name, data in playlists.hostile(secret).items()
        if _reaching_out(
            watched.look(data, locked=False, lists=False, early=False).got, secret
        )
    ]
    # HLS and others refuse on their own a file that has no telling name.
    assert {"concat relative", "sdp udp", "sdp tcp"} <= set(leaked)


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.exists(), reason="no shared material beside us")
@pytest.mark.parametrize("name", ["evil.m3u8", "evil_concat.mp4", "evil_hls.mp4"])
def test_the_playlists_of_the_made_up_disk_reach_nothing(
    watched: Watched, name: str
) -> None:
    data = (SHARED / name).read_bytes()
    for locked, lists in ((True, True), (True, False), (False, True)):
        seen = watched.look(data, locked=locked, lists=lists, early=False)
        assert (seen.got, seen.stills) == ([], 0)
    shipped = watched.look(data, locked=True, lists=True, early=True)
    assert (shipped.reason, shipped.tried) == (Reason.FORMAT_NOT_ALLOWED, [])


def _reaching_out(lines: list[str], secret: str) -> list[str]:
    path = secret.lstrip("/")
    return [line for line in lines if path in line or "socket(" in line]
