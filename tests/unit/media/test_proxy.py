# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Segments keep every picture, once, at its own time; through the lock-down."""

from __future__ import annotations

import io
import itertools
import os
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

import av
import numpy as np
import pytest
from tests.unit.media import clips
from tests.unit.media.conftest import descriptor_of

from witnessbox.media import proxy as verb
from witnessbox.media.client import SpawnerClient
from witnessbox.media.formats import Reason
from witnessbox.media.record import Segment, Variant

Give = Callable[..., Segment]


@pytest.fixture
def give(client: SpawnerClient) -> Iterator[Give]:
    opened: list[int] = []

    def one(
        data: bytes, segment: int | None, variant: Variant = Variant.CLEAR
    ) -> Segment:
        if not opened:
            opened.append(descriptor_of(data))
        return client.proxy(
            opened[0], None, len(data), segment=segment, variant=variant
        )

    yield one
    for descriptor in opened:
        os.close(descriptor)


def stamps_of(data: bytes) -> list[Fraction]:
    """The times of all pictures of a film, as our decoder gives them."""
    with av.open(io.BytesIO(data), "r") as film:
        found = [
            frame.pts * Fraction(frame.time_base or 1)
            for frame in film.decode(video=0)
            if frame.pts is not None
        ]
    return sorted(stamp for stamp in found if stamp >= 0)


def pictures_in(
    init: Segment, part: Segment, kind: str = "video"
) -> list[tuple[Fraction, Fraction]]:
    """Time and duration of each packet of a segment."""
    with av.open(io.BytesIO(init.data + part.data), "r") as film:
        streams = [s for s in film.streams if s.type == kind]
        if not streams:
            return []
        base = Fraction(streams[0].time_base or 1)
        return [
            (packet.pts * base, (packet.duration or 0) * base)
            for packet in film.demux(streams[0])
            if packet.size and packet.pts is not None
        ]


def all_pictures(
    give: Give, data: bytes, variant: Variant, first: int = 0
) -> list[list[tuple[Fraction, Fraction]]]:
    init = give(data, None, variant)
    parts: list[list[tuple[Fraction, Fraction]]] = []
    for number in itertools.count(first):
        part = give(data, number, variant)
        if part.reason is Reason.PAST_END:
            return parts
        assert part.reason is None
        parts.append(pictures_in(init, part))
    raise AssertionError


FILMS: dict[str, dict[str, Any]] = {
    "b-frames": {"seconds": 11.0, "options": {"bf": "3", "g": "50"}},
    "open gop": {
        "seconds": 11.0,
        "options": {"x264-params": "bframes=3:keyint=40:open-gop=1:scenecut=0"},
    },
    "rare key pictures": {"seconds": 13.0, "options": {"g": "1000"}},
    "mpeg-ts": {"seconds": 9.0, "container": "mpegts", "options": {"bf": "2"}},
    "matroska": {"seconds": 9.0, "container": "matroska", "options": {"bf": "2"}},
    "ntsc": {"seconds": 9.0, "time_base": Fraction(1001, 30000), "rate": 30},
    "hevc": {"seconds": 9.0, "codec": "libx265"},
    "vp9": {"seconds": 9.0, "codec": "libvpx-vp9", "container": "webm"},
    "avi": {"seconds": 9.0, "codec": "mpeg4", "container": "avi"},
    "starts late": {"seconds": 9.0, "start": 60, "container": "matroska"},
}


@pytest.mark.parametrize("name", FILMS)
def test_every_picture_is_in_exactly_one_segment(give: Give, name: str) -> None:
    data = clips.film(**FILMS[name])
    expected = stamps_of(data)
    parts = all_pictures(give, data, Variant.CLEAR)
    assert [stamp for part in parts for stamp, _ in part] == expected
    for number, part in enumerate(parts):
        assert all(4 * number <= stamp < 4 * (number + 1) for stamp, _ in part)


