# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.unit.analysis.containers import (
    box,
    elst,
    full,
    keys,
    movie,
    opened,
    text,
    tkhd,
    trak,
)
from tests.unit.media import clips

from witnessbox.analysis import running
from witnessbox.analysis.container import Container
from witnessbox.analysis.stage import About
from witnessbox.model.finding import Finding

MARCH = 3_697_765_567
"""2021-03-05T05:06:07 in seconds since 1904."""


def found(data: bytes) -> list[Finding]:
    stage = Container()
    stage.load({})
    file = opened(data)
    file.seek(min(7, len(data)))
    findings = list(stage.watch(About("video", "video/mp4")).file(file))
    assert file.tell() == min(7, len(data))
    assert all(running.holds(one) for one in findings)
    return findings


def values(findings: Sequence[Finding], kind: str) -> list[dict[str, Any]]:
    return [dict(one.value) for one in findings if one.kind == kind]


def test_a_phone_says_make_model_place_and_time_with_its_zone() -> None:
    meta = keys(
        com__apple__quicktime__make="Apple",
        com__apple__quicktime__model="iPhone 11",
        com__apple__quicktime__software="14.4",
        com__apple__quicktime__location__ISO6709="+55.7558+037.6173+144.000/",
        com__apple__quicktime__location__accuracy__horizontal="14.2",
        com__apple__quicktime__creationdate="2021-03-05T08:06:07+0300",
    )
    findings = found(movie(trak(), meta, created=MARCH))
    assert values(findings, "device") == [
        {
            "field": "tags",
            "make": "Apple",
            "model": "iPhone 11",
            "serial": "",
            "software": "14.4",
        }
    ]
    where = values(findings, "place")
    assert [(one["lat_e6"], one["lon_e6"]) for one in where] == [(55755800, 37617300)]
    assert where[0]["accuracy"] == 15
    times = {one["field"]: one for one in values(findings, "written")}
    assert times["com.apple.quicktime.creationdate"]["text"] == (
        "2021-03-05T08:06:07+03:00"
    )
    assert times["com.apple.quicktime.creationdate"]["zone"] is True
    assert times["mvhd"] == {
        "field": "mvhd",
        "text": "2021-03-05T05:06:07",
        "zone": False,
        "nominal": "Z",
    }
    (summary,) = values(findings, "summary")
    assert summary["recorded"] == "2021-03-05T08:06:07+03:00"
    assert summary["places"] == 1


def test_texts_of_user_data_name_the_device() -> None:
    udta = box(
        b"udta",
        text(b"mak", "SONY"),
        text(b"mod", "HDR-CX405"),
        text(b"swr", "1.0"),
        text(b"xyz", "+43.2000-005.5000/"),
        text(b"day", "2021-03-04"),
    )
    findings = found(movie(trak(), udta))
    assert values(findings, "device")[0]["model"] == "HDR-CX405"
    assert values(findings, "place")[0]["lon_e6"] == -5_500_000
    assert values(findings, "written")[0]["text"] == "2021-03-04"


def test_the_place_of_a_phone_of_3gpp_and_the_mark_of_a_gopro_are_read() -> None:
    fixed = struct.pack(">iii", -(5 << 16) - 0x8000, 43 << 16, 0)
    loci = full(b"loci", b"\x15\xc7", b"name\0", b"\0", fixed, b"earth\0\0")
    udta = box(b"udta", loci, box(b"CAME", bytes(range(16))), box(b"FIRM", b"HD7.01"))
    findings = found(movie(trak(), udta))
    where = values(findings, "place")[0]
    assert (where["lat_e6"], where["lon_e6"]) == (43_000_000, -5_500_000)
    device = values(findings, "device")[0]
    assert device["serial"] == bytes(range(16)).hex()
    assert device["software"] == "HD7.01"


def test_sonys_xml_gives_a_serial_number() -> None:
    xml = b'<Device manufacturer="Sony" modelName="ILCE-7M3" serialNo="0012345"/>'
    meta = full(
        b"meta", full(b"hdlr", bytes(4), b"nrtm", bytes(13)), full(b"xml ", xml)
    )
    device = values(found(movie(trak()) + meta), "device")[0]
    assert device["serial"] == "0012345"
    assert device["model"] == "ILCE-7M3"


def test_an_edit_list_tells_what_it_hides_and_when() -> None:
    hiding = trak(elst((10_000, 5_000), (20_000, 30_000)))
    (edits,) = values(found(movie(hiding)), "edit-list")
    assert edits["edits"] == 2
    assert edits["notable"] is True
    assert edits["hidden"] == [30, 1]
    assert edits["spans"] == [[0, 1, 5, 1], [15, 1, 30, 1], [50, 1, 60, 1]]


def test_an_edit_list_that_shows_all_hides_nothing() -> None:
    (edits,) = values(found(movie(trak(elst((60_000, 0))))), "edit-list")
    assert edits["hidden"] == [0, 1]
    assert edits["notable"] is False
    assert values(found(movie(trak())), "edit-list") == []


@pytest.mark.parametrize(
    ("matrix", "degrees"),
    [
        ((1, 0, 0, 1), 0),
        ((0, 1, -1, 0), 270),
        ((-1, 0, 0, -1), 180),
        ((0, -1, 1, 0), 90),
    ],
)
def test_the_rotation_is_in_the_sense_of_a_look(
    matrix: tuple[int, int, int, int], degrees: int
) -> None:
    track = box(b"trak", tkhd(matrix))
    (stream,) = values(found(movie(track)), "stream")
    assert stream["rotation"] == degrees


