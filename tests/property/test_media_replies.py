# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Whatever a child answers, the parent takes a checked record or says `lied`."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from witnessbox.base import canonical
from witnessbox.media import check, formats, record, reply
from witnessbox.media.check import LiedError
from witnessbox.media.client import LOOK_BOUNDS
from witnessbox.media.record import Look, Segment
from witnessbox.media.reply import Bounds

BOUNDS = Bounds(blobs=3, blob=4096, total=6000)

scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(1 << 60), 1 << 60)
    | st.floats(allow_nan=False)
    | st.text(max_size=20)
)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=12), inner, max_size=4)
    ),
    max_leaves=12,
)

STREAM: dict[str, Any] = {
    "index": 0,
    "kind": "video",
    "codec": "h264",
    "time_base": [1, 1000],
    "start": 0,
    "duration": 10,
    "width": 16,
    "height": 16,
    "rotation": 90,
    "sample_aspect": [1, 1],
    "rate": [25, 1],
    "channels": 0,
    "sample_rate": 0,
    "reason": None,
}
STILL: dict[str, Any] = {
    "stream": 0,
    "pts": 4,
    "time_base": [1, 1000],
    "width": 4,
    "height": 2,
}
LOOK: dict[str, Any] = {
    "media_type": "video/mp4",
    "container": "mov,mp4,m4a,3gp,3g2,mj2",
    "decoder": "PyAV 18 FFmpeg 8",
    "duration": [5, 2],
    "start": [0, 1],
    "streams": [STREAM],
    "stills": [STILL],
    "untrusted_tags": {"encoder": "x"},
    "reason": None,
    "notes": ["damaged"],
}
PIXELS = bytes(24)
SEGMENT: dict[str, Any] = {
    "codecs": ["avc1.64001F"],
    "origin": [0, 1],
    "start": [0, 1],
    "end": [4, 1],
    "size": [4, 2],
    "reason": None,
}
BOXES = b"\x00\x00\x00\x08moof\x00\x00\x00\x08mdat"


def plain(pixels: bytes, width: int, height: int) -> tuple[bytes, bytes]:
    assert len(pixels) == 3 * width * height
    return b"", b""


def feed(data: bytes) -> Callable[[int], bytes]:
    rest = bytearray(data)

    def receive(count: int) -> bytes:
        assert count <= reply.READ_STEP
        part = bytes(rest[:count])
        del rest[:count]
        return part

    return receive


def harmless(seen: Look) -> None:
    """What of a look may reach a screen or a log."""
    assert seen.media_type in formats.MEDIA_TYPES
    assert len(seen.streams) <= record.MAX_STREAMS
    assert len(seen.stills) <= record.MAX_STILLS
    for name, text in seen.untrusted_tags:
        assert name in record.TAGS
        assert len(text) <= record.MAX_TAG
        assert not any(ord(c) < 32 or 127 <= ord(c) < 160 for c in text)
    assert "\x1b" not in repr(seen.to_json())
    canonical.encode(seen.to_json())


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path] if path else []
    if isinstance(value, dict):
        for name, part in value.items():
            found += places(part, (*path, name))
    elif isinstance(value, list):
        for number, part in enumerate(value):
            found += places(part, (*path, number))
    return found


def changed(whole: Any, path: tuple[Any, ...], part: Any) -> Any:
    copy = json.loads(json.dumps(whole))
    at = copy
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = part
    return copy


@given(st.binary(max_size=300))
@example(b"\x00\x00\x00\x00")
@example(b"\xff\xff\xff\xff")
def test_any_bytes_are_a_frame_or_a_lie(data: bytes) -> None:
    try:
        reply.read(feed(data), BOUNDS)
    except (LiedError, EOFError):
        return
    raise AssertionError("random bytes were taken for an answer")


