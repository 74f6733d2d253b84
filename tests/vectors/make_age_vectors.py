# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Make age_vectors.json: age files with fixed keys, whole and broken.

What holds: this is a second writer of the format, straight from the
specification, that shares no line with `witnessbox.vault`; nothing in it is
random, so the file is the same every time.

    python tests/vectors/make_age_vectors.py
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import (
    X25519PrivateKey,
    X25519PublicKey,
)
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

IDENTITY = bytes(range(1, 33))
IDENTITY_TEXT = (
    "AGE-SECRET-KEY-1QYPQXPQ9QCRSSZG2PVXQ6RS0ZQG3YYC5Z5TPWXQERGD3C8G7RUSQGPQYEE"
)
EPHEMERAL = bytes(range(101, 133))
FILE_KEY = b"sixteen byte key"
NONCE = bytes(range(201, 217))
SALT = bytes(range(51, 67))
PASSPHRASE = "lumo-dira-kesa"
WORK_FACTOR = 5
CHUNK = 65536
TAG = 16


@dataclass(frozen=True)
class Vector:
    """One file and what must come of it.

    Attributes:
        name: A sentence with hyphens.
        expect: `success`, `wrong-key`, or the clause that it breaks.
        identity: The age identity to try, or empty.
        passphrase: The passphrase to try, where there is no identity.
        sealed: The file: base64 of its zlib form.
        released: SHA-256 of the plaintext that a reader from the front, which
            looks at the last chunk first, may have given out; hex.
    """

    name: str
    expect: str
    identity: str
    passphrase: str
    sealed: str
    released: str


def vector(
    name: str,
    expect: str,
    sealed: bytes,
    released: bytes = b"",
    *,
    passphrase: str = "",
) -> Vector:
    """A vector, packed."""
    return Vector(
        name,
        expect,
        "" if passphrase else IDENTITY_TEXT,
        passphrase,
        base64.b64encode(zlib.compress(sealed, 9)).decode(),
        hashlib.sha256(released).hexdigest(),
    )


def b64(data: bytes) -> bytes:
    """Base64 without padding."""
    return base64.b64encode(data).rstrip(b"=")


def hkdf(secret: bytes, salt: bytes, info: bytes) -> bytes:
    """One block of HKDF-SHA-256."""
    extracted = hmac.digest(salt or bytes(32), secret, "sha256")
    return hmac.digest(extracted, info + b"\x01", "sha256")


def aead(key: bytes, plain: bytes, nonce: bytes = bytes(12)) -> bytes:
    """ChaCha20-Poly1305."""
    return ChaCha20Poly1305(key).encrypt(nonce, plain, None)


def x25519(file_key: bytes = FILE_KEY, secret: bytes = IDENTITY) -> bytes:
    """The stanza for an identity."""
    ephemeral = X25519PrivateKey.from_private_bytes(EPHEMERAL)
    public = X25519PrivateKey.from_private_bytes(secret).public_key()
    share = ephemeral.public_key().public_bytes_raw()
    shared = ephemeral.exchange(
        X25519PublicKey.from_public_bytes(public.public_bytes_raw())
    )
    salt = share + public.public_bytes_raw()
    key = hkdf(shared, salt, b"age-encryption.org/v1/X25519")
    return b"-> X25519 " + b64(share) + b"\n" + b64(aead(key, file_key)) + b"\n"


def scrypt(
    factor: bytes = b"%d" % WORK_FACTOR, salt: bytes = SALT, file_key: bytes = FILE_KEY
) -> bytes:
    """The stanza for the passphrase."""
    key = hashlib.scrypt(
        PASSPHRASE.encode(),
        salt=b"age-encryption.org/v1/scrypt" + salt,
        n=1 << WORK_FACTOR,
        r=8,
        p=1,
        dklen=32,
    )
    first = b" ".join((b"-> scrypt", b64(salt), factor))
    return first + b"\n" + b64(aead(key, file_key)) + b"\n"


