# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The commitments to coded packets are those of the specification."""

from __future__ import annotations

import hashlib
import hmac
import io
import os
from collections.abc import Callable, Iterator

import av
import pytest
from tests.unit.analysis import staged
from tests.unit.media import clips
from tests.unit.media.conftest import descriptor_of

from witnessbox.analysis.claims import EndClaim, check_part
from witnessbox.analysis.stage import About
from witnessbox.base.canonical import JsonDict
from witnessbox.media.client import SpawnerClient
from witnessbox.media.follow import Watching, follow
from witnessbox.media.formats import Reason
from witnessbox.media.job import Job
from witnessbox.media.packets import Tree
from witnessbox.pipeline.lookout import BOUNDS, about_json

SALT = bytes(range(32))
Commit = Callable[[bytes], EndClaim]


@pytest.fixture(scope="module")
def watcher() -> Iterator[SpawnerClient]:
    with SpawnerClient(staged.COMMAND) as made:
        yield made


@pytest.fixture
def commit(watcher: SpawnerClient) -> Commit:
    def roots(data: bytes, salt: bytes = SALT, kind: str = "video") -> EndClaim:
        parameters: JsonDict = {
            "stages": [],
            "about": about_json(About(kind, "video/mp4")),
            "salt": salt.hex(),
            "stills": False,
        }
        job = Job("watch", parameters, None, len(data), None, 30)
        descriptor = descriptor_of(data)
        try:
            (part,) = list(follow(watcher, job, descriptor, Watching(BOUNDS, 30)))
        finally:
            os.close(descriptor)
        end = check_part(part.untrusted_result, part.blobs, [])
        assert isinstance(end, EndClaim)
        return end

    return roots


def root_of(leaves: list[bytes]) -> bytes:
    """RFC 6962, by its recursive definition."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    left, right = root_of(leaves[:split]), root_of(leaves[split:])
    return hashlib.sha256(b"\x01" + left + right).digest()


def test_the_growing_tree_agrees_with_the_definition() -> None:
    tree, leaves = Tree(), []
    assert tree.root() == root_of([])
    for number in range(70):
        leaves.append(number.to_bytes(2, "big"))
        tree.append(leaves[-1])
        assert tree.root() == root_of(leaves)


def test_the_roots_are_those_of_the_specification(commit: Commit) -> None:
    data = clips.film(2, sound="aac")
    expected: dict[int, list[bytes]] = {}
    with av.open(io.BytesIO(data), "r") as film:
        for packet in film.demux():
            if packet.size:
                leaves = expected.setdefault(packet.stream_index, [])
                place = packet.stream_index.to_bytes(4, "big")
                place += len(leaves).to_bytes(8, "big")
                own = hmac.new(SALT, place, "sha256").digest()
                leaves.append(
                    hashlib.sha256(
                        b"witnessbox-packet/1\n" + own + bytes(packet)
                    ).digest()
                )
    got = commit(data)
    assert {r.stream: (r.count, r.root) for r in got.roots} == {
        stream: (len(leaves), root_of(leaves).hex())
        for stream, leaves in expected.items()
    }
    assert (got.broken, got.reason) == (False, None)
    assert got.decoder.startswith("PyAV ")


def test_one_changed_bit_of_one_packet_changes_its_streams_root(
    commit: Commit,
) -> None:
    data = bytearray(clips.film(1))
    before = commit(bytes(data))
    data[data.index(b"mdat") + 100] ^= 1
    assert commit(bytes(data)).roots[0].root != before.roots[0].root


def test_another_salt_gives_another_root(commit: Callable[..., EndClaim]) -> None:
    data = clips.film(1)
    assert commit(data).roots != commit(data, bytes(32)).roots


def test_what_has_no_packets_says_why(commit: Callable[..., EndClaim]) -> None:
    assert commit(b"").reason is Reason.EMPTY
    assert commit(clips.photograph(), kind="photograph").roots == ()
    assert commit(b"ffconcat version 1.0\n").reason is Reason.FORMAT_NOT_ALLOWED


def test_a_film_that_breaks_off_commits_to_what_was_read(commit: Commit) -> None:
    whole = clips.film(4, container="mpegts")
    cut = commit(whole[: len(whole) // 2])
    assert 0 < cut.roots[0].count < commit(whole).roots[0].count