def test_a_film_of_ffmpeg_rotates_as_it_was_told() -> None:
    (stream,) = values(found(clips.film(0.4, rotation=90)), "stream")
    assert stream["rotation"] == 90
    assert stream["handler"] == "VideoHandler"
    assert stream["bitrate"] > 0


def test_a_whole_film_has_no_damage() -> None:
    for container in ("mp4", "mov", "matroska"):
        findings = found(clips.film(1, container=container))
        assert values(findings, "damage") == [], container
    avi = clips.film(1, container="avi", codec="mpeg4", options={"bf": "0"})
    assert values(found(avi), "damage") == []


def test_a_film_that_breaks_off_says_how_many_bytes_are_missing() -> None:
    whole = clips.film(1)
    damage = {d["code"]: d["bytes"] for d in values(found(whole[:-100]), "damage")}
    assert damage == {"cut-short": 100}
    codes = {d["code"] for d in values(found(whole[: len(whole) // 2]), "damage")}
    assert codes == {"cut-short", "no-index"}
    codes = {d["code"] for d in values(found(whole + b"more" * 9), "damage")}
    assert codes == {"after-the-end"}


def test_a_matroska_and_an_avi_that_break_off_say_so() -> None:
    whole = clips.film(2, container="matroska")
    assert {d["code"] for d in values(found(whole[:-300]), "damage")} >= {"cut-short"}
    avi = clips.film(1, container="avi", codec="mpeg4", options={"bf": "0"})
    codes = {d["code"] for d in values(found(avi[: len(avi) // 2]), "damage")}
    assert codes == {"cut-short", "no-index"}


def test_what_points_beyond_the_end_is_missing_media() -> None:
    table = full(b"stco", b"\0\0\0\1", (1 << 20).to_bytes(4, "big"))
    track = trak(box(b"mdia", box(b"minf", box(b"stbl", table))))
    data = movie(track)
    (damage,) = values(found(data), "damage")
    assert damage == {"code": "media-missing", "bytes": (1 << 20) - len(data) + 1}


def test_a_clock_of_an_avi_is_read() -> None:
    stamp = b"Tue Mar  4 05:06:07 2008\n\0"
    body = b"AVI " + _chunk(b"LIST", b"hdrl" + _chunk(b"IDIT", stamp))
    body += _chunk(b"idx1", b"")
    findings = found(_chunk(b"RIFF", body))
    assert values(findings, "written")[0]["text"] == "2008-03-04T05:06:07"


def test_a_recording_of_unknown_length_is_unfinished() -> None:
    avi = clips.film(1, container="avi", codec="mpeg4", options={"bf": "0"})
    endless = avi[:4] + b"\xff" * 4 + avi[8:]
    assert {d["code"] for d in values(found(endless), "damage")} == {"unfinished"}


def test_control_characters_do_not_get_through() -> None:
    udta = box(b"udta", text(b"mak", "Ev\x1b[31mil\u202e" + "x" * 999))
    make = values(found(movie(trak(), udta)), "device")[0]["make"]
    assert make.startswith("Ev [31mil")
    assert len(make) <= 256
    assert make.isprintable()


def test_a_place_without_a_fix_is_no_place() -> None:
    meta = keys(com__apple__quicktime__location__ISO6709="+00.0000+000.0000/")
    assert values(found(movie(trak(), meta)), "place") == []


def test_many_claims_of_one_kind_stay_few() -> None:
    udta = box(b"udta", *(text(b"day", f"2021-03-{i % 28 + 1:02}") for i in range(999)))
    assert len(values(found(movie(trak(), udta)), "written")) <= 16


SAMPLES = [
    movie(
        trak(elst((10_000, 5_000)), full(b"stsd", bytes(24))),
        box(b"udta", text(b"mak", "SONY"), box(b"loci", bytes(40))),
        keys(a="b"),
        created=MARCH,
    ),
    clips.film(0.2),
    clips.film(0.2, container="matroska"),
    clips.film(0.2, container="avi", codec="mpeg4", options={"bf": "0"}),
]


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    sample=st.sampled_from(SAMPLES),
    changes=st.lists(
        st.tuples(st.integers(0, 1 << 20), st.integers(0, 255)), max_size=12
    ),
    cut=st.integers(0, 1 << 20),
)
def test_a_changed_file_never_raises_and_never_loops(
    sample: bytes, changes: list[tuple[int, int]], cut: int
) -> None:
    data = bytearray(sample)
    for place, value in changes:
        data[place % len(data)] = value
    found(bytes(data[: len(data) - cut % len(data)]) if cut % 3 == 0 else bytes(data))


@settings(max_examples=200, deadline=None)
@given(
    head=st.sampled_from(
        [b"RIFF", b"\x1a\x45\xdf\xa3", b"\0\0\0\x18ftyp", b"", b"\0\0\0\0moov"]
    ),
    rest=st.binary(max_size=400),
)
def test_random_bytes_never_raise(head: bytes, rest: bytes) -> None:
    found(head + rest)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return kind + len(body).to_bytes(4, "little") + body + bytes(len(body) & 1)