@pytest.mark.parametrize("name", FILMS)
def test_each_picture_lasts_until_the_next_across_segments(
    give: Give, name: str
) -> None:
    data = clips.film(**FILMS[name])
    shown = [one for part in all_pictures(give, data, Variant.COVERED) for one in part]
    for (stamp, duration), (after, _) in itertools.pairwise(shown):
        assert stamp + duration == after


def test_a_variable_frame_rate_is_kept(give: Give) -> None:
    stamps = [0, 40, 45, 300, 2100, 3990, 4000, 4001, 7999, 8005, 9000]
    data = clips.film(stamps=stamps, time_base=Fraction(1, 1000), container="matroska")
    parts = all_pictures(give, data, Variant.CLEAR)
    assert [s * 1000 for part in parts for s, _ in part] == stamps
    assert [s * 1000 for s, _ in parts[1]] == [4000, 4001, 7999]


def test_a_segment_in_which_nothing_begins_shows_what_is_on_display(
    give: Give,
) -> None:
    stamps = [0, 1000, 3500, 13_000, 13_500]
    data = clips.film(stamps=stamps, time_base=Fraction(1, 1000), container="matroska")
    parts = all_pictures(give, data, Variant.CLEAR)
    assert parts[1] == [(Fraction(7, 2), Fraction(19, 2))]
    assert parts[2] == parts[1]
    assert [s * 1000 for s, _ in parts[3]] == [13_000, 13_500]


def test_the_picture_at_a_time_is_the_originals(give: Give) -> None:
    data = clips.film(11, options={"bf": "3", "g": "60"})
    init = give(data, None)
    for number in (0, 1, 2):
        part = give(data, number)
        with av.open(io.BytesIO(init.data + part.data), "r") as film:
            for frame in film.decode(video=0):
                assert frame.pts is not None
                index = round(frame.pts * Fraction(frame.time_base or 1) * 25)
                blue = frame.to_ndarray(format="rgb24")[..., 2].mean()
                assert abs(blue - index * 7 % 256) < 14


def test_any_segment_plays_after_the_one_beginning(give: Give) -> None:
    data = clips.film(9, sound="aac")
    init = give(data, None)
    together = init.data + b"".join(give(data, k).data for k in range(3))
    with av.open(io.BytesIO(together), "r") as film:
        assert len(list(film.decode(video=0))) == 225
    assert init.mime.startswith('video/mp4; codecs="avc1.')
    assert "mp4a.40.2" in init.mime


