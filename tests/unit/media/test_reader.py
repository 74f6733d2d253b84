# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What a look says of each kind of file, through the real lock-down."""

from __future__ import annotations

import io
import itertools
from collections.abc import Callable
from fractions import Fraction

import pytest
from PIL import Image
from tests.unit.media import clips

from witnessbox.media.formats import Reason
from witnessbox.media.record import MAX_STILLS, Look

LookAt = Callable[[bytes], Look]


@pytest.mark.parametrize(
    ("codec", "container", "media_type", "name"),
    [
        ("libx264", "mp4", "video/mp4", "h264"),
        ("libx264", "mov", "video/quicktime", "h264"),
        ("libx265", "mp4", "video/mp4", "hevc"),
        ("libvpx-vp9", "webm", "video/webm", "vp9"),
        ("libvpx", "webm", "video/webm", "vp8"),
        ("libsvtav1", "matroska", "video/x-matroska", None),
        ("mpeg4", "avi", "video/x-msvideo", "mpeg4"),
        ("mjpeg", "avi", "video/x-msvideo", "mjpeg"),
        ("libx264", "mpegts", "video/mp2t", "h264"),
        ("mpeg2video", "mpeg", "video/mpeg", "mpeg2video"),
        ("flv", "flv", "video/x-flv", "flv"),
    ],
)
def test_a_film_is_told_by_its_bytes_and_gives_stills(
    look: LookAt, codec: str, container: str, media_type: str, name: str | None
) -> None:
    seen = look(clips.film(codec=codec, container=container))
    assert (seen.media_type, seen.reason) == (media_type, None)
    assert name is None or seen.streams[0].codec == name
    assert 1 <= len(seen.stills) <= MAX_STILLS
    still = seen.stills[0]
    assert (still.width, still.height) == (160, 120)
    assert still.clear.startswith(b"\xff\xd8\xff")
    assert Image.open(io.BytesIO(still.covered)).mode == "L"


@pytest.mark.parametrize(
    ("codec", "container", "media_type"),
    [
        ("pcm_s16le", "wav", "audio/wav"),
        ("mp3", "mp3", "audio/mpeg"),
        ("flac", "flac", "audio/flac"),
        ("libopus", "ogg", "audio/ogg"),
        ("aac", "mp4", "audio/mp4"),
        ("aac", "adts", "audio/aac"),
        ("libopus", "webm", "audio/webm"),
    ],
)
def test_sound_is_told_by_its_bytes_and_has_no_picture(
    look: LookAt, codec: str, container: str, media_type: str
) -> None:
    seen = look(clips.tone(codec=codec, container=container))
    assert (seen.media_type, seen.reason) == (media_type, Reason.NO_PICTURE)
    assert seen.streams[0].sample_rate == 48000


@pytest.mark.parametrize(
    ("kind", "media_type"),
    [
        ("JPEG", "image/jpeg"),
        ("PNG", "image/png"),
        ("GIF", "image/gif"),
        ("BMP", "image/bmp"),
        ("TIFF", "image/tiff"),
        ("WEBP", "image/webp"),
    ],
)
def test_a_photograph_gives_one_still(look: LookAt, kind: str, media_type: str) -> None:
    seen = look(clips.photograph(kind))
    assert (seen.media_type, seen.reason, len(seen.stills)) == (media_type, None, 1)
    assert (seen.stills[0].width, seen.stills[0].height) == (400, 300)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_orientation_that_a_camera_noted_is_applied(
    look: LookAt, orientation: int
) -> None:
    seen = look(clips.photograph("JPEG", (320, 200), orientation))
    turned = orientation >= 5
    assert (seen.stills[0].width > seen.stills[0].height) is not turned
    assert ("orientation-applied" in seen.notes) is (orientation > 1)


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_a_turned_film_is_shown_upright(look: LookAt, rotation: int) -> None:
    seen = look(clips.film(size=(160, 96), rotation=rotation))
    still = seen.stills[0]
    assert seen.streams[0].rotation in (rotation, 360 - rotation)
    expected = (160, 96) if rotation == 180 else (96, 160)
    assert (still.width, still.height) == expected
    picture = Image.open(io.BytesIO(still.clear)).convert("RGB")
    # Red rises to the right in the coded picture, so it falls when it is turned
    # by a half, and rises or falls downwards when it is turned by a quarter.
    if rotation == 180:
        assert _red(picture, 2, 48) > _red(picture, 150, 48) + 100


def test_pixels_that_are_not_square_are_stretched(look: LookAt) -> None:
    seen = look(clips.film(size=(160, 120), aspect=Fraction(2)))
    assert (seen.stills[0].width, seen.stills[0].height) == (320, 120)
    assert seen.streams[0].sample_aspect == (2, 1)


