# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""One way to damage each field of each format, and the code that must name it.

Each corruptor changes one thing in a copy of the golden box and returns the place
that `verify` must name. The whole list, with the expected codes, is in `table`.
"""

from __future__ import annotations

import base64
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass

from tests.damaged.parts import (
    CHECKPOINT,
    CHUNK,
    ENTRY,
    HEADER,
    MAGIC,
    NONCE,
    Copy,
    EntryParts,
    canonical,
    flip,
    frames,
    join,
    other,
    payload_start,
)

Corruptor = Callable[[Copy], str]


@dataclass(frozen=True, slots=True)
class Corruption:
    """One damage.

    Attributes:
        name: Which field, in words joined by `-`.
        code: The fault that `verify --full` must report.
        corrupt: Does it, and returns the place to be named.
    """

    name: str
    code: str
    corrupt: Corruptor


# --- sealed objects -----------------------------------------------------------


def largest(how: Callable[[bytes], bytes]) -> Corruptor:
    """Change the largest object, which has several chunks."""
    return lambda box: box.change(box.objects()[0], how)


def at_text(text: bytes, offset: int) -> Callable[[bytes], bytes]:
    """Change the character that lies `offset` after a text."""
    return lambda data: other(data, data.index(text) + offset)


def at_payload(offset: int) -> Callable[[bytes], bytes]:
    """Turn a bit that lies `offset` after the header."""
    return lambda data: flip(data, payload_start(data) + offset)


def chunks_swapped(data: bytes) -> bytes:
    """Exchange the first two chunks."""
    first = payload_start(data) + NONCE
    second, third = first + CHUNK, first + 2 * CHUNK
    return data[:first] + data[second:third] + data[first:second] + data[third:]


def last_chunk_dropped(data: bytes) -> bytes:
    """End after a whole chunk that is not the last."""
    start = payload_start(data) + NONCE
    whole = (len(data) - start - 1) // CHUNK
    return data[: start + whole * CHUNK]


def stanza_added(data: bytes) -> bytes:
    """Add a second way to the file key, as an intruder might."""
    line = data.index(b"-> X25519")
    end = data.index(b"\n--- ") + 1
    return data[:end] + data[line:end] + data[end:]


def object_gone(box: Copy) -> str:
    """Remove an object."""
    where = box.objects()[0]
    (box.folder / where).unlink()
    return where


def object_of_nobody(box: Copy) -> str:
    """Add a copy of an object under a name that no entry pledges."""
    new = "objects/0f/" + "0f" * 16
    (box.folder / new).parent.mkdir(exist_ok=True)
    shutil.copyfile(box.folder / box.objects()[0], box.folder / new)
    return new


def object_of_another(box: Copy) -> str:
    """Put another object's bytes in the place of one."""
    first, second = box.objects()[:2]
    shutil.copyfile(box.folder / second, box.folder / first)
    return first


# --- key files ----------------------------------------------------------------


def member_key(how: Callable[[bytes], bytes]) -> Corruptor:
    """Change the key file of the last member, who is not the reader."""
    return lambda box: box.change(another_member(box) + "/member.age", how)


def another_member(box: Copy) -> str:
    """The keys folder of a member who did not make the box."""
    text = (box.folder / "box.toml").read_text("ascii")
    founder = text.split('handle = "', 1)[1].split('"', 1)[0]
    found = [where for where in box.keys("member.age") if founder not in where]
    return found[-1].rpartition("/")[0]


def compartment_key(how: Callable[[bytes], bytes]) -> Corruptor:
    """Change a compartment's key as it is wrapped to another member."""
    return lambda box: box.change(another_member(box) + "/evidence.age", how)


def station_key(box: Copy) -> str:
    """Change the signing key of a station."""
    return box.change(box.keys("station.key")[0], at_text(b'"signing":', 14))


def key_gone(box: Copy) -> str:
    """Remove a wrapped key."""
    where = another_member(box) + "/evidence.age"
    (box.folder / where).unlink()
    return where


def key_of_nobody(box: Copy) -> str:
    """Add a key file that no entry lists."""
    where = another_member(box) + "/sources.age.old"
    (box.folder / where).write_bytes(b"age-encryption.org/v1\n")
    return where


# --- box.toml -----------------------------------------------------------------


def toml_value(name: str, nth: int = 0) -> Corruptor:
    """Change one character inside the value of a name."""

    def change(data: bytes) -> bytes:
        at = -1
        for _ in range(nth + 1):
            at = data.index(b"\n" + name.encode() + b" = ", at + 1)
        return other(data, data.index(b'"', at) + 4)

    return lambda box: box.change("box.toml", change)


def toml_replaced(old: bytes, new: bytes) -> Corruptor:
    """Replace a text of box.toml."""
    return lambda box: box.change("box.toml", lambda data: data.replace(old, new, 1))


# --- ledger: segments and frames ----------------------------------------------


