# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0

from __future__ import annotations

import io
import struct
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw
from tests.unit.analysis.containers import box, full, opened

from witnessbox.analysis import heif, makernote, running
from witnessbox.analysis.exif import Exif
from witnessbox.analysis.stage import About
from witnessbox.model.finding import Finding

SAMPLES = Path(__file__).parents[4] / "shared" / "data" / "metadata" / "exif-samples"
INNER, GPS, NOTE = 0x8769, 0x8825, 0x927C


def found(data: bytes) -> list[Finding]:
    stage = Exif()
    stage.load({})
    findings = list(stage.watch(About("photograph", "image/jpeg")).file(opened(data)))
    assert all(running.holds(one) for one in findings)
    return findings


def values(findings: Sequence[Finding], kind: str) -> list[dict[str, Any]]:
    return [dict(one.value) for one in findings if one.kind == kind]


def scene(seed: int, size: tuple[int, int] = (640, 480)) -> Image.Image:
    """A picture of coarse blocks: two seeds have nothing in common."""
    rough = np.random.default_rng(seed).integers(0, 255, (6, 8, 3), np.uint8)
    return Image.fromarray(rough).resize(size, Image.Resampling.BICUBIC)


def jpeg(picture: Image.Image, exif: bytes = b"", **more: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif, **more)
    return out.getvalue()


def tags(
    main: dict[int, Any] | None = None,
    inner: dict[int, Any] | None = None,
    gps: dict[int, Any] | None = None,
) -> bytes:
    made = Image.Exif()
    made.update(main or {})
    made.get_ifd(INNER).update(inner or {})
    made.get_ifd(GPS).update(gps or {})
    return made.tobytes()


def with_thumbnail(thumb: bytes) -> bytes:
    """EXIF of two directories, the second pointing to a thumbnail."""
    tiff = b"II*\0" + struct.pack("<I", 8)
    tiff += struct.pack("<HHHIII", 1, 0x0112, 3, 1, 1, 26)
    tiff += struct.pack("<HHHIIHHIII", 2, 0x0201, 4, 1, 56, 0x0202, 4, 1, len(thumb), 0)
    return b"Exif\0\0" + tiff + thumb


def test_a_camera_says_make_model_serial_and_when() -> None:
    exif = tags(
        {0x010F: "Canon", 0x0110: "EOS 40D", 0x0131: "1.0.8", 0x013B: "A. Writer"},
        {
            0x9003: "2008:05:30 15:56:01",
            0x9011: "+04:00",
            0x9291: "250",
            0xA431: "0420105522",
            NOTE: b"maker's own",
        },
    )
    findings = found(jpeg(scene(1), exif))
    assert values(findings, "device") == [
        {
            "field": "EXIF",
            "make": "Canon",
            "model": "EOS 40D",
            "serial": "0420105522",
            "software": "1.0.8",
        }
    ]
    assert values(findings, "written") == [
        {
            "field": "DateTimeOriginal",
            "text": "2008-05-30T15:56:01.25+04:00",
            "zone": True,
        }
    ]
    assert values(findings, "maker-note") == [{"bytes": 11}]
    assert values(findings, "author") == [{"field": "Artist", "text": "A. Writer"}]
    (summary,) = values(findings, "summary")
    assert summary["recorded"] == "2008-05-30T15:56:01.25+04:00"


def test_a_time_without_an_offset_has_no_zone() -> None:
    exif = tags({0x0132: "2008:05:30 15:56:01"})
    (when,) = values(found(jpeg(scene(1), exif)), "written")
    assert when == {"field": "DateTime", "text": "2008-05-30T15:56:01", "zone": False}


@pytest.mark.parametrize("stamp", ["0000:00:00 00:00:00", "    :  :  ", "2008:13:01"])
def test_an_unset_clock_is_no_time(stamp: str) -> None:
    assert values(found(jpeg(scene(1), tags({0x0132: stamp}))), "written") == []


def test_a_place_is_exact_and_on_its_side_of_the_globe() -> None:
    gps = {
        1: "S",
        2: (33.0, 51.0, 21.6),
        3: "W",
        4: (70.0, 30.0, 0.0),
        7: (5.0, 6.0, 7.0),
        29: "2021:03:05",
        31: 12.5,
    }
    findings = found(jpeg(scene(1), tags(gps=gps)))
    assert values(findings, "place") == [
        {"field": "GPS", "lat_e6": -33856000, "lon_e6": -70500000, "accuracy": 13}
    ]
    assert values(findings, "written") == [
        {"field": "GPS", "text": "2021-03-05T05:06:07Z", "zone": True}
    ]


@pytest.mark.parametrize(
    "latitude", [(91.0, 0.0, 0.0), (0.0, 0.0, 0.0), (0.0, 6000.0, 0.0), ()]
)
def test_what_is_no_place_gives_none(latitude: tuple[float, ...]) -> None:
    gps = {1: "N", 2: latitude, 3: "E", 4: (0.0, 0.0, 0.0)}
    assert values(found(jpeg(scene(1), tags(gps=gps))), "place") == []


def test_a_thumbnail_of_the_same_is_the_same() -> None:
    small = jpeg(scene(3, (160, 120)), quality=50)
    finding = _one(jpeg(scene(3), with_thumbnail(small)))
    assert finding.value == {"size": [160, 120], "differs": False}
    assert finding.score is not None
    assert finding.score > 900


def test_a_thumbnail_with_bars_or_turned_is_the_same() -> None:
    barred = Image.new("RGB", (160, 120))
    barred.paste(scene(3, (160, 90)), (0, 15))
    wide = scene(3, (640, 360))
    assert _one(jpeg(wide, with_thumbnail(jpeg(barred)))).value["differs"] is False
    turned = scene(3, (160, 120)).transpose(Image.Transpose.ROTATE_90)
    finding = _one(jpeg(scene(3), with_thumbnail(jpeg(turned))))
    assert finding.value["differs"] is False


