# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Paths are bytes; what a person reads of them obeys nothing."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from witnessbox.model.evidence import path_bytes, path_text, readable


@given(st.binary(max_size=255))
def test_a_path_survives_its_text(path: bytes) -> None:
    assert path_bytes(path_text(path)) == path


@given(st.binary(max_size=255))
def test_what_is_read_has_no_control_or_direction_characters(path: bytes) -> None:
    text = readable(path)
    assert not any(unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp") for c in text)


def test_ordinary_names_read_as_they_are() -> None:
    assert readable("колония/видео 1.mp4".encode()) == "колония/видео 1.mp4"


def test_escapes_show_as_symbols() -> None:
    assert readable(b"\x1b[31mred") == "\\u{001b}[31mred"
    assert readable(b"\xd0.txt") == "\\xd0.txt"
    assert readable("\u202egpj.exe".encode()) == "\\u{202e}gpj.exe"