def segment(how: Callable[[bytes], bytes]) -> Corruptor:
    """Change the bytes of the first segment."""
    return lambda box: box.change(box.segment, how)


def header_value(**values: object) -> Corruptor:
    """Set a field of the segment's header; its digest is right again."""

    def rewrite(body: bytes) -> bytes:
        return canonical({**json.loads(body), **values})

    return lambda box: box.change_frame(HEADER, 0, rewrite)


def entry_offset(data: bytes) -> int:
    """Where the second frame, the first entry, starts."""
    return len(MAGIC) + len(frames(data)[0].encode())


def group_dropped(data: bytes) -> bytes:
    """Leave out a whole group in the middle: entries and checkpoint."""
    parts = frames(data)
    closings = [n for n, part in enumerate(parts) if part.kind == CHECKPOINT]
    return join(parts[: closings[0] + 1] + parts[closings[1] + 1 :])


def entries_swapped(data: bytes) -> bytes:
    """Exchange the first two entries."""
    parts = frames(data)
    entries = [n for n, part in enumerate(parts) if part.kind == ENTRY]
    one, two = entries[:2]
    parts[one], parts[two] = parts[two], parts[one]
    return join(parts)


# --- ledger: records and entries ----------------------------------------------


def sealed_evidence(entry: EntryParts) -> bool:
    """An entry sealed to `evidence`, without objects."""
    record = json.loads(entry.record)
    return record["compartment"] == "evidence" and "objects" not in record


def with_inner(entry: EntryParts) -> bool:
    """An entry with an inner tree."""
    return "inner" in json.loads(entry.record)


def with_objects(entry: EntryParts) -> bool:
    """An entry that pledges objects."""
    return "objects" in json.loads(entry.record)


def public(entry: EntryParts) -> bool:
    """An unsealed entry."""
    return bool(json.loads(entry.record)["compartment"] == "public")


def record_value(suits: Callable[[EntryParts], bool], **values: object) -> Corruptor:
    """Set fields of a record."""
    return lambda box: box.change_record(suits, **values)


def pledge_value(name: str) -> Corruptor:
    """Change a field of the first pledge."""

    def rewrite(pledges: bytes) -> bytes:
        return at_text(f'"{name}":'.encode(), len(name) + 5)(pledges)

    return lambda box: box.change_entry(with_objects, pledges=rewrite)


def sealed(how: Callable[[bytes], bytes]) -> Corruptor:
    """Change the sealed bytes of an entry."""
    return lambda box: box.change_entry(sealed_evidence, sealed=how)


# --- ledger: checkpoints, tail and head ---------------------------------------


def note_line(number: int, how: Callable[[bytes], bytes]) -> Corruptor:
    """Change one line of the second checkpoint."""

    def change(lines: list[bytes]) -> None:
        lines[number] = how(lines[number])

    return lambda box: box.change_note(1, change)


def signature_bytes(at: int) -> Callable[[bytes], bytes]:
    """Turn a bit of key id and signature, which are base64 together."""

    def change(line: bytes) -> bytes:
        start, _, blob = line.rpartition(b" ")
        signed = flip(base64.b64decode(blob), at)
        return start + b" " + base64.b64encode(signed)

    return change


def signer_changed(line: bytes) -> bytes:
    """Another name before the same signature."""
    dash, _, blob = line.split(b" ")
    return b" ".join((dash, b"zaza-zaza", blob))


def signer_of_head(data: bytes) -> bytes:
    """Another name under the head."""
    lines = data.split(b"\n")
    return b"\n".join([*lines[:4], signer_changed(lines[4]), *lines[5:]])


def root_changed(line: bytes) -> bytes:
    """Another root, well-formed."""
    return base64.b64encode(flip(base64.b64decode(line), 0))


def cut_before_the_end(box: Copy) -> str:
    """Lose the last ten bytes of a ledger whose head is beyond them."""
    return box.change(box.segment, lambda data: data[:-10])


def last_group_lost(box: Copy) -> str:
    """Lose the last group whole: only the head knows that there was one."""

    def shorter(data: bytes) -> bytes:
        parts = frames(data)
        closings = [n for n, part in enumerate(parts) if part.kind == CHECKPOINT]
        return join(parts[: closings[-2] + 1])

    box.change(box.segment, shorter)
    return f"{box.log}/head"


def log_gone(box: Copy) -> str:
    """Remove the whole log."""
    where = box.log
    shutil.rmtree(box.folder / where)
    return where


def segment_gone(box: Copy) -> str:
    """Remove the only segment."""
    (box.folder / box.segment).unlink()
    return box.segment


def stray_file(box: Copy) -> str:
    """Put a file among the segments that is none."""
    where = f"{box.log}/notes.txt"
    (box.folder / where).write_text("not a segment")
    return where


def head(how: Callable[[bytes], bytes]) -> Corruptor:
    """Change the hint of how far the log goes."""
    return lambda box: box.change(f"{box.log}/head", how)
