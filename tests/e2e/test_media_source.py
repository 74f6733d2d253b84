# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""A real browser plays our segments through MediaSource, in any order."""

from __future__ import annotations

import base64
import os
import shutil
import sys
from typing import Any

import pytest

sys.path.insert(0, os.path.abspath(f"{__file__}/../../.."))

from tests.unit.media import clips

from witnessbox.media.client import SpawnerClient
from witnessbox.media.record import Variant
from witnessbox.pipeline.desk import COMMAND

CHROMIUM = shutil.which("chromium")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
]
PLAY = """
async ([mime, init, parts, seek]) => {
  const bytes = text => Uint8Array.from(atob(text), c => c.charCodeAt(0));
  if (!MediaSource.isTypeSupported(mime)) return {unsupported: mime};
  const video = document.createElement('video');
  video.muted = true;
  document.body.append(video);
  const source = new MediaSource();
  video.src = URL.createObjectURL(source);
  await new Promise(done => source.addEventListener('sourceopen', done, {once: true}));
  const buffer = source.addSourceBuffer(mime);
  const append = data => new Promise((done, failed) => {
    buffer.addEventListener('updateend', done, {once: true});
    buffer.addEventListener('error', () => failed('append refused'), {once: true});
    buffer.appendBuffer(data);
  });
  await append(bytes(init));
  for (const part of parts) await append(bytes(part));
  source.endOfStream();
  const ranges = [];
  for (let i = 0; i < video.buffered.length; i++)
    ranges.push([video.buffered.start(i), video.buffered.end(i)]);
  video.currentTime = seek;
  await new Promise(done => video.addEventListener('seeked', done, {once: true}));
  await video.play();
  await new Promise(done => video.addEventListener('ended', done, {once: true}));
  return {ranges, width: video.videoWidth, height: video.videoHeight,
          at: video.currentTime, error: video.error && video.error.message,
          dropped: video.getVideoPlaybackQuality().corruptedVideoFrames};
}
"""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]


def play(
    data: bytes, variant: Variant, order: list[int], seek: float
) -> dict[str, Any]:
    from playwright.sync_api import sync_playwright

    descriptor = os.memfd_create("film")
    os.write(descriptor, data)
    with SpawnerClient(COMMAND) as client:
        init, *parts = (
            client.proxy(descriptor, None, len(data), segment=k, variant=variant)
            for k in [None, *order]
        )
    os.close(descriptor)
    assert all(part.reason is None for part in (init, *parts))
    given = [base64.b64encode(part.data).decode() for part in (init, *parts)]
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page()
        seen: dict[str, Any] = page.evaluate(
            PLAY, [init.mime, given[0], given[1:], seek]
        )
        browser.close()
    return seen


@pytest.mark.parametrize("variant", list(Variant))
@pytest.mark.parametrize("order", [[0, 1, 2], [2, 0, 1]])
def test_a_film_plays_without_gap_whatever_came_first(
    variant: Variant, order: list[int]
) -> None:
    data = clips.film(10, size=(320, 180), sound="aac", options={"bf": "3", "g": "60"})
    seen = play(data, variant, order, 7.5)
    assert "unsupported" not in seen
    assert len(seen["ranges"]) == 1
    assert seen["ranges"][0] == pytest.approx([0, 10], abs=0.05)
    assert seen["error"] is None
    assert seen["dropped"] == 0
    assert seen["at"] == pytest.approx(10, abs=0.05)
    assert (seen["width"], seen["height"]) == (320, 180)


def test_sound_alone_plays() -> None:
    seen = play(clips.tone(6), Variant.CLEAR, [1, 0], 4.5)
    assert seen["ranges"][0] == pytest.approx([0, 6], abs=0.05)
    assert seen["error"] is None


def test_a_variable_frame_rate_plays_without_gap() -> None:
    from fractions import Fraction

    stamps = [0, 40, 45, 300, 2100, 3990, 4000, 4001, 7999, 8005, 9000]
    data = clips.film(stamps=stamps, time_base=Fraction(1, 1000), container="matroska")
    seen = play(data, Variant.COVERED, [0, 1, 2], 8.5)
    assert len(seen["ranges"]) == 1
    assert seen["ranges"][0][0] == 0
    assert seen["error"] is None
