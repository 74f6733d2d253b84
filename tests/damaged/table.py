# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Every damage and the code that `verify --full` must report for it.

The codes are the clauses of docs/spec; the place is what the corruptor returns.
"""

from __future__ import annotations

from tests.damaged.corruptors import (
    Corruption,
    at_payload,
    at_text,
    chunks_swapped,
    compartment_key,
    cut_before_the_end,
    entries_swapped,
    entry_offset,
    group_dropped,
    head,
    header_value,
    key_gone,
    key_of_nobody,
    largest,
    last_chunk_dropped,
    last_group_lost,
    log_gone,
    member_key,
    note_line,
    object_gone,
    object_of_another,
    object_of_nobody,
    pledge_value,
    public,
    record_value,
    root_changed,
    sealed,
    sealed_evidence,
    segment,
    segment_gone,
    signature_bytes,
    signer_changed,
    signer_of_head,
    stanza_added,
    station_key,
    stray_file,
    toml_replaced,
    toml_value,
    with_inner,
    with_objects,
)
from tests.damaged.parts import CHUNK, NONCE, flip, other

OBJECTS = [
    Corruption("object-version-line", "header-version", largest(lambda d: flip(d, 3))),
    Corruption("object-stanza-kind", "object-key", largest(at_text(b"-> X25519", 5))),
    Corruption(
        "object-stanza-share", "object-key", largest(at_text(b"-> X25519 ", 12))
    ),
    Corruption("object-stanza-body", "object-key", largest(at_text(b"-> X25519 ", 60))),
    Corruption("object-mac-mark", "header-stanza", largest(at_text(b"\n--- ", 2))),
    Corruption("object-mac", "header-mac", largest(at_text(b"\n--- ", 8))),
    Corruption("object-one-more-stanza", "header-mac", largest(stanza_added)),
    Corruption("object-nonce", "object-digest", largest(at_payload(3))),
    Corruption("object-first-chunk", "object-digest", largest(at_payload(NONCE + 9))),
    Corruption("object-second-chunk", "object-digest", largest(at_payload(CHUNK + 99))),
    Corruption(
        "object-last-tag", "object-digest", largest(lambda d: flip(d, -1 % len(d)))
    ),
    Corruption("object-cut-in-a-chunk", "object-size", largest(lambda d: d[:-100])),
    Corruption("object-cut-at-a-chunk", "object-size", largest(last_chunk_dropped)),
    Corruption("object-chunks-swapped", "object-digest", largest(chunks_swapped)),
    Corruption("object-longer", "object-size", largest(lambda d: d + b"\0")),
    Corruption("object-empty", "header-version", largest(lambda _: b"")),
    Corruption("object-gone", "object-missing", object_gone),
    Corruption("object-of-another", "object-size", object_of_another),
    Corruption("object-of-nobody", "object-unreferenced", object_of_nobody),
]

KEYS = [
    Corruption(
        "key-scrypt-salt", "key-changed", member_key(at_text(b"-> scrypt ", 14))
    ),
    Corruption(
        "key-scrypt-work", "key-changed", member_key(at_text(b"-> scrypt ", 33))
    ),
    Corruption("key-member-mac", "key-changed", member_key(at_text(b"\n--- ", 8))),
    Corruption("key-member-chunk", "key-changed", member_key(at_payload(20))),
    Corruption("key-member-empty", "key-changed", member_key(lambda _: b"")),
    Corruption(
        "key-wrapped-share", "key-changed", compartment_key(at_text(b"X25519 ", 9))
    ),
    Corruption("key-wrapped-chunk", "key-changed", compartment_key(at_payload(20))),
    Corruption("key-station", "key-changed", station_key),
    Corruption("key-gone", "key-missing", key_gone),
    Corruption("key-of-nobody", "key-unlisted", key_of_nobody),
]

BOX = [
    Corruption("box-format-no-number", "box-form", toml_replaced(b"= 1", b"= x")),
    Corruption("box-id", "box-differs", toml_value("box")),
    Corruption("box-log", "box-differs", toml_value("log")),
    Corruption("box-founder-member", "box-differs", toml_value("member")),
    Corruption("box-founder-signing", "box-differs", toml_value("signing")),
    Corruption("box-recipient", "box-differs", toml_value("evidence")),
    Corruption(
        "box-one-more-line", "box-differs", toml_replaced(b"\n\n", b"\nnew = 1\n\n")
    ),
    Corruption("box-line-ends", "box-digest", toml_replaced(b"\n", b"\r\n")),
]

LEDGER = [
    Corruption("segment-magic", "segment-header", segment(lambda d: flip(d, 4))),
    Corruption(
        "segment-header-digest", "segment-header", segment(at_text(b'"root":', 9))
    ),
    Corruption("segment-header-log", "segment-header", header_value(log="l-0")),
    Corruption("segment-header-number", "segment-header", header_value(segment=1)),
    Corruption("segment-header-size", "segment-header", header_value(size=7)),
    Corruption("segment-header-root", "segment-header", header_value(root="00" * 32)),
    Corruption(
        "frame-length",
        "frame-form",
        segment(lambda d: flip(d, entry_offset(d) + 3)),
    ),
    Corruption(
        "frame-kind", "frame-digest", segment(lambda d: flip(d, entry_offset(d) + 4))
    ),
    Corruption(
        "frame-body", "frame-digest", segment(lambda d: flip(d, entry_offset(d) + 60))
    ),
    Corruption(
        "frame-last-digest", "frame-digest", segment(lambda d: flip(d, len(d) - 1))
    ),
    Corruption("record-seq", "record-seq", record_value(sealed_evidence, seq=4000)),
    Corruption(
        "record-compartment",
        "checkpoint-root",
        record_value(sealed_evidence, compartment="sources"),
    ),
    Corruption(
        "record-payload",
        "record-payload",
        record_value(sealed_evidence, payload="0" * 64),
    ),
    Corruption(
        "record-commitment",
        "checkpoint-root",
        record_value(sealed_evidence, commitment="0" * 64),
    ),
    Corruption(
        "record-inner", "checkpoint-root", record_value(with_inner, inner="0" * 64)
    ),
    Corruption(
        "record-objects", "record-objects", record_value(with_objects, objects="0" * 64)
    ),
    Corruption("record-more", "record-form", record_value(sealed_evidence, zone="x")),
    Corruption("pledge-name", "record-objects", pledge_value("name")),
    Corruption("pledge-sha256", "record-objects", pledge_value("sha256")),
    Corruption("pledge-size", "record-objects", pledge_value("size")),
    Corruption("entry-header", "entry-unreadable", sealed(at_text(b"-> X25519 ", 12))),
    Corruption("entry-mac", "header-mac", sealed(at_text(b"\n--- ", 8))),
    Corruption("entry-nonce", "record-payload", sealed(at_payload(3))),
    Corruption("entry-chunk", "record-payload", sealed(at_payload(40))),
    Corruption(
        "entry-public-document",
        "record-payload",
        lambda box: box.change_entry(public, sealed=lambda d: flip(d, 30)),
    ),
    Corruption(
        "entry-presence",
        "frame-form",
        lambda box: box.change_entry(sealed_evidence, presence=lambda _: b"\x07"),
    ),
    Corruption("entries-swapped", "record-seq", segment(entries_swapped)),
    Corruption("group-dropped", "record-seq", segment(group_dropped)),
    Corruption(
        "checkpoint-origin", "checkpoint-origin", note_line(0, lambda n: other(n, 14))
    ),
    Corruption("checkpoint-size", "checkpoint-size", note_line(1, lambda n: n + b"1")),
    Corruption("checkpoint-root", "checkpoint-root", note_line(2, root_changed)),
    Corruption(
        "checkpoint-form", "checkpoint-form", note_line(3, lambda _: b"extension")
    ),
    Corruption("checkpoint-signer", "checkpoint-signer", note_line(4, signer_changed)),
    Corruption(
        "checkpoint-key-id", "checkpoint-signature", note_line(4, signature_bytes(0))
    ),
    Corruption(
        "checkpoint-signature", "checkpoint-signature", note_line(4, signature_bytes(9))
    ),
    Corruption("tail-cut", "frame-form", cut_before_the_end),
    Corruption("tail-lost", "head-ahead", last_group_lost),
    Corruption("head-form", "head-form", head(lambda _: b"what is this\n")),
    Corruption("head-signer", "head-form", head(signer_of_head)),
    Corruption("head-other-root", "head-form", head(at_text(b"\n", 10))),
    Corruption("segment-gone", "segment-missing", segment_gone),
    Corruption("log-gone", "log-missing", log_gone),
    Corruption("stray-file", "stray-file", stray_file),
]

CORRUPTIONS = [*OBJECTS, *KEYS, *BOX, *LEDGER]
