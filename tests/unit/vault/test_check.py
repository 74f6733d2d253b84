# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
import hashlib
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path

import blake3
import pytest

from witnessbox.base.errors import StorageError
from witnessbox.base.values import Fault, ObjectName, Severity
from witnessbox.vault.backend import MemoryBackend, ReadAt
from witnessbox.vault.check import (
    Content,
    Pledge,
    Wanted,
    check_object,
    check_objects,
    unreferenced,
)
from witnessbox.vault.clause import Clause
from witnessbox.vault.format import CHUNK, Sealer, X25519Identity
from witnessbox.vault.local import LocalBackend
from witnessbox.vault.store import StoredObject, Vault

IDENTITY = X25519Identity(bytes(range(32)))
RECIPIENT = IDENTITY.recipient()
SIZES = (0, 1, 1000, CHUNK, 16 * CHUNK, 16 * CHUNK + 1, 40 * CHUNK + 99)


def content_of(logical: bytes, extents: tuple[tuple[int, int], ...] | None) -> Content:
    return Content(
        len(logical),
        hashlib.sha256(logical).hexdigest(),
        blake3.blake3(logical).hexdigest(),
        extents,
    )


def pledge_of(stored: StoredObject) -> Pledge:
    return Pledge(stored.name, stored.payload_size, stored.payload_sha256)


@dataclass
class Kept:
    """An object in memory, with all that is needed to check it."""

    backend: MemoryBackend
    pledge: Pledge
    content: Content

    @property
    def name(self) -> ObjectName:
        return ObjectName(self.pledge.name)

    @property
    def where(self) -> str:
        return f"objects/{self.name[:2]}/{self.name}"

    def sealed(self) -> list[Fault]:
        return check_object(self.backend, Wanted(self.pledge))

    def full(self) -> list[Fault]:
        return check_object(self.backend, Wanted(self.pledge, IDENTITY, self.content))

    def alter(self, change: Callable[[bytearray], object]) -> None:
        data = bytearray(self.backend.objects[self.name])
        change(data)
        self.backend.objects[self.name] = bytes(data)


def kept(data: bytes) -> Kept:
    backend = MemoryBackend()
    stored = Vault(backend).seal_bytes("run-1", data, RECIPIENT)
    backend.publish("run-1", [stored.name])
    return Kept(backend, pledge_of(stored), content_of(data, None))


def codes(faults: list[Fault]) -> list[str]:
    return [fault.code for fault in faults]


@pytest.mark.parametrize("size", SIZES)
def test_an_object_as_it_was_written_has_no_fault(size: int) -> None:
    whole = kept(b"w" * size)
    assert whole.sealed() == []
    assert whole.full() == []


def test_an_object_without_recorded_content_is_still_opened() -> None:
    whole = kept(b"w" * 3 * CHUNK)
    assert check_object(whole.backend, Wanted(whole.pledge, IDENTITY)) == []


