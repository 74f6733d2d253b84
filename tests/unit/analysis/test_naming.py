# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from witnessbox.analysis.naming import parse


@pytest.mark.parametrize(
    ("name", "family", "recorded"),
    [
        ("IMG_1234.JPG", "Apple or Canon photograph", ""),
        ("IMG_20210304_050607.jpg", "Android", "2021-03-04T05:06:07"),
        ("PXL_20210304_050607123.mp4", "Android", "2021-03-04T05:06:07.123Z"),
        ("20210304_050607.mp4", "Android", "2021-03-04T05:06:07"),
        ("IMG-20210304-WA0007.jpg", "WhatsApp", "2021-03-04"),
        (
            "WhatsApp Video 2021-03-04 at 05.06.07.mp4",
            "WhatsApp",
            "2021-03-04T05:06:07",
        ),
        ("video_2021-03-04_05-06-07.mp4", "Telegram", "2021-03-04T05:06:07"),
        ("DSC01234.JPG", "Sony", ""),
        ("DSCN0001.JPG", "Nikon", ""),
        ("GX010123.MP4", "GoPro", ""),
        ("DJI_20210304050607_0001_D.MP4", "DJI", "2021-03-04T05:06:07"),
        ("ch01_20210304050607.mp4", "Hikvision", "2021-03-04T05:06:07"),
        ("hiv00012.mp4", "Hikvision", ""),
        (
            "192.168.1.64_01_20210304050607123.mp4",
            "Hikvision",
            "2021-03-04T05:06:07.123",
        ),
        (
            "NVR_ch1_main_20210304050607_20210304060607.dav",
            "Dahua",
            "2021-03-04T05:06:07",
        ),
        ("05.06.07-05.36.07[M][0@0][0].dav", "Dahua", ""),
        ("FILE210304-050607F.MP4", "dashcam", "2021-03-04T05:06:07"),
        ("камера_3_2021-03-04.avi", "recorder", "2021-03-04"),
        ("04.03.2021_05-06-07.avi", "Android", "2021-03-04T05:06:07"),
        ("жалоба.docx", "", ""),
        ("", "", ""),
    ],
)
def test_a_name_tells_whose_and_when(name: str, family: str, recorded: str) -> None:
    named = parse(name)
    assert named.family == family
    assert (named.recorded.text if named.recorded else "") == recorded


@pytest.mark.parametrize(
    "name",
    [
        "20219999_050607.mp4",
        "IMG_20210304_990607.jpg",
        "20210230.mp4",
        "12345678901234.mp4",
        "tel 89123456789.txt",
    ],
)
def test_digits_that_are_no_time_give_none(name: str) -> None:
    recorded = parse(name).recorded
    assert recorded is None or "T" not in recorded.text


def test_a_second_time_is_the_end() -> None:
    named = parse("NVR_ch2_main_20210304050607_20210304060607.dav")
    assert named.until is not None
    assert named.until.text == "2021-03-04T06:06:07"
    assert named.channel == 2


def test_channels_and_addresses_stay_in_the_pattern() -> None:
    assert parse("ch01_20210304.mp4").pattern == parse("ch01_20190101.mp4").pattern
    assert parse("ch01_20210304.mp4").pattern != parse("ch02_20210304.mp4").pattern
    one = "192.168.1.64_01_20210304050607123.mp4"
    assert parse(one).pattern != parse(one.replace("64", "65")).pattern
    assert parse("IMG_0001.JPG").pattern == parse("DCIM/IMG_9999.MOV").pattern


def test_what_passed_through_a_messenger_is_not_telling() -> None:
    assert not parse("IMG-20210304-WA0007.jpg").telling
    assert not parse("Screenshot_20210304-050607.png").telling
    assert not parse("жалоба.docx").telling
    assert not parse("20219999.mp4").telling
    assert parse("IMG_0001.JPG").telling


@given(st.text(max_size=300))
def test_any_name_is_read(name: str) -> None:
    named = parse(name)
    assert len(named.pattern) <= 255
    assert parse(name) == named


@given(
    when=st.datetimes(
        min_value=datetime(2000, 1, 1),
        max_value=datetime(2099, 1, 1),
    ),
    form=st.sampled_from(
        ["%Y%m%d_%H%M%S", "%Y-%m-%d %H-%M-%S", "%Y%m%d%H%M%S", "%d.%m.%Y_%H-%M-%S"]
    ),
    head=st.sampled_from(["", "VID_", "ch07_", "signal-", "дежурный "]),
)
def test_a_time_that_was_written_is_read(when: datetime, form: str, head: str) -> None:
    recorded = parse(f"{head}{when.strftime(form)}.mp4").recorded
    assert recorded is not None
    assert recorded.text == when.strftime("%Y-%m-%dT%H:%M:%S")