def test_sound_meets_at_the_borders_without_gap_or_repeat(give: Give) -> None:
    data = clips.film(13, sound="aac")
    init = give(data, None)
    heard = [one for k in range(4) for one in pictures_in(init, give(data, k), "audio")]
    assert [s * 48_000 for s, _ in heard] == [1024 * i for i in range(len(heard))]
    assert all(d * 48_000 == 1024 for _, d in heard)
    together = init.data + b"".join(give(data, k).data for k in range(4))
    with av.open(io.BytesIO(together), "r") as film:
        samples = np.concatenate(
            [frame.to_ndarray()[0] for frame in film.decode(audio=0)]
        )
    middle = samples[48_000 : 12 * 48_000]
    # A tone of 440 Hz at a quarter of full scale: no click, no drop-out.
    assert np.abs(np.diff(middle)).max() < 0.03
    chunks = middle[: len(middle) // 4800 * 4800].reshape(-1, 4800)
    assert np.sqrt((chunks**2).mean(axis=1)).min() > 0.1


def test_sound_alone_is_heard_clear_and_not_covered(give: Give) -> None:
    data = clips.tone(6)
    assert give(data, 0).mime == 'audio/mp4; codecs="mp4a.40.2"'
    assert give(data, 0, Variant.COVERED).reason is Reason.NO_PICTURE
    assert give(data, 2).reason is Reason.PAST_END


def test_covered_is_grey_coarse_and_silent(give: Give) -> None:
    data = clips.film(3, size=(640, 360), sound="aac")
    init = give(data, None, Variant.COVERED)
    part = give(data, 0, Variant.COVERED)
    assert "mp4a" not in part.mime
    with av.open(io.BytesIO(init.data + part.data), "r") as film:
        assert not film.streams.audio
        frame = next(film.decode(video=0))
    assert (frame.width, frame.height) == (320, 180)
    for plane in frame.planes[1:]:
        assert set(bytes(plane)[: plane.width]) <= {127, 128, 129}


def test_the_stripes_of_a_covered_picture_are_gone_not_hidden(give: Give) -> None:
    made = np.zeros((360, 640, 3), np.uint8)
    # Five stripes to a cell of 20 pixels: their mean is the same everywhere.
    made[:, ::4] = made[:, 1::4] = 255
    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as film:
        video: Any = film.add_stream("libx264", rate=25)
        video.width, video.height, video.pix_fmt = 640, 360, "yuv420p"
        for _ in range(10):
            film.mux(video.encode(av.VideoFrame.from_ndarray(made, format="rgb24")))
        film.mux(video.encode(None))
    data = out.getvalue()
    spread = {}
    for variant in Variant:
        init, part = give(data, None, variant), give(data, 0, variant)
        with av.open(io.BytesIO(init.data + part.data), "r") as film:
            grey = next(film.decode(video=0)).to_ndarray(format="gray")
        spread[variant] = float(grey[20:-20, 20:-20].std())
    assert spread[Variant.CLEAR] > 80
    assert spread[Variant.COVERED] < 3


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_rotation_is_in_the_pixels(give: Give, rotation: int) -> None:
    data = clips.film(1, size=(160, 96), rotation=rotation)
    init, part = give(data, None), give(data, 0)
    expected = (160, 96) if rotation == 180 else (96, 160)
    assert part.size == expected
    with av.open(io.BytesIO(init.data + part.data), "r") as film:
        frame = next(film.decode(video=0))
    with av.open(io.BytesIO(data), "r") as film:
        source = next(film.decode(video=0))
        turns = round(source.rotation / 90) % 4
        upright = np.rot90(source.to_ndarray(format="rgb24"), turns)
    assert (frame.rotation, frame.width, frame.height) == (0, *expected)
    difference = frame.to_ndarray(format="rgb24").astype(int) - upright
    assert np.abs(difference).mean() < 12


def test_the_shape_of_a_pixel_is_in_the_pixels(give: Give) -> None:
    data = clips.film(1, size=(160, 120), aspect=Fraction(2))
    assert give(data, 0).size == (320, 120)


def test_a_proxy_is_never_larger_than_its_bounds() -> None:
    assert verb.clear_size(1920, 1080) == (960, 540)
    assert verb.clear_size(1080, 1920) == (540, 960)
    assert verb.clear_size(321, 241) == (320, 240)
    assert verb.clear_size(65536, 2) == (960, 2)
    assert verb.covered_size(1920, 1080) == (320, 180)
    assert verb.covered_size(64, 48) == (320, 240)


def test_a_film_that_starts_much_later_counts_from_there(give: Give) -> None:
    data = clips.film(6, container="mpegts", start=25 * 101)
    expected = stamps_of(data)
    first = give(data, 0)
    assert first.origin[0] // first.origin[1] == int(expected[0]) // 4 * 4
    shown = [s for part in all_pictures(give, data, Variant.CLEAR) for s, _ in part]
    assert shown == expected


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (clips.photograph(), Reason.NO_PICTURE),
        (b"", Reason.EMPTY),
        (b"#EXTM3U\n/etc/passwd\n", Reason.FORMAT_NOT_ALLOWED),
        (b"\x00\x00\x00\x20ftypisom" + bytes(200), Reason.DAMAGED),
        (clips.film(codec="ffv1", container="matroska"), Reason.CODEC_NOT_ALLOWED),
    ],
)
def test_what_has_no_proxy_says_why(give: Give, data: bytes, reason: Reason) -> None:
    assert give(data, 0).reason is reason


def test_a_segment_number_out_of_bounds_is_past_the_end(client: SpawnerClient) -> None:
    for number in (-1, 1 << 40):
        part = client.proxy(0, None, 0, segment=number, variant=Variant.CLEAR)
        assert part.reason is Reason.PAST_END