def head(*stanzas: bytes, version: bytes = b"age-encryption.org/v1\n") -> bytes:
    """A header with a MAC that is right for it."""
    covered = version + b"".join(stanzas) + b"---"
    mac = hmac.digest(hkdf(FILE_KEY, b"", b"header"), covered, "sha256")
    return covered + b" " + b64(mac) + b"\n"


def chunk(plain: bytes, number: int, *, last: bool) -> bytes:
    """One sealed chunk."""
    nonce = number.to_bytes(11, "big") + bytes([last])
    return aead(hkdf(FILE_KEY, NONCE, b"payload"), plain, nonce)


def quiet(size: int, number: int, *, last: bool) -> bytes:
    """A plaintext whose sealed form is zeros and a tag: it packs to nothing."""
    return chunk(bytes(size), number, last=last)[:size]


def long(size: int) -> bytes:
    """A plaintext of several chunks, each of them quiet."""
    parts = [min(CHUNK, size - at) for at in range(0, size, CHUNK)]
    last = len(parts) - 1
    return b"".join(quiet(each, i, last=i == last) for i, each in enumerate(parts))


def body(plain: bytes) -> bytes:
    """Nonce and chunks."""
    parts = [plain[at : at + CHUNK] for at in range(0, len(plain), CHUNK)] or [b""]
    last = len(parts) - 1
    return NONCE + b"".join(chunk(p, i, last=i == last) for i, p in enumerate(parts))


def whole() -> Iterator[Vector]:
    """Files that open, and one that is for somebody else."""
    for size in (0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK):
        plain = long(size)
        yield vector(f"{size}-bytes", "success", head(x25519()) + body(plain), plain)
    plain = b"witness"
    payload = body(plain)
    yield vector(
        "two-recipients",
        "success",
        head(x25519(secret=EPHEMERAL), x25519()) + payload,
        plain,
    )
    yield vector(
        "an-unknown-recipient-first",
        "success",
        head(b"-> other a b\n\n", x25519()) + payload,
        plain,
    )
    full = b"-> other\n" + b"A" * 64 + b"\n\n"
    yield vector(
        "a-body-of-one-full-row", "success", head(full, x25519()) + payload, plain
    )
    sealed = head(scrypt()) + payload
    yield vector("a-passphrase", "success", sealed, plain, passphrase=PASSPHRASE)
    yield vector("another-passphrase", "wrong-key", sealed, passphrase="lumo")
    stranger = head(x25519(secret=EPHEMERAL)) + payload
    yield vector("a-stranger", "wrong-key", stranger)