@pytest.mark.parametrize("size", [1000, 40 * CHUNK])
@pytest.mark.parametrize("place", ["first", "middle", "last"])
def test_a_flipped_bit_of_the_payload_is_seen_by_both(size: int, place: str) -> None:
    whole = kept(b"w" * size)
    payload = whole.pledge.payload_size
    back = {"first": payload, "middle": payload // 2, "last": 1}[place]

    def flip(data: bytearray) -> None:
        data[-back] ^= 4

    whole.alter(flip)
    assert codes(whole.sealed()) == [Clause.OBJECT_DIGEST]
    assert codes(whole.full()) == [Clause.PAYLOAD_CHUNK, Clause.OBJECT_DIGEST]
    assert {fault.where for fault in whole.full()} == {whole.where}


def test_a_flipped_bit_of_the_header_is_seen_with_the_key() -> None:
    whole = kept(b"w" * 1000)
    start = len(whole.backend.objects[whole.name]) - whole.pledge.payload_size

    def flip(data: bytearray) -> None:
        # A letter of the MAC, to another letter.
        data[start - 20] = ord("A") if data[start - 20] != ord("A") else ord("B")

    whole.alter(flip)
    assert whole.sealed() == []
    assert codes(whole.full()) == [Clause.HEADER_MAC]


def test_a_header_that_is_no_header_is_seen_without_the_key() -> None:
    whole = kept(b"w")
    whole.alter(lambda data: data.__setitem__(0, 0))
    assert codes(whole.sealed()) == [Clause.HEADER_VERSION]
    assert codes(whole.full()) == [Clause.HEADER_VERSION]


@pytest.mark.parametrize("size", [1000, 3 * CHUNK])
def test_a_cut_and_an_extended_object_are_seen(size: int) -> None:
    for change in (bytearray.pop, lambda data: data.append(0), bytearray.clear):
        whole = kept(b"w" * size)
        whole.alter(change)
        for faults in (whole.sealed(), whole.full()):
            assert faults
            assert {fault.where for fault in faults} == {whole.where}


def test_a_cut_object_has_another_size() -> None:
    whole = kept(b"w" * 1000)
    whole.alter(bytearray.pop)
    assert codes(whole.sealed()) == [Clause.OBJECT_SIZE, Clause.OBJECT_DIGEST]


def test_two_objects_that_were_swapped_are_both_seen() -> None:
    first, second = kept(b"1" * 5000), kept(b"2" * 5000)
    first.backend.objects[first.name] = second.backend.objects[second.name]
    assert codes(first.sealed()) == [Clause.OBJECT_DIGEST]
    # It opens, and so the original's digests are compared as well.
    assert codes(first.full()) == [
        Clause.ORIGINAL_SHA256,
        Clause.ORIGINAL_BLAKE3,
        Clause.OBJECT_DIGEST,
    ]


def test_a_missing_object_is_seen() -> None:
    whole = kept(b"w")
    whole.backend.remove(whole.name)
    assert codes(whole.sealed()) == [Clause.OBJECT_MISSING]


def test_an_object_that_cannot_be_read_is_a_fault_and_not_the_end() -> None:
    class Failing(MemoryBackend):
        def reader(self, name: ObjectName) -> ReadAt:
            def read_at(offset: int, size: int) -> bytes:
                raise StorageError("The disk refused.")

            return ReadAt(1000, read_at)

    first, second = kept(b"1"), Failing()
    second.objects = {first.name: b""}
    faults = list(check_objects(second, [Wanted(first.pledge)] * 2))
    assert codes(faults) == [Clause.OBJECT_UNREADABLE] * 2


def test_a_record_that_names_no_object_is_a_fault() -> None:
    pledge = Pledge("../../etc/passwd", 1, "00")
    assert codes(check_object(MemoryBackend(), Wanted(pledge))) == [Clause.OBJECT_NAME]


def test_the_wrong_key_is_told_and_the_payload_still_compared() -> None:
    whole = kept(b"w" * 1000)
    stranger = X25519Identity.generate()
    assert codes(check_object(whole.backend, Wanted(whole.pledge, stranger))) == [
        Clause.OBJECT_KEY
    ]
    whole.alter(lambda data: data.__setitem__(-1, data[-1] ^ 1))
    assert codes(check_object(whole.backend, Wanted(whole.pledge, stranger))) == [
        Clause.OBJECT_KEY,
        Clause.OBJECT_DIGEST,
    ]


def test_the_payload_digest_can_be_left_to_a_sealed_check() -> None:
    for size in (1000, 40 * CHUNK):
        whole = kept(b"w" * size)
        whole.pledge = replace(whole.pledge, payload_sha256="00" * 32)
        wanted = Wanted(whole.pledge, IDENTITY, whole.content, payload=False)
        assert check_object(whole.backend, wanted) == []
        assert codes(whole.full()) == [Clause.OBJECT_DIGEST]
        whole.alter(lambda data: data.__setitem__(-1, data[-1] ^ 1))
        assert codes(check_object(whole.backend, wanted))[0] == Clause.PAYLOAD_CHUNK


def test_other_digests_and_another_size_are_told_apart() -> None:
    whole = kept(b"w" * 1000)

    def full(**change: object) -> list[str]:
        content = replace(whole.content, **change)  # type: ignore[arg-type]
        return codes(
            check_object(whole.backend, Wanted(whole.pledge, IDENTITY, content))
        )

    assert full(sha256="00" * 32) == [Clause.ORIGINAL_SHA256]
    assert full(blake3="00" * 32) == [Clause.ORIGINAL_BLAKE3]
    assert full(size=2000) == [Clause.OBJECT_SIZE]
    assert full(sha256=None, blake3=None) == []


def test_padding_that_is_not_zeros_is_seen() -> None:
    data = b"w" * 1000
    parts: list[bytes] = []
    sealer = Sealer(lambda part: parts.append(bytes(part)), [RECIPIENT])
    sealer.write(data + bytes(23) + b"!")
    sealed = sealer.finish()
    backend, name = MemoryBackend(), "ab" * 16
    backend.objects[ObjectName(name)] = b"".join(parts)
    pledge = Pledge(name, sealed.payload_size, sealed.payload_sha256)
    faults = check_object(backend, Wanted(pledge, IDENTITY, content_of(data, None)))
    assert codes(faults) == [Clause.OBJECT_PADDING]


@pytest.mark.parametrize(
    "extents",
    [
        (),
        ((0, 10),),
        ((5, 10), (15, 1), (3_000_000, 70_000)),
        ((2_000_000, 1_500_000),),
        ((0, 3_500_000),),
    ],
    ids=str,
)
def test_holes_count_as_zeros(extents: tuple[tuple[int, int], ...]) -> None:
    logical = bytearray(3_500_000)
    for start, length in extents:
        logical[start : start + length] = b"\x05" * length
    data = b"".join(bytes(logical[s : s + n]) for s, n in extents)
    whole = kept(data)
    whole.content = content_of(bytes(logical), extents)
    assert whole.full() == []
    moved = tuple((start + 1, length) for start, length in extents[:-1])
    if moved:
        whole.content = replace(whole.content, extents=(*moved, extents[-1]))
        assert whole.full() != []


@pytest.mark.parametrize(
    "extents", [((5, 5), (9, 1)), ((5, 0),), ((-1, 5),), ((0, 1001),)], ids=str
)
def test_runs_of_data_that_cannot_be_are_a_fault(
    extents: tuple[tuple[int, int], ...],
) -> None:
    whole = kept(b"w" * 1000)
    whole.content = replace(whole.content, extents=extents)
    assert codes(whole.full()) == [Clause.OBJECT_EXTENTS]


def test_an_object_that_no_record_names_is_a_note() -> None:
    whole = kept(b"w")
    assert list(unreferenced(whole.backend, {whole.name})) == []
    [fault] = unreferenced(whole.backend, set())
    assert fault.code == Clause.OBJECT_UNREFERENCED
    assert fault.severity == Severity.NOTE
    assert fault.where == whole.where


def check_share(backend: LocalBackend, wanted: list[Wanted]) -> list[Fault]:
    return list(check_objects(backend, wanted))


def test_several_processes_share_the_objects_of_a_box(tmp_path: Path) -> None:
    backend = LocalBackend(tmp_path / "objects")
    vault = Vault(backend)
    wanted: list[Wanted] = []
    for number in range(6):
        data = bytes([number]) * 3 * CHUNK
        stored = vault.seal_bytes("run-1", data, RECIPIENT)
        backend.publish("run-1", [stored.name])
        content = content_of(data, None)
        wanted.append(Wanted(pledge_of(stored), IDENTITY, content))
    bad = wanted[4].pledge.name
    path = tmp_path / "objects" / bad[:2] / bad
    path.write_bytes(path.read_bytes()[:-1])
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        shares = [pool.submit(check_share, backend, wanted[i::2]) for i in range(2)]
        found = [share.result() for share in shares]
    assert found[1] == []
    assert {fault.where for fault in found[0]} == {f"objects/{bad[:2]}/{bad}"}
