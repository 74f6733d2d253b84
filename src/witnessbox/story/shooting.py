# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Drawing a clip, picture by picture, into a file.

What holds: the same clip gives the same bytes; faces are noted once a second.
"""

from __future__ import annotations

import math
import os
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import cv2
import numpy as np
from numpy.typing import NDArray

from witnessbox.story import figure, hall, lettering
from witnessbox.story.acting import stance
from witnessbox.story.cast import BY_KEY
from witnessbox.story.clip import Clip, Seen, Shown
from witnessbox.story.film import Film
from witnessbox.story.lens import Eye, Lens
from witnessbox.story.rooms import LENSES, empty
from witnessbox.story.voice import loudness, track

Picture = NDArray[np.uint8]
_SOFT = (416, 234)
"""The size in which the hall is drawn for a carried camera."""
_CROP = (52, 26, 588, 328)
"""What a re-encoded copy keeps of the picture: left, top, right, bottom."""


def _seconds(clip: Clip, start: float, until: float) -> Iterator[float]:
    """When pictures are taken."""
    step = 1 / clip.form.fps
    if not clip.uneven:
        for index in range(math.floor((until - start) * clip.form.fps)):
            yield start + index * step
        return
    lot = random.Random(clip.key)  # noqa: S311 - drawing, not keys
    second = start
    while second < until:
        yield second
        # A recorder that leaves out pictures where nothing moves.
        second += step * lot.choice((1, 1, 1, 2, 3, 5))


def _carried(clip: Clip, second: float, size: tuple[int, int]) -> Eye:
    """The camera on somebody's chest: it sways as they step."""
    walk = clip.walk
    index = max(k for k, mark in enumerate(walk) if mark[0] <= second)
    index = min(index, len(walk) - 2)
    (t0, x0, z0), (t1, x1, z1) = walk[index : index + 2]
    share = min(1.0, (second - t0) / (t1 - t0))
    x, z = x0 + (x1 - x0) * share, z0 + (z1 - z0) * share
    moving = 1.0 if math.hypot(x1 - x0, z1 - z0) > 0.1 else 0.15
    sway = math.sin(second * 5.6) * 0.025 * moving
    bob = abs(math.sin(second * 5.6)) * 0.035 * moving
    turn = math.sin(second * 0.45) * 0.18
    return Eye(
        Lens(
            (x + sway, 1.38 + bob, z),
            (
                x + sway + turn + math.sin(second * 5.6 + 1) * 0.03 * moving,
                1.33 + bob * 0.6,
                z + 3,
            ),
            size[0],
            size[1],
            wide=0.68,
            roll=math.sin(second * 2.8) * 1.2 * moving,
        )
    )


class _Stage:
    """One clip being drawn."""

    def __init__(self, clip: Clip, levels: list[float]) -> None:
        self.clip = clip
        self.levels = levels
        self.place = clip.eye.place
        self.faces: list[Seen] = []
        self._noted = -1
        if clip.walk:
            self.size = (640, 360)
        else:
            lens = LENSES[self.place]
            self.size = (lens.width, lens.height)
            self._still = empty(self.place)
            self._eye = Eye(lens)

    def picture(self, second: float) -> Picture:
        clip = self.clip
        if clip.walk:
            eye = _carried(clip, second, self.size)
            picture = self._hall(eye)
            deep = None
        else:
            eye = self._eye
            picture = self._still.picture.copy()
            deep = self._still.deep
        boxes = self._people(picture, eye, deep, second)
        if clip.black and clip.black[0] <= second < clip.black[1]:
            picture[:] = 8
            boxes = []
        if int(second) > self._noted:
            self._noted = int(second)
            self.faces += boxes
        self._overlay(picture, second)
        return picture

    def _hall(self, eye: Eye) -> Picture:
        """The hall, drawn smaller: a camera in motion is soft, and it costs less."""
        lens = replace(eye.lens, width=_SOFT[0], height=_SOFT[1])
        small = hall.see("corridor", Eye(lens))
        return np.asarray(cv2.resize(small, self.size), np.uint8)

    def _people(
        self,
        picture: Picture,
        eye: Eye,
        deep: NDArray[np.float32] | None,
        second: float,
    ) -> list[Seen]:
        there = []
        for part in self.clip.parts:
            person = BY_KEY[part.who]
            mouth = self._mouth(part.who, second)
            pose = stance(part, second, mouth, person.tall)
            if pose is not None:
                far = eye.see((pose.at[0], 1.0, pose.at[1]))[2]
                there.append((far, part.who, pose))
        there.sort(key=lambda one: -one[0])
        boxes = []
        for _, who, pose in there:
            box = figure.draw(picture, eye, BY_KEY[who].look, pose, deep)
            if box is not None:
                boxes.append(Seen(round(second, 3), who, box))
        return boxes

    def _mouth(self, who: str, second: float) -> float:
        speaking = ""
        for line in self.clip.lines:
            if line.second <= second:
                speaking = line.who
        index = int(second * self.clip.form.fps)
        if speaking != who or index >= len(self.levels):
            return 0.0
        return self.levels[index]

    def _overlay(self, picture: Picture, second: float) -> None:
        clip = self.clip
        if clip.camera == "phone":
            return
        camera = clip.eye
        now = camera.shown(clip.start + timedelta(seconds=int(second)))
        lettering.burn(picture, camera.name, (12, 8))
        lettering.burn(picture, now.strftime("%d-%m-%Y %H:%M:%S"), (-12, 8))
        lettering.burn(picture, camera.label, (12, -8), 15)


def _again(picture: Picture, caption: str) -> Picture:
    """A cropped copy with words in a dark strip."""
    left, top, right, bottom = _CROP
    cropped = picture[top:bottom, left:right]
    copy = np.asarray(cv2.resize(cropped, (640, 360)), np.uint8)
    copy[318:] = (copy[318:] * 0.3).astype(np.uint8)
    lettering.burn(copy, caption, (14, 325), 19)
    return copy


def shoot(clip: Clip, path: bytes, seed: int = 1) -> Shown:
    """Draws a clip into a file; what it shows."""
    start, until = clip.cut or (0.0, clip.seconds)
    levels: list[float] = []
    sound = None
    if clip.form.sound:
        sound = track(clip.lines, clip.seconds, sum(clip.key.encode()) + 1000 * seed)
        levels = loudness(sound, clip.form.fps)
    stage = _Stage(clip, levels)
    size = (640, 360) if clip.caption else stage.size
    count = 0
    made = clip.start + timedelta(seconds=start)
    with Film(path, size, clip.form, made) as film:
        heard = int(start * 22050)
        for second in _seconds(clip, start, until):
            picture = stage.picture(second)
            if clip.caption:
                picture = _again(picture, clip.caption)
            film.show(picture, second - start)
            count += 1
            # Sound goes in as the picture does, so that the file interleaves.
            if sound is not None and count % (clip.form.fps * 2) == 0:
                reached = int((second + 1) * 22050)
                film.say(sound[heard:reached], heard - int(start * 22050))
                heard = reached
        if sound is not None:
            film.say(sound[heard : int(until * 22050)], heard - int(start * 22050))
    if clip.kept < 1:
        os.truncate(path, int(os.path.getsize(path) * clip.kept))
    says = f"{clip.eye.name or 'A telephone'}, {clip.start:%d.%m.%Y %H:%M:%S}"
    return Shown(clip.path, "clip", clip.key, says, tuple(stage.faces), count)
