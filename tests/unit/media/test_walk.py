# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""One way through a film: what is sampled, what is decoded, and in what order."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from tests.unit.media import clips

from witnessbox.media import decode, probe, walk
from witnessbox.media.fine import Walked
from witnessbox.media.frame import Frame
from witnessbox.media.source import SourceFile


class Bytes:
    """A source in memory."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.size = len(data)

    def read_at(self, offset: int, count: int) -> bytes:
        return self._data[offset : offset + max(count, 0)]


class Eyes:
    """Notes what it is shown; suspects what it is told to suspect."""

    def __init__(
        self, suspicious: bool = False, marked: Sequence[Fraction] = ()
    ) -> None:
        self.suspicious = suspicious
        self.marked = set(marked)
        self.sampled: list[Fraction] = []
        self.passed: list[Fraction] = []
        self.sizes: list[int] = []
        self.colours: list[int] = []
        self.size = 0, 0

    def suspects(self, frame: Frame, sizes: Sequence[tuple[int, int, bool]]) -> bool:
        self.sizes.append(len(sizes))
        return self.suspicious

    def between(self, frame: Frame) -> bool:
        self.passed.append(frame.time)
        return frame.time in self.marked

    def frame(self, frame: Frame, *, seen: bool = False) -> None:
        assert seen == (frame.time in self.passed)
        self.sampled.append(frame.time)
        self.size = frame.size
        pixels = frame.rgb(640)
        height, width = pixels.shape[:2]
        assert (width, height) == frame.size
        self.colours.append(int(pixels[height // 2, width // 2, 2]))


def go(data: bytes, eyes: Eyes, **more: Any) -> Walked:
    def opened() -> probe.Opened:
        file = SourceFile(Bytes(data))
        return probe.open_container(file, probe.sample(file))

    first = opened()
    walked = Walked()
    stream = decode.picture_stream(first)
    for _ in walk.Walk(first, opened, walked, **more).through(stream, eyes):
        pass
    return walked


def test_a_calm_film_is_sampled_and_hardly_decoded() -> None:
    eyes = Eyes()
    walked = go(clips.film(13, options={"g": "50", "sc_threshold": "0"}), eyes)
    assert eyes.sampled[:4] == [0, 4, 8, 12]
    assert walked.pictures == len(eyes.sampled)
    # Four keyframes, and the frames after the last of them.
    assert walked.decoded <= 4 + 26
    assert not walked.broken


def test_what_is_suspected_is_decoded_whole_and_in_order() -> None:
    eyes = Eyes(suspicious=True)
    go(clips.film(5, options={"g": "50"}), eyes)
    everything = sorted(
        [*eyes.passed, *(t for t in eyes.sampled if t not in eyes.passed)]
    )
    assert everything == [Fraction(n, 25) for n in range(125)]
    assert eyes.passed == sorted(set(eyes.passed))
    assert eyes.sampled == sorted(set(eyes.sampled))


def test_a_marked_frame_between_is_sampled() -> None:
    mark = Fraction(33, 25)
    eyes = Eyes(suspicious=True, marked=[mark])
    go(clips.film(5, options={"g": "50"}), eyes)
    assert mark in eyes.sampled


def test_rare_keyframes_leave_no_gap_of_more_than_five_seconds() -> None:
    eyes = Eyes()
    go(clips.film(14, options={"g": "1000", "sc_threshold": "0"}), eyes)
    gaps = [b - a for a, b in pairwise(eyes.sampled)]
    assert eyes.sampled[0] == 0
    assert max(gaps) <= 5
    assert eyes.sampled[-1] > 10


def test_a_variable_frame_rate_keeps_its_exact_times() -> None:
    stamps = [0, 7, 40, 41, 90, 1000, 1003, 2500]
    eyes = Eyes(suspicious=True)
    go(
        clips.film(stamps=stamps, time_base=Fraction(1, 1000), options={"g": "3"}),
        eyes,
    )
    seen = sorted({*eyes.passed, *eyes.sampled})
    assert seen == [Fraction(stamp, 1000) for stamp in stamps]


def test_pictures_are_upright_and_in_the_shape_of_display() -> None:
    eyes = Eyes()
    go(clips.film(1, size=(160, 120), rotation=90), eyes)
    assert eyes.sampled
    wide = Eyes()
    go(clips.film(1, size=(160, 120), aspect=Fraction(2)), wide)
    assert wide.sampled


def test_each_picture_is_the_one_of_its_time() -> None:
    # The clip's blue tells the number of its frame: 7 a frame, modulo 256.
    eyes = Eyes(suspicious=True)
    go(clips.film(5, options={"g": "25"}), eyes)
    for time, blue in zip(eyes.sampled, eyes.colours, strict=True):
        wanted = int(time * 25) * 7 % 256
        assert min(abs(blue - wanted), 256 - abs(blue - wanted)) < 16


@pytest.mark.parametrize("container", ["mpegts", "matroska", "avi"])
def test_other_containers_are_walked_as_well(container: str) -> None:
    eyes = Eyes(suspicious=True)
    codec = "mpeg4" if container == "avi" else "libx264"
    walked = go(clips.film(5, container=container, codec=codec), eyes)
    assert len({*eyes.passed, *eyes.sampled}) >= 120
    assert not walked.broken


def test_a_film_that_breaks_off_gives_what_it_has() -> None:
    whole = clips.film(10, container="mpegts", options={"g": "25"})
    eyes = Eyes()
    walked = go(whole[: len(whole) * 6 // 10], eyes)
    assert walked.pictures == len(eyes.sampled) >= 1
    assert max(eyes.sampled) < 8


def test_damage_in_the_middle_is_noted_and_passed_over() -> None:
    data = bytearray(clips.film(12, container="mpegts", options={"g": "25"}))
    for place in range(len(data) // 3, len(data) // 3 + 6000, 3):
        data[place] ^= 0x5A
    eyes = Eyes(suspicious=True)
    walked = go(bytes(data), eyes)
    assert "damaged" in walked.notes
    assert max(eyes.sampled) > 8


def test_packets_between_are_told_by_their_sizes() -> None:
    eyes = Eyes()
    go(clips.film(9, options={"g": "50", "sc_threshold": "0"}), eyes)
    # From one sampled keyframe up to the next, 100 frames later.
    assert eyes.sizes[0] == 100


def test_a_keyframe_passed_over_tells_which_half_is_suspicious() -> None:
    class Half(Eyes):
        """Suspects what holds the packet at five seconds, of a film of nine."""

        def suspects(
            self, frame: Frame, sizes: Sequence[tuple[int, int, bool]]
        ) -> bool:
            self.sizes.append(len(sizes))
            last = self.sampled[-1]
            return last < 5 <= frame.time

    eyes = Half()
    go(clips.film(9, options={"g": "50", "sc_threshold": "0"}), eyes)
    # 4 s to 8 s is suspicious; 6 s is looked at, and then the half before it alone.
    assert 6 in eyes.sampled
    inside = [time for time in eyes.passed if time < 8]
    assert (min(inside), max(inside)) == (4 + Fraction(1, 25), 6 - Fraction(1, 25))


def test_suspicion_is_rationed(monkeypatch: pytest.MonkeyPatch) -> None:
    film = clips.film(40, options={"g": "50", "sc_threshold": "0"})
    first = Eyes()
    go(film, first)
    pixels = first.size[0] * first.size[1]
    monkeypatch.setattr(walk, "PURSE_A_PICTURE", 2 * pixels)
    monkeypatch.setattr(walk, "PURSE", 60 * pixels)
    eyes = Eyes(suspicious=True)
    walked = go(film, eyes)
    assert "coarse" in walked.notes
    assert walked.decoded < 400
    # The control: with enough in the purse every frame is decoded.
    monkeypatch.setattr(walk, "PURSE", 2000 * pixels)
    assert go(film, Eyes(suspicious=True)).decoded > 900
