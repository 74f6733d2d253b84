# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Verify a Witnessbox box with this one file and Python 3.11, and nothing else.

    python3 -I -S standalone.py BOX [--against FILE]
    python3 -I -S standalone.py --proof PROOF [ORIGINAL] [--against FILE]

The first needs no key: it checks ledger, box.toml, key files and the payload of every
object. FILE holds checkpoints kept elsewhere: only they can show that a whole box was
rolled back. The second checks one opened leaf with SHA-256 alone. Exit status: 0 all
holds, 1 faults, 2 unusable arguments. A second reading of docs/spec/ledger.md.
"""
# ruff: noqa: D101, D102, D103 - dense, since it is one file on purpose.

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import struct
import sys
from base64 import b64decode
from collections.abc import Iterable, Iterator
from typing import Any

P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
Point = tuple[int, int, int, int]
HEADER, ENTRY, CHECKPOINT, MAX_BODY, MAX_AGE_HEADER = 1, 2, 3, 80 << 20, 16 << 10
HEX, INT = "[0-9a-f]{64}", "0|[1-9][0-9]{0,15}"
WHO = "public|evidence|identities|sources|restricted|audit"
RECORD = re.compile(
    rf'\{{"commitment":"{HEX}","compartment":"({WHO})"(?:,"inner":"({HEX})")?'
    rf'(?:,"objects":"({HEX})")?,"payload":"({HEX})","seq":({INT})\}}'
)
PLEDGE = rf'"name":"([0-9a-f]{{32}})","sha256":"({HEX})","size":({INT})'
B64, END = "[A-Za-z0-9+/]", "[AEIMQUYcgkosw048]="
NOTE = re.compile(
    rf"(witnessbox/([a-z0-9-]{{1,64}})\n({INT})\n({B64}{{42}}{END})\n)"
    rf"\n— ([a-z0-9-]{{1,64}}) ({B64}{{90}}{END})\n"
)
KEY_FILE = "keys(?:/[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}){1,4}"
FIELDS = {"act": str, "at": str, "author": str, "body": dict, "log": str, "v": int}
Faults = Iterator[tuple[str, str, str]]


JSON = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"))


class Refused(Exception):  # noqa: N818
    """A clause of docs/spec/ledger.md is broken: its code, and a sentence."""


def need(holds: object, code: str, detail: str) -> None:
    if not holds:
        raise Refused(code, detail)


def sha256(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def add(a: Point, b: Point) -> Point:
    e, f = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    g, h = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    w, x, y, z = f - e, h - g, h + g, f + e
    return w * x % P, y * z % P, x * y % P, w * z % P


def decompress(raw: bytes) -> Point | None:
    """A point in its one canonical form and not of small order, or None."""
    y, sign = int.from_bytes(raw, "little") & (2**255 - 1), raw[31] >> 7
    u, v = (y * y - 1) % P, (D * y * y + 1) % P
    x = u * pow(v, 3, P) * pow(u * pow(v, 7, P), (P - 5) // 8, P) % P
    if (v * x * x - u) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    x = P - x if x & 1 != sign else x
    eight = point = (x, y, 1, x * y % P)
    for _ in range(3):
        eight = add(eight, eight)
    return point if y < P and (v * x * x - u) % P == 0 and eight[0] else None


BASE = decompress(b"\x58" + b"\x66" * 31) or (0, 1, 1, 0)


def holds(public: bytes, signature: bytes, message: bytes) -> bool:
    a, r = decompress(public), signature[:32]
    s = int.from_bytes(signature[32:], "little")
    if a is None or decompress(r) is None or s >= L:
        return False
    k = int.from_bytes(hashlib.sha512(r + public + message).digest(), "little") % L
    minus = (P - a[0], a[1], 1, P - a[3])
    total: Point = (0, 1, 1, 0)
    table = (total, BASE, minus, add(BASE, minus))
    for bit in range(252, -1, -1):
        total = add(total, total)
        total = add(total, table[(s >> bit & 1) | (k >> bit & 1) << 1])
    z = pow(total[2], -1, P)
    x, y = total[0] * z % P, total[1] * z % P
    return (y | (x & 1) << 255).to_bytes(32, "little") == r


class Tree:  # RFC 6962: its leaves, and the roots of its full subtrees
    def __init__(self, leaves: Iterable[bytes] = ()) -> None:
        self.leaves: list[bytes] = []
        self.edge: list[bytes] = []
        for leaf in leaves:
            self.append(leaf)

    def append(self, leaf: bytes) -> None:
        self.leaves.append(leaf)
        for _ in range((len(self.leaves) & -len(self.leaves)).bit_length() - 1):
            leaf = sha256(b"\1", self.edge.pop(), leaf)
        self.edge.append(leaf)

    def root(self) -> bytes:
        total = self.edge[-1] if self.edge else sha256()
        for left in self.edge[-2::-1]:
            total = sha256(b"\1", left, total)
        return total


def root_of_path(leaf: bytes, index: int, size: int, path: list[str]) -> bytes:
    last = size - 1  # RFC 9162, 2.1.3.2
    for step in map(bytes.fromhex, path):
        if index & 1 or index == last:
            leaf = sha256(b"\1", step, leaf)
            while index and not index & 1:
                index, last = index >> 1, last >> 1
        else:
            leaf = sha256(b"\1", leaf, step)
        index, last, leaf = index >> 1, last >> 1, leaf if last else b""
    return b"" if last else leaf


def canonical(value: Any) -> bytes:
    return JSON.encode(value).encode()


def read_json(raw: bytes) -> Any:
    try:  # int() refuses what is no integer: records have no other numbers
        value = json.loads(raw, parse_float=int, parse_constant=int)
        same = canonical(value) == raw
    except (ValueError, RecursionError):
        same = False
    need(
        same and isinstance(value, dict),
        "entry-form",
        "A record is not canonical JSON.",
    )
    return value


class Checkpoint:  # C2SP tlog-checkpoint, one signature
    def __init__(self, note: bytes, code: str = "checkpoint-form") -> None:
        match = NOTE.fullmatch(note.decode("utf-8", "replace"))
        need(match, code, "A checkpoint is not well formed.")
        text, self.log, size, root, self.signer, blob = match.groups() if match else ()
        self.text, self.size, self.root = text.encode(), int(size), b64decode(root)
        self.signed = b64decode(blob)

    def holds(self, key: bytes) -> bool:
        key_id = sha256(self.signer.encode(), b"\n\1", key)[:4]
        return key_id == self.signed[:4] and holds(key, self.signed[4:], self.text)


def read_notes(raw: bytes) -> list[Checkpoint]:
    lines = [line for line in raw.split(b"\n") if line]
    quads = [lines[at : at + 4] for at in range(0, len(lines), 4)] or [[]]
    notes = [b"\n".join((*quad[:3], b"", *quad[3:], b"")) for quad in quads]
    return [Checkpoint(note, "against-form") for note in notes]


def payload_start(sealed: bytes) -> int:  # of an age file; else -1
    mac = sealed.find(b"\n--- ", 0, MAX_AGE_HEADER)
    end = sealed.find(b"\n", mac + 5, MAX_AGE_HEADER)
    age = sealed.startswith(b"age-encryption.org/v1\n") and mac > 0 and end > 0
    return end + 1 if age else -1


def frame_at(raw: bytes, at: int) -> tuple[int, bytes, int]:  # kind, body, end; else 0
    length, kind = struct.unpack_from(">IB", raw, at) if at + 5 <= len(raw) else (0, 0)
    body, end = at + 5 + length, at + 37 + length
    whole = kind in (HEADER, ENTRY, CHECKPOINT) and length <= MAX_BODY
    whole = whole and end <= len(raw) and sha256(raw[at:body]) == raw[body:end]
    return (kind, raw[at + 5 : body], end) if whole else (0, b"", at)


def content(*path: str) -> bytes:
    try:
        with open(os.path.join(*path), "rb") as file:
            return file.read()
    except OSError:
        return b""


class Log:  # the first clause that it breaks is raised; `where` is the place
    def __init__(self, name: str, members: dict[str, bytes]) -> None:
        self.name, self.members, self.tree = name, members, Tree()
        self.key_files: dict[str, str] = {}
        self.pledges: dict[str, tuple[int, str]] = {}
        self.founding: dict[str, Any] = {}
        self.where = f"ledger/{name}"

    def entry(self, body: bytes) -> None:
        n = int.from_bytes(body[:4], "big")
        m = int.from_bytes(body[4 + n : 8 + n], "big")
        raw, pledges, sealed = body[4 : 4 + n], body[8 + n :][:m], body[8 + n + m :]
        need(sealed[:1] == b"\1" or sealed == b"\0", "frame-form", "Not an entry.")
        seq, match = len(self.tree.leaves), RECORD.fullmatch(raw.decode("latin-1"))
        self.tree.append(sha256(b"\0", raw))
        need(match, "record-form", "A ledger record is not well formed.")
        which, inner, objects, payload, number = match.groups() if match else ()
        need(int(number) == seq, "record-seq", f"Record {number} is at place {seq}.")
        same = (sha256(pledges).hex() if pledges else None) == objects
        need(same, "record-objects", f"Entry {seq} pledges something else.")
        start = 0 if which == "public" else payload_start(sealed[1:])
        same = start >= 0 and payload == sha256(sealed[1 + start :]).hex()
        need(same or sealed == b"\0", "record-payload", f"Entry {seq} changed.")
        if which == "public":
            need(not inner, "entry-form", "A public entry has no leaves of its own.")
            self.public(seq, read_json(sealed[1:].rstrip(b"\0")))
        need(self.members, "box-created", "The log does not found a box.")
        for name, sha, size in re.findall(PLEDGE, pledges.decode("latin-1")):
            self.pledges[name] = int(size), sha

    def public(self, seq: int, document: Any) -> None:
        entry, signature = document.get("entry"), str(document.get("signature"))
        form: object = isinstance(entry, dict) and re.fullmatch(HEX * 2, signature)
        form = form and {name: type(value) for name, value in entry.items()} == FIELDS
        form = form and entry["v"] == 1 and entry["log"] == self.name
        need(form, "entry-form", "An entry is not well formed, or of another log.")
        body, author, kind = entry["body"], entry["author"], entry["act"]
        if seq == 0 and not self.members:
            need(kind == "box-created", "box-created", "The log does not found a box.")
            self.founding = body
            self.admit(body.get("founder"))
        need(author in self.members, "entry-author", "An entry's author is no member.")
        message = b"witnessbox-entry/1\n" + canonical(entry)
        sound = holds(self.members[author], bytes.fromhex(signature), message)
        need(sound, "entry-signature", "An entry's signature does not hold.")
        if kind == "member-added":
            self.admit(body)
        elif kind == "key-wrapped":
            file, digest = str(body.get("file")), str(body.get("sha256"))
            form = re.fullmatch(KEY_FILE, file) and re.fullmatch(HEX, digest)
            need(form, "entry-form", "A key file has no digest.")
            self.key_files[file] = digest

    def admit(self, card: Any) -> None:
        need(isinstance(card, dict), "entry-form", "No member is named.")
        member, signing = str(card.get("member")), str(card.get("signing"))
        form = re.fullmatch("[a-z0-9-]{1,64}", member) and re.fullmatch(HEX, signing)
        need(form, "entry-form", "A member is named without a key.")
        need(member not in self.members, "member-twice", "A member was added twice.")
        self.members = {**self.members, member: bytes.fromhex(signing)}

    def closing(self, note: Checkpoint, keys: dict[str, bytes]) -> None:
        need(note.log == self.name, "checkpoint-origin", "It is of another log.")
        need(note.size == len(self.tree.leaves), "checkpoint-size", "It miscounts.")
        need(note.root == self.tree.root(), "checkpoint-root", "Entries were changed.")
        need(note.signer in keys, "checkpoint-signer", "Its signer is no member.")
        sound = note.holds(keys[note.signer])
        need(sound, "checkpoint-signature", "A checkpoint's signature does not hold.")

    def segment(self, number: int, raw: bytes) -> int:
        due = {"log": self.name, "root": self.tree.root().hex()}
        text = canonical({**due, "segment": number, "size": len(self.tree.leaves)})
        header = struct.pack(">IB", len(text), HEADER) + text
        header = b"witnessbox-segment/1\n" + header + sha256(header)
        goes_on, at = raw.startswith(header), len(header)
        need(goes_on, "segment-header", "It does not go on where the last ended.")
        while True:
            bodies, (kind, body, end) = [], frame_at(raw, at)
            while kind == ENTRY:
                bodies.append(body)
                kind, body, end = frame_at(raw, end)
            if kind != CHECKPOINT or not bodies:
                return at
            keys = self.members
            for one in bodies:
                self.entry(one)
            self.closing(Checkpoint(body), keys or self.members)
            at = end

    def read(self, box: str) -> None:
        folder = os.path.join(box, "ledger", self.name)
        need(os.path.isdir(folder), "log-missing", "The log is not there.")
        names = sorted(one for one in os.listdir(folder) if one.endswith(".seg"))
        raw, stop = b"", 0
        for number in range(int(names[-1][:8]) + 1 if names else 1):
            need(stop == len(raw), "frame-digest", f"Damaged from byte {stop} on.")
            self.where = f"ledger/{self.name}/{number:08}.seg"
            raw = content(box, self.where)
            need(raw, "segment-missing", "The segment is not there.")
            stop = self.segment(number, raw)
        head = NOTE.fullmatch(content(folder, "head").decode("utf-8", "replace"))
        ahead = head and int(head[3]) > len(self.tree.leaves)
        kind, at, end = 0, stop, stop
        if stop == len(raw):
            need(not ahead, "head-ahead", "The log is shorter than its own head says.")
            return
        while kind != CHECKPOINT and at >= 0:
            at = raw.find(f"witnessbox/{self.name}\n".encode(), at + 1)
            kind, _, end = frame_at(raw, max(at - 5, 0))
        torn = not ahead and (at < 0 or not raw[end:].strip(b"\0"))
        need(torn, "frame-digest", f"From byte {stop} on it is damaged, not torn.")
        need(at < 0, "tail-torn", f"From byte {stop} on it is torn, or was changed.")
        print(f"note tail-torn {self.where}: a crash left a group at byte {stop}.")


def check_box(box: str, notes: list[Checkpoint]) -> Faults:
    logs: dict[str, Log] = {}
    need(os.path.isdir(os.path.join(box, "ledger")), "log-missing", "This is no box.")
    toml, names = content(box, "box.toml"), os.listdir(os.path.join(box, "ledger"))
    first = re.search(rb'^log = "([a-z0-9-]+)"$', toml, re.MULTILINE)
    founding = first[1].decode() if first else min(names, default="unknown")
    for name in [founding, *(name for name in sorted(names) if name != founding)]:
        logs[name] = log = Log(name, logs[founding].members if logs else {})
        try:
            log.read(box)
        except Refused as error:
            yield error.args[0], log.where, error.args[1]
        for file, digest in sorted(log.key_files.items()):
            if sha256(content(box, file)).hex() != digest:
                yield "key-changed", file, "A key file is not what the ledger says."
        for name, (size, digest) in log.pledges.items():
            where = f"objects/{name[:2]}/{name}"
            if payload_of(os.path.join(box, where)) != (size, digest):
                yield "object-digest", where, "An object is not what was pledged."
    if sha256(toml).hex() != logs[founding].founding.get("box_toml"):
        yield "box-digest", "box.toml", "It is not the file that the ledger names."
    for note in notes:
        log, where = logs.get(note.log) or Log(note.log, {}), f"ledger/{note.log}"
        if note.size > len(log.tree.leaves):
            yield "against-rollback", where, f"It once had {note.size} entries."
        elif Tree(log.tree.leaves[: note.size]).root() != note.root:
            yield "against-fork", where, f"The first {note.size} entries are others."


def payload_of(path: str) -> tuple[int, str]:
    if not os.path.isfile(path):
        return 0, ""
    with open(path, "rb") as file:
        start = file.seek(max(payload_start(file.read(MAX_AGE_HEADER)), 0))
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return file.tell() - start, digest


def check_proof(file: str, original: str, notes: list[Checkpoint]) -> Faults:
    try:
        proof = read_json(content(file))
        note, record = Checkpoint(proof["checkpoint"].encode()), proof["record"]
        said, opened = json.loads(record), proof["opened"]
        salt, element = bytes.fromhex(opened["salt"]), opened["element"]
        leaf = sha256(b"witnessbox-inner/1\n", salt, canonical(element))
        place = opened["index"], opened["size"], opened["path"]
        inner = root_of_path(sha256(b"\0", leaf), *place).hex()
        leaf = sha256(b"\0", record.encode())
        root = root_of_path(leaf, said["seq"], note.size, proof["path"])
        wanted = said["inner"], element["size"], element["sha256"]
    except (KeyError, TypeError, ValueError, AttributeError, Refused):
        yield "proof-form", file, "The proof is not well formed."
        return
    print(proof["checkpoint"] + json.dumps(element, indent=1, ensure_ascii=True))
    if inner != wanted[0]:
        yield "proof-leaf", file, "What was opened is no leaf of the record's."
    if root != note.root:
        yield "proof-path", file, "The record is not in the tree of the checkpoint."
    if notes and all((x.log, x.root) != (note.log, note.root) for x in notes):
        yield "proof-checkpoint", file, "The checkpoint is none of those kept."
    raw = content(original) if original else b""
    if original and (len(raw), sha256(raw).hex()) != wanted[1:]:
        yield "proof-original", original, "The file is not the one that is proved."


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--against", metavar="FILE")
    parser.add_argument("--proof", action="store_true")
    parser.add_argument("path")
    parser.add_argument("original", nargs="?", default="")
    given = parser.parse_args()
    try:
        notes = read_notes(content(given.against)) if given.against else []
        proof = check_proof(given.path, given.original, notes)
        faults = list(proof if given.proof else check_box(given.path, notes))
    except Refused as error:
        faults = [(error.args[0], given.against or given.path, error.args[1])]
    for code, where, detail in faults:
        print(f"error {code} {where}: {detail}")
    print(f"faults: {len(faults)}")
    return min(len(faults), 1)


if __name__ == "__main__":
    sys.exit(main())