def test_stills_carry_the_exact_time_of_their_frame(look: LookAt) -> None:
    stamps = [0, 37, 41, 300, 301, 900, 1501, 1900]
    seen = look(
        clips.film(
            stamps=stamps,
            time_base=Fraction(1, 1000),
            container="matroska",
            options={"bf": "0"},
        )
    )
    assert {still.pts for still in seen.stills} <= set(stamps)
    assert seen.stills[0].time_base == (1, 1000)


def test_a_clip_of_one_picture_gives_one_still(look: LookAt) -> None:
    assert len(look(clips.film(0.04)).stills) == 1


def test_a_long_film_gives_twelve_stills_spread_over_it(look: LookAt) -> None:
    seen = look(clips.film(60, rate=5, options={"g": "5"}))
    assert len(seen.stills) == MAX_STILLS
    times = [still.pts or 0 for still in seen.stills]
    assert times == sorted(set(times))
    gaps = [b - a for a, b in itertools.pairwise(times)]
    assert max(gaps) <= 2 * min(gaps)


def test_a_truncated_film_gives_what_it_has_and_says_damaged(look: LookAt) -> None:
    whole = clips.film(8, container="matroska")
    seen = look(whole[: len(whole) * 2 // 3])
    assert seen.reason is None
    assert seen.stills
    assert "damaged" in seen.notes


def test_a_film_without_a_stated_duration_still_gives_stills(look: LookAt) -> None:
    seen = look(clips.film(3, container="mpegts")[: 188 * 60])
    assert seen.stills


def test_a_film_whose_index_is_missing_is_damaged(look: LookAt) -> None:
    whole = clips.film(3, container="mp4")
    assert look(whole[: len(whole) // 2]).reason is Reason.DAMAGED


@pytest.mark.parametrize(
    ("data", "media_type", "reason"),
    [
        (b"", "application/octet-stream", Reason.EMPTY),
        (b"\x00" * 5000, "application/octet-stream", Reason.FORMAT_NOT_ALLOWED),
        (b"PK\x03\x04" + b"\x00" * 500, "application/octet-stream", None),
        (b"MZ\x90\x00\x03" * 999, "application/octet-stream", None),
        ("Вызвал дежурный.\n".encode(), "text/plain", Reason.NOT_SHOWN_YET),
        ("Вызвал дежурный.\r\n".encode("cp1251"), "text/plain", None),
        ("Вызвал дежурный.\r\n".encode("utf-16"), "text/plain", None),
        (b"plain words", "text/plain", Reason.NOT_SHOWN_YET),
        (b"words\x1b[31m", "application/octet-stream", None),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "application/pdf", Reason.NOT_SHOWN_YET),
        (b"{\\rtf1\\ansi words}", "text/rtf", Reason.NOT_SHOWN_YET),
        (b"<!DOCTYPE html><p>words", "text/html", Reason.NOT_SHOWN_YET),
        (b"a;b\n1;2\n3;4\n5;6\n", "text/csv", Reason.NOT_SHOWN_YET),
    ],
)
def test_what_is_no_film_is_named_and_not_shown(
    look: LookAt, data: bytes, media_type: str, reason: Reason | None
) -> None:
    seen = look(data)
    assert seen.media_type == media_type
    assert seen.reason is (reason or seen.reason)
    assert seen.reason is not None
    assert seen.stills == ()


def test_a_codec_outside_the_list_is_named_only_by_a_code(look: LookAt) -> None:
    seen = look(clips.film(codec="ffv1", container="matroska"))
    assert seen.reason is Reason.CODEC_NOT_ALLOWED
    assert seen.streams[0].codec == "other"
    assert seen.streams[0].reason is Reason.CODEC_NOT_ALLOWED


def test_a_fragment_without_its_beginning_is_a_fragment(look: LookAt) -> None:
    whole = clips.film(
        container_options={"movflags": "+frag_keyframe+empty_moov+default_base_moof"}
    )
    assert look(whole[whole.index(b"moof") - 4 :]).reason is Reason.FRAGMENT


def test_an_encrypted_film_says_so(look: LookAt) -> None:
    key = {"encryption_scheme": "cenc-aes-ctr", "encryption_key": "00" * 16}
    whole = clips.film(container_options={**key, "encryption_kid": "11" * 16})
    assert look(whole).reason is Reason.ENCRYPTED


def test_a_picture_that_is_too_large_is_refused_before_it_is_decoded(
    look: LookAt,
) -> None:
    bomb = clips.photograph("PNG", (64, 64))
    size = (20_000).to_bytes(4, "big")
    header = bomb.index(b"IHDR") + 4
    assert look(bomb[:header] + size + size + bomb[header + 8 :]).reason in (
        Reason.TOO_LARGE,
        Reason.DAMAGED,
    )
    whole = io.BytesIO()
    Image.new("1", (9000, 9000)).save(whole, "PNG")
    assert look(whole.getvalue()).reason is Reason.TOO_LARGE


def _red(picture: Image.Image, x: int, y: int) -> int:
    pixel = picture.getpixel((x, y))
    assert isinstance(pixel, tuple)
    return int(pixel[0])
