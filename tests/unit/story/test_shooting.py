# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Drawing: people are where the script puts them; files are what they should be."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import av
import numpy as np

from witnessbox.story import hall
from witnessbox.story.clip import Clip, Shown
from witnessbox.story.lens import Eye, Lens
from witnessbox.story.plot import HERON, KITE
from witnessbox.story.shooting import shoot

BY_KEY = {clip.key: clip for clip in (*HERON, *KITE)}


def drawn(clip: Clip, folder: Path) -> tuple[Shown, str]:
    path = str(folder / f"{clip.key}.{clip.form.kind}")
    return shoot(clip, os.fsencode(path)), path


def test_faces_are_noted_where_they_are(tmp_path: Path) -> None:
    clip = replace(BY_KEY["apology-1"], cut=(2.0, 4.0))
    shown, path = drawn(clip, tmp_path)
    assert [seen.who for seen in shown.faces] == ["zhuravlyov", "zhuravlyov"]
    left, top, wide, tall = shown.faces[0].box
    assert 60 <= tall <= 190
    assert 0 < left < left + wide < 1280
    assert 0 < top < top + tall < 720
    with av.open(path) as file:
        assert (file.streams.video[0].width, file.streams.video[0].height) == (
            1280,
            720,
        )
        assert file.streams.audio[0].codec_context.name == "aac"


def test_ten_bits_avi_and_webm_are_what_they_say(tmp_path: Path) -> None:
    wanted = {
        "office-3": ("h264", "yuv420p10le"),
        "store-6": ("mpeg4", "yuv420p"),
        "desk-3": ("vp8", "yuv420p"),
    }
    for key, (codec, pixels) in wanted.items():
        _, path = drawn(replace(BY_KEY[key], cut=(0.0, 1.0)), tmp_path)
        with av.open(path) as file:
            context = file.streams.video[0].codec_context
            assert (context.name, context.pix_fmt) == (codec, pixels)


def test_an_uneven_clip_has_uneven_times(tmp_path: Path) -> None:
    _, path = drawn(replace(BY_KEY["hall-7"], cut=(0.0, 3.0)), tmp_path)
    with av.open(path) as file:
        stamps = [
            packet.pts for packet in file.demux(video=0) if packet.pts is not None
        ]
    steps = {b - a for a, b in zip(sorted(stamps), sorted(stamps)[1:], strict=False)}
    assert len(steps) > 1


def test_a_truncated_clip_plays_until_it_ends_early(tmp_path: Path) -> None:
    clip = replace(BY_KEY["hall-8"], cut=(6.0, 9.0))
    _, path = drawn(clip, tmp_path)
    whole, there = drawn(replace(clip, key="whole", kept=1.0), tmp_path)
    assert os.path.getsize(path) < os.path.getsize(there)
    pictures = 0
    with av.open(path) as file:
        try:
            for _ in file.decode(video=0):
                pictures += 1
        except av.FFmpegError:
            pass
    assert 0 < pictures < whole.pictures


def test_a_black_span_is_black_but_for_its_clock(tmp_path: Path) -> None:
    _, path = drawn(replace(BY_KEY["hall-5"], cut=(15.0, 16.0)), tmp_path)
    with av.open(path) as file:
        picture = next(file.decode(video=0)).to_ndarray(format="gray")
    assert np.median(picture[60:300]) < 20
    assert picture[:40].max() > 150


def test_a_carried_camera_sees_wall_in_every_pixel() -> None:
    for at in (1.5, 8.0, 13.0):
        eye = Eye(Lens((0.2, 1.4, at), (0.5, 1.3, at + 3), 320, 180, roll=1.2))
        picture = hall.see("corridor", eye)
        assert (picture.max(axis=2) == 0).mean() < 0.002
