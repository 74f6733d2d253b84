# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The one form in which a child answers: bounded JSON, then raw blobs.

What holds: an answer is one part or, for the verbs that watch a whole film, many
parts, and then the end of the stream. A part is length (4 bytes, big-endian) ‖
canonical JSON object `{"blobs": [sizes], "result": …}` ‖ the blobs. The reader
takes no more bytes than `Bounds` allow, allocates nothing on the child's word,
and refuses an answer that is longer or shorter than it declares.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from witnessbox.base import canonical
from witnessbox.base.canonical import JsonValue
from witnessbox.base.errors import DamagedError
from witnessbox.media.check import LiedError, take_dict, take_int, take_list

MAX_JSON = 1 << 20
READ_STEP = 1 << 18
_LENGTH = struct.Struct(">I")


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much one verb may answer.

    Attributes:
        blobs: Number of blobs in a part.
        blob: Bytes of one blob.
        total: Bytes of all blobs of a part together.
        parts: Number of parts.
    """

    blobs: int
    blob: int
    total: int
    parts: int = 1


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer whose frame holds; its contents are still untrusted.

    Attributes:
        untrusted_result: What the child says.
        blobs: Raw bytes, as many and as long as declared.
    """

    untrusted_result: JsonValue
    blobs: tuple[bytes, ...]


def frame(result: JsonValue, blobs: Sequence[bytes] = ()) -> list[bytes]:
    """The parts of an answer, in order; the child's side."""
    document = canonical.encode(
        {"blobs": [len(blob) for blob in blobs], "result": result}
    )
    return [_LENGTH.pack(len(document)), document, *blobs]


def read(receive: Callable[[int], bytes], bounds: Bounds) -> Reply:
    """Read one answer.

    Args:
        receive: Gives up to n bytes; empty at the end of the stream.
        bounds: What this verb may answer.

    Raises:
        LiedError: The frame breaks a rule.
        EOFError: The stream ended before anything was answered.
    """
    only = _part(receive, bounds)
    if receive(1):
        raise LiedError("bytes after the end of the answer")
    return only


def read_parts(receive: Callable[[int], bytes], bounds: Bounds) -> Iterator[Reply]:
    """Read an answer of many parts, one by one, up to the end of the stream.

    Raises:
        LiedError: The frame breaks a rule, or there are too many parts.
    """
    for _ in range(bounds.parts):
        try:
            part = _part(receive, bounds)
        except EOFError:
            return
        yield part
    if receive(1):
        raise LiedError("more parts than this verb may answer")


def _part(receive: Callable[[int], bytes], bounds: Bounds) -> Reply:
    (length,) = _LENGTH.unpack(_exactly(receive, _LENGTH.size, first=True))
    if length > MAX_JSON:
        raise LiedError("an answer that is too long")
    try:
        document = canonical.decode(_exactly(receive, length))
    except DamagedError as error:
        raise LiedError("an answer that is not canonical JSON") from error
    sizes = [
        take_int(size, 0, bounds.blob)
        for size in take_list(document.get("blobs"), bounds.blobs)
    ]
    if sum(sizes) > bounds.total:
        raise LiedError("more bytes than this verb may answer")
    blobs = tuple(_exactly(receive, size) for size in sizes)
    return Reply(take_dict(document).get("result"), blobs)


def _exactly(
    receive: Callable[[int], bytes], count: int, *, first: bool = False
) -> bytes:
    parts = bytearray()
    while len(parts) < count:
        part = receive(min(count - len(parts), READ_STEP))
        if not part:
            if first and not parts:
                raise EOFError
            raise LiedError("an answer that ends too early")
        parts += part
    return bytes(parts)
