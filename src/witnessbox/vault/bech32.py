# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Bech32 (BIP 173) as age uses it: keys as text that notices a slip of the pen.

What holds: the text is all lower or all upper case, its checksum is right, and
the last bits that fill up a character are zero; nothing else is taken. There is
no limit of 90 characters: age does not keep it.

    >>> encode("age", bytes(2))
    'age1qqqqlpnwam'
"""

from __future__ import annotations

from collections.abc import Iterable

from witnessbox.vault.clause import Clause, KeyTextError

_ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_VALUES = {character: value for value, character in enumerate(_ALPHABET)}
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_CHECKSUM = 6

MAX_TEXT = 256


def encode(prefix: str, data: bytes) -> str:
    """The text of some bytes, in lower case."""
    values = _regroup(data, 8, 5)
    seed = _expand(prefix) + values + [0] * _CHECKSUM
    remainder = _polymod(seed) ^ 1
    tail = [remainder >> 5 * (_CHECKSUM - 1 - i) & 31 for i in range(_CHECKSUM)]
    return prefix + "1" + "".join(_ALPHABET[value] for value in values + tail)


def decode(prefix: str, untrusted: str) -> bytes:
    """The bytes of a text that has this lower-case prefix.

    Raises:
        KeyTextError: It is not such a text, or its checksum is wrong.
    """
    if len(untrusted) > MAX_TEXT or not untrusted.isascii():
        raise _wrong("too long, or holds characters that no key has")
    if untrusted not in (untrusted.lower(), untrusted.upper()):
        raise _wrong("in upper and lower case at once")
    found, one, rest = untrusted.lower().rpartition("1")
    if not one or found != prefix or len(rest) < _CHECKSUM:
        raise _wrong(f"not one that starts with {prefix}1")
    if any(character not in _VALUES for character in rest):
        raise _wrong("written with a character that no key has")
    values = [_VALUES[character] for character in rest]
    if _polymod(_expand(prefix) + values) != 1:
        raise _wrong("mistyped: its checksum is wrong")
    data = bytes(_regroup(values[:-_CHECKSUM], 5, 8, fill=False))
    if _regroup(data, 8, 5) != values[:-_CHECKSUM]:
        raise _wrong("not in its canonical form")
    return data


def _wrong(why: str) -> KeyTextError:
    return KeyTextError(Clause.KEY_TEXT, f"A key is {why}.")


def _expand(prefix: str) -> list[int]:
    codes = prefix.encode("ascii")
    return [code >> 5 for code in codes] + [0] + [code & 31 for code in codes]


def _polymod(values: Iterable[int]) -> int:
    checksum = 1
    for value in values:
        top = checksum >> 25
        checksum = (checksum & 0x1FFFFFF) << 5 ^ value
        for bit, term in enumerate(_GENERATOR):
            if top >> bit & 1:
                checksum ^= term
    return checksum


def _regroup(
    data: Iterable[int], old: int, new: int, *, fill: bool = True
) -> list[int]:
    held, bits, groups = 0, 0, []
    for value in data:
        held = (held << old | value) & 0xFFFF
        bits += old
        while bits >= new:
            bits -= new
            groups.append(held >> bits & (1 << new) - 1)
    if fill and bits:
        groups.append(held << new - bits & (1 << new) - 1)
    return groups
