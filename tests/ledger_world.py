# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""A small ledger with invented members, and a seal that needs no keys."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from witnessbox.base.canonical import JsonDict
from witnessbox.base.moment import Instant
from witnessbox.base.values import Compartment, LogId, MemberId
from witnessbox.ledger.entry import Act, Author, Pledge
from witnessbox.ledger.log import Log
from witnessbox.ledger.record import payload_start

AT = Instant("2031-05-06T07:08:09Z")
LOG = LogId("l-00112233445566778899aabbccddeeff")
HEADER = b"age-encryption.org/v1\n-> X25519 invented\nAAAA\n--- bWFj\n"


@dataclass(frozen=True)
class Member:
    """An invented member with a key made from the name."""

    name: str

    @property
    def key(self) -> Ed25519PrivateKey:
        seed = hashlib.sha256(b"invented " + self.name.encode()).digest()
        return Ed25519PrivateKey.from_private_bytes(seed)

    @property
    def id(self) -> MemberId:
        return MemberId(f"m-{self.name}")

    @property
    def public(self) -> bytes:
        return self.key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    @property
    def author(self) -> Author:
        return Author(self.id, self.key.sign)

    def card(self) -> JsonDict:
        """The body of `member-added`."""
        return {
            "member": self.id,
            "handle": f"{self.name}-handle",
            "sealing": f"age1{self.name}",
            "signing": self.public.hex(),
        }


FOUNDER = Member("bako")
OTHER = Member("mitu")
STRANGER = Member("sela")


def seal(compartment: Compartment, document: bytes) -> bytes:
    """Stands for sealing: an age header and bytes that are not the plaintext."""
    assert compartment is not Compartment.PUBLIC
    return HEADER + bytes(byte ^ 0x5A for byte in document)


def unseal(sealed: bytes) -> bytes:
    """The inverse of `seal`, whatever the header."""
    return bytes(byte ^ 0x5A for byte in sealed[payload_start(sealed) :])


def founding(box_toml: str = "0" * 64) -> Act:
    """The act that every box starts with."""
    return Act(
        Compartment.PUBLIC,
        "box-created",
        {
            "box": "b-invented",
            "box_toml": box_toml,
            "compartments": {"evidence": "age1evidence"},
            "format": 1,
            "founder": FOUNDER.card(),
            "log": LOG,
        },
    )


def added(member: Member) -> Act:
    return Act(Compartment.PUBLIC, "member-added", member.card())


def wrapped(file: str, content: bytes) -> Act:
    digest = hashlib.sha256(content).hexdigest()
    return Act(Compartment.PUBLIC, "key-wrapped", {"file": file, "sha256": digest})


def said(words: str) -> Act:
    """A sealed act."""
    return Act(Compartment.EVIDENCE, "described", {"words": words})


def new_log(folder: Path, *acts: Act, segment_bytes: int | None = None) -> Log:
    """A log with its founding group; further acts are a second group."""
    limit = {} if segment_bytes is None else {"segment_bytes": segment_bytes}
    log = Log.create(str(folder / LOG), LOG, **limit)
    log.append([founding()], FOUNDER.author, AT, seal)
    if acts:
        log.append(acts, FOUNDER.author, AT, seal)
    return log


def new_box(folder: Path, *groups: list[Act], segment_bytes: int = 1 << 20) -> Path:
    """A box with two members, key files, an object and a ledger."""
    keys = {f"keys/{m.name}/member.age": m.name.encode() * 9 for m in (FOUNDER, OTHER)}
    for name, content in keys.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    card = FOUNDER.card()
    lines = ["format = 1", 'box = "b-invented"', f'log = "{LOG}"', "", "[founder]"]
    lines += [f'{key} = "{value}"' for key, value in card.items()]
    lines += ["", "[compartments]", 'evidence = "age1evidence"', ""]
    toml = "\n".join(lines).encode()
    (folder / "box.toml").write_bytes(toml)
    payload = b"nonce and chunks" * 99
    name = "ab" * 16
    (folder / "objects/ab").mkdir(parents=True)
    (folder / "objects/ab" / name).write_bytes(HEADER + payload)
    pledge = Pledge(name, len(payload), hashlib.sha256(payload).hexdigest())
    log = Log.create(str(folder / "ledger" / LOG), LOG, segment_bytes=segment_bytes)
    first = [founding(hashlib.sha256(toml).hexdigest()), added(OTHER)]
    first += [wrapped(name, content) for name, content in keys.items()]
    log.append(first, FOUNDER.author, AT, seal)
    body: JsonDict = {"originals": [original(n) for n in range(5)]}
    act = Act(Compartment.EVIDENCE, "received", body, "originals", (pledge,))
    log.append([act, said("first")], OTHER.author, AT, seal)
    for group in groups:
        log.append(group, FOUNDER.author, AT, seal)
    return folder


def original(number: int) -> JsonDict:
    """An invented original's element."""
    content = f"original {number}".encode()
    return {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