@given(values, st.lists(st.binary(max_size=3000), max_size=4), st.binary(max_size=3))
def test_a_frame_is_read_back_only_within_its_bounds(
    result: Any, blobs: list[bytes], extra: bytes
) -> None:
    try:
        data = b"".join(reply.frame(result, blobs)) + extra
    except ValueError:
        return
    within = len(blobs) <= BOUNDS.blobs and sum(map(len, blobs)) <= BOUNDS.total
    if within and not extra and "." not in json.dumps(result):
        got = reply.read(feed(data), BOUNDS)
        assert list(got.blobs) == blobs
        return
    try:
        reply.read(feed(data), BOUNDS)
    except LiedError:
        return
    assert within
    assert not extra


@given(st.integers(0, 200), st.binary(min_size=1, max_size=3))
def test_a_frame_that_is_cut_or_changed_is_never_misread(at: int, put: bytes) -> None:
    data = b"".join(reply.frame({"a": 1}, [b"0123456789"]))
    for broken in (data[: at % len(data)], data[:at] + put + data[at + 1 :]):
        try:
            got = reply.read(feed(broken), BOUNDS)
        except (LiedError, EOFError):
            continue
        assert len(got.blobs) <= BOUNDS.blobs


@settings(max_examples=400)
@given(st.data())
def test_a_look_with_any_field_replaced_is_checked_or_a_lie(
    data: st.DataObject,
) -> None:
    path = data.draw(st.sampled_from(places(LOOK)))
    answer = changed(LOOK, path, data.draw(values))
    try:
        seen = check.check_look(answer, [PIXELS], plain)
    except LiedError:
        return
    harmless(seen)


@given(values, st.lists(st.binary(max_size=30), max_size=3))
def test_any_answer_to_look_is_checked_or_a_lie(
    answer: Any, blobs: list[bytes]
) -> None:
    try:
        harmless(check.check_look(answer, blobs, plain))
    except LiedError:
        return


@settings(max_examples=300)
@given(st.data(), st.binary(max_size=40))
def test_any_answer_to_proxy_is_checked_or_a_lie(
    data: st.DataObject, blob: bytes
) -> None:
    path = data.draw(st.sampled_from(places(SEGMENT)))
    answer = changed(SEGMENT, path, data.draw(values))
    for given_blob in (BOXES, blob):
        try:
            part = check.check_segment(answer, [given_blob])
        except LiedError:
            continue
        assert isinstance(part, Segment)
        assert part.mime.isascii()
        assert "\n" not in part.mime
        assert part.reason is not None or part.data == given_blob


def test_the_unchanged_answers_pass() -> None:
    # The control: what is fuzzed above is an answer that holds.
    assert check.check_look(LOOK, [PIXELS], plain).stills[0].width == 4
    assert check.check_segment(SEGMENT, [BOXES]).mime.startswith("video/mp4")


@pytest.mark.parametrize(
    "tag", ["a\x1b[31mb", "a\nb", "\u202eexe.txt", "x" * 257, "\x00", "\x9b31m"]
)
def test_a_tag_that_could_steer_a_screen_is_a_lie(tag: str) -> None:
    with pytest.raises(LiedError):
        check.check_look(
            changed(LOOK, ("untrusted_tags",), {"make": tag}), [PIXELS], plain
        )


def test_pixels_must_be_as_many_as_declared() -> None:
    for pixels in ([], [PIXELS[:-1]], [PIXELS + b"x"], [PIXELS, PIXELS]):
        with pytest.raises(LiedError):
            check.check_look(LOOK, pixels, plain)


def test_a_blob_larger_than_its_bound_is_never_read() -> None:
    asked = 0

    def receive(count: int) -> bytes:
        nonlocal asked
        asked += count
        return head.pop(0) if head else b"x" * count

    document = canonical.encode({"blobs": [LOOK_BOUNDS.blob + 1], "result": None})
    head = [len(document).to_bytes(4, "big"), document]
    with pytest.raises(LiedError):
        reply.read(receive, LOOK_BOUNDS)
    assert asked == 4 + len(document)