def broken_headers() -> Iterator[Vector]:
    """Files whose header is refused; the MAC is right wherever one can be."""
    rest = body(b"witness")
    share, wrapped = x25519().splitlines()
    low = b"-> X25519 " + b64(bytes(32)) + b"\n" + wrapped + b"\n"
    good = head(x25519())
    cases = {
        "header-version": {
            "an-empty-file": b"",
            "another-version": head(x25519(), version=b"age-encryption.org/v2\n"),
            "a-return-after-the-version": good.replace(b"v1\n", b"v1\r\n"),
        },
        "header-size": {
            "a-header-cut-short": good[:-1],
            "sixty-five-stanzas": head(*[b"-> other\n\n"] * 64, x25519()),
            "a-header-beyond-the-limit": head(b"-> other " + b"a" * 16384 + b"\n\n"),
        },
        "header-stanza": {
            "no-stanza": head(),
            "a-stanza-without-its-mark": head(b"->X25519\n\n"),
            "a-stanza-without-a-kind": head(b"-> \n\n"),
            "two-spaces": head(x25519().replace(b"X25519 ", b"X25519  ")),
            "a-character-beyond-ascii": head(b"-> \xc3\xa9\n\n"),
            "a-row-too-long": head(b"-> other\n" + b"A" * 65 + b"\n"),
        },
        "header-base64": {
            "padded-base64": head(share + b"=\n" + wrapped + b"\n"),
            "bits-left-over": head(b"-> other\nAB\n", x25519()),
            "no-base64": head(b"-> other\n!!!!\n", x25519()),
            "a-mac-that-is-padded": good[:-1] + b"=\n",
        },
        "header-mac-line": {
            "no-space-before-the-mac": good.replace(b"--- ", b"---"),
            "a-short-mac": good[:-5] + b"\n",
            "no-mac": good[: good.index(b"---") + 4] + b"\n",
        },
        "header-mac": {
            "another-mac": good.replace(b"--- ", b"--- AAAA")[:-5] + b"\n",
            "a-stanza-added-later": good.replace(b"v1\n", b"v1\n-> other\n\n"),
        },
        "header-x25519": {
            "two-shares": head(share + b" AAAA\n" + wrapped + b"\n"),
            "no-share": head(b"-> X25519\n" + wrapped + b"\n"),
            "a-short-share": head(b"-> X25519 AAAA\n" + wrapped + b"\n"),
            "a-long-file-key": head(x25519(FILE_KEY + b"!")),
        },
        "header-low-order": {"a-forbidden-share": head(low)},
        "header-scrypt-alone": {"a-passphrase-and-a-key": head(scrypt(), x25519())},
    }
    for clause, files in cases.items():
        for name, header in files.items():
            yield vector(name, clause, header + rest if header else b"")
    strange = {
        "no-work-factor": scrypt().replace(b" 5\n", b"\n"),
        "a-work-factor-of-zero": scrypt(b"0"),
        "a-work-factor-with-a-zero": scrypt(b"05"),
        "a-work-factor-with-a-sign": scrypt(b"+5"),
        "a-work-factor-too-high": scrypt(b"21"),
        "a-short-salt": scrypt(salt=SALT[:15]),
        "a-passphrase-with-a-short-body": scrypt(file_key=FILE_KEY[:15]),
    }
    for name, stanza in strange.items():
        yield vector(name, "header-scrypt", head(stanza) + rest, passphrase=PASSPHRASE)


def broken_payloads() -> Iterator[Vector]:
    """Files that open, and whose payload is refused."""
    start = head(x25519())
    one, two = quiet(CHUNK, 0, last=False), quiet(CHUNK, 1, last=True)
    first = chunk(one, 0, last=False)
    second = chunk(two, 1, last=True)
    early_end = chunk(quiet(CHUNK, 0, last=True), 0, last=True)
    flipped = bytearray(first)
    flipped[-1] ^= 1
    shapes = {
        "no-chunk": b"",
        "less-than-a-tag": b"x" * 15,
        "an-empty-last-chunk": first + chunk(b"", 1, last=True),
        "less-than-a-tag-at-the-end": first + b"x" * 15,
        "a-byte-after-a-full-last-chunk": first + second + b"\0",
    }
    chunks = {
        "a-flipped-bit": chunk(b"x", 0, last=True)[:-1] + b"\0",
        "no-last-chunk": first,
        "the-last-chunk-cut": first + second[:-1],
        "a-byte-more": chunk(b"x", 0, last=True) + b"\0",
        "chunks-swapped": second + first,
        "a-chunk-twice": first + first + second,
        "a-last-chunk-in-the-middle": early_end + first,
    }
    for name in ("", "n" * 15):
        yield vector(f"a-nonce-of-{len(name)}", "payload-nonce", start + name.encode())
    for name, rest in shapes.items():
        yield vector(name, "payload-shape", start + NONCE + rest)
    for name, rest in chunks.items():
        yield vector(name, "payload-chunk", start + NONCE + rest)
    third = chunk(b"3", 2, last=True)
    middle = first + chunk(quiet(CHUNK, 7, last=False), 7, last=False) + third
    yield vector("a-chunk-from-elsewhere", "payload-chunk", start + NONCE + middle, one)
    early = bytes(flipped) + second
    yield vector(
        "a-flipped-bit-of-the-first-chunk", "payload-chunk", start + NONCE + early
    )


def document() -> str:
    """The file's text."""
    vectors = [*whole(), *broken_headers(), *broken_payloads()]
    return json.dumps([asdict(each) for each in vectors], indent=1) + "\n"


if __name__ == "__main__":
    Path(__file__).with_name("age_vectors.json").write_text(document())