def test_a_thumbnail_of_something_else_is_told() -> None:
    other = jpeg(scene(4, (160, 120)))
    findings = found(jpeg(scene(3), with_thumbnail(other)))
    assert values(findings, "thumbnail")[0]["differs"] is True
    assert values(findings, "summary")[0]["thumbnail_differs"] is True


def test_a_photograph_that_was_painted_over_is_told() -> None:
    covered = scene(3)
    ImageDraw.Draw(covered).rectangle((200, 60, 620, 420), fill=(0, 0, 0))
    small = jpeg(scene(3, (160, 120)))
    assert _one(jpeg(covered, with_thumbnail(small))).value["differs"] is True


def test_a_png_and_a_webp_speak_as_a_jpeg_does() -> None:
    exif = tags({0x010F: "Canon", 0x0110: "EOS 40D"})
    for form in ("PNG", "WEBP"):
        out = io.BytesIO()
        scene(1).save(out, form, exif=exif)
        assert values(found(out.getvalue()), "device")[0]["model"] == "EOS 40D", form


def test_xmp_is_read_without_a_parser_of_xml() -> None:
    packet = (
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
        b'<rdf:Description tiff:Make="Sony" tiff:Model="&a;" aux:SerialNumber="77"/>'
    )
    (device,) = values(found(jpeg(scene(1), xmp=packet)), "device")
    assert (device["make"], device["model"], device["serial"]) == ("Sony", "&a;", "77")


def test_a_heic_gives_its_metadata() -> None:
    exif = tags({0x010F: "Apple", 0x0110: "iPhone 11"})
    assert values(found(heic(exif[6:])), "device")[0]["model"] == "iPhone 11"
    assert heif.exif(opened(heic(b"XX no tiff"))) == b""


def heic(tiff: bytes) -> bytes:
    item = struct.pack(">I", 6) + b"Exif\0\0" + tiff
    infe = full(b"infe", struct.pack(">HH", 1, 0), b"Exif", b"\0", version=2)
    head = box(b"ftyp", b"heic", bytes(4), b"mif1")

    def meta(at: int) -> bytes:
        place = struct.pack(">HHHII", 1, 0, 1, at, len(item))
        iloc = full(b"iloc", b"\x44\0", struct.pack(">H", 1), place)
        return full(b"meta", full(b"iinf", struct.pack(">H", 1), infe), iloc)

    at = len(head) + len(meta(0)) + 8
    return head + meta(at) + box(b"mdat", item)


def test_a_serial_number_is_found_in_makers_notes() -> None:
    canon = _ifd(0x000C, 4, 1, struct.pack("<I", 420105522))
    assert makernote.serial(_noted(canon)) == "420105522"
    inner = b"II*\0" + struct.pack("<I", 8) + _ifd(0x001D, 2, 4, b"3105")
    assert makernote.serial(_noted(b"Nikon\0\2\x10\0\0" + inner)) == "3105"
    fuji = b"FUJIFILM" + struct.pack("<I", 12) + _ifd(0x0010, 2, 4, b"FX12")
    assert makernote.serial(_noted(fuji)) == "FX12"
    assert makernote.serial(_noted(b"Unknown maker's notes, as long as others")) == ""


def _ifd(tag: int, kind: int, count: int, value: bytes) -> bytes:
    return struct.pack("<HHHI", 1, tag, kind, count) + value + bytes(4)


def _noted(note: bytes) -> bytes:
    first = _ifd(INNER, 4, 1, struct.pack("<I", 26))
    second = _ifd(NOTE, 7, len(note), struct.pack("<I", 44))
    return b"II*\0" + struct.pack("<I", 8) + first + second + note


RICH = jpeg(
    scene(3, (64, 48)),
    tags({0x010F: "Canon"}, {NOTE: bytes(90), 0x9003: "2008:05:30 15:56:01"}, {1: "N"}),
)
FILES = [
    RICH,
    jpeg(scene(3, (64, 48)), with_thumbnail(jpeg(scene(3, (32, 24))))),
    heic(tags({0x010F: "Apple"})[6:]),
]


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    sample=st.sampled_from(FILES),
    changes=st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), max_size=12),
)
def test_a_changed_file_never_raises(
    sample: bytes, changes: list[tuple[int, int]]
) -> None:
    data = bytearray(sample)
    for place, value in changes:
        data[place % len(data)] = value
    found(bytes(data))


@settings(deadline=None)
@given(data=st.binary(max_size=300), order=st.sampled_from([b"II*\0", b"MM\0*"]))
def test_makers_notes_never_raise(data: bytes, order: bytes) -> None:
    assert len(makernote.serial(order + data)) <= 256


def _one(data: bytes) -> Finding:
    (finding,) = (one for one in found(data) if one.kind == "thumbnail")
    return finding


def _samples() -> Iterator[Path]:
    yield from sorted(path for path in SAMPLES.rglob("*") if path.is_file())


@pytest.mark.shared
@pytest.mark.skipif(not SAMPLES.is_dir(), reason=f"NO MATERIAL at {SAMPLES}")
def test_real_cameras_are_read_and_keep_their_thumbnails() -> None:
    makes, places, differing = set(), 0, []
    for path in _samples():
        findings = found(path.read_bytes())
        makes |= {str(one["make"]) for one in values(findings, "device")}
        places += len(values(findings, "place"))
        if any(one["differs"] for one in values(findings, "thumbnail")):
            differing.append(path.name)
    assert {"Canon", "NIKON", "SONY", "Panasonic", "RICOH"} <= makes
    assert places >= 13
    assert differing == []
