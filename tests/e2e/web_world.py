# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""A real box, filled by a real intake, served to a real Chromium."""

from __future__ import annotations

import os
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from tests.unit.media import clips

from witnessbox.catalogue.answers import Filter
from witnessbox.pipeline import handling
from witnessbox.pipeline.box import Box
from witnessbox.pipeline.intake_order import Listener, Order
from witnessbox.pipeline.surveyor import Surveyor
from witnessbox.web.app import create_app

PASSPHRASE = "only for this test"
CHEAP = 4
CHROMIUM = shutil.which("chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NEEDS_CHROMIUM = [
    pytest.mark.browser,
    pytest.mark.timeout(150),
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]

COLOUR = """
(selector) => {
  const element = document.querySelector(selector);
  const canvas = document.createElement('canvas');
  const width = canvas.width = element.naturalWidth || element.videoWidth;
  const height = canvas.height = element.naturalHeight || element.videoHeight;
  if (!width) return null;
  const pen = canvas.getContext('2d');
  pen.drawImage(element, 0, 0);
  const data = pen.getImageData(0, 0, width, height).data;
  let most = 0;
  for (let i = 0; i < data.length; i += 4)
    most = Math.max(most, Math.abs(data[i] - data[i + 1]),
                    Math.abs(data[i + 1] - data[i + 2]));
  return {width, height, most};
}
"""
"""The size of a picture and how far it is from grey."""

DEAD = """
(address) => new Promise(done => {
  const image = new Image();
  image.onload = () => done(false);
  image.onerror = () => done(true);
  image.src = address;
})
"""

GREY = 12
"""JPEG and H.264 round: a grey picture's channels differ by less than this."""


@dataclass(frozen=True, slots=True)
class Served:
    """A box and its address."""

    box: Box
    address: str
    port: int


@dataclass(slots=True)
class Watched:
    """What a page did that it should not: reports, errors, dialogs, far requests."""

    reports: list[str] = field(default_factory=list)
    far: list[str] = field(default_factory=list)

    def over(self, page: Any, address: str) -> None:
        page.on("console", lambda m: self._said(m.type, m.text))
        page.on("pageerror", lambda error: self.reports.append(str(error)))
        page.on("dialog", lambda dialog: self._dialog(dialog))
        page.on("request", lambda r: self._asked(r.url, address))
        page.add_init_script(
            "addEventListener('securitypolicyviolation', e =>"
            " console.error('CSP ' + e.violatedDirective + ' ' + e.blockedURI));"
        )

    def _said(self, kind: str, text: str) -> None:
        if kind == "error":
            self.reports.append(text)

    def _dialog(self, dialog: Any) -> None:
        self.reports.append(f"dialog {dialog.message}")
        dialog.dismiss()

    def _asked(self, url: str, address: str) -> None:
        if not url.startswith((address, "blob:" + address)):
            self.far.append(url)


def small_source(folder: Path) -> Path:
    """Two films, a sound, two photographs, a text and a name that lies."""
    (folder / "gate").mkdir(parents=True)
    film = clips.film(10, size=(320, 180), sound="aac", options={"g": "25"})
    (folder / "gate" / "CAM-03_0116.mp4").write_bytes(film)
    (folder / "gate" / "copy of 0116.mp4").write_bytes(film)
    (folder / "yard.webm").write_bytes(
        clips.film(3, size=(160, 120), codec="libvpx-vp9", container="webm")
    )
    (folder / "voice.wav").write_bytes(clips.tone(6))
    (folder / "notebook.jpg").write_bytes(clips.photograph())
    (folder / "second.png").write_bytes(clips.photograph("PNG", (200, 300)))
    (folder / "order.txt").write_bytes(b"#EXTM3U\nfile:///etc/hostname\n")
    (folder / "evil\u202egpj.exe").write_bytes(b"MZ")
    return folder


MILD = {
    "category": ["other"],
    "severity": 1,
    **dict.fromkeys(("sound", "sexual", "child", "death"), "no"),
}
"""A label of what anybody may see."""


def taken_in(
    box: Box, source: Path, accession: str = "First disk", *, labelled: bool = True
) -> None:
    """Take a folder in, survey it, and label all that is there."""
    session = box.unlock(PASSPHRASE)
    try:
        surveyor = Surveyor(session)
        listener = Listener(
            lambda _plan: None,
            lambda _names, _done: None,
            lambda _path, _digest: None,
            surveyor.start,
        )
        try:
            session.take_in(
                Order((os.fsencode(source),), accession, "HERON", "", 2), listener
            )
        finally:
            surveyor.finish()
        for row in session.items(Filter(), 100).rows if labelled else ():
            handling.label(session, row.item, MILD)
    finally:
        session.close()


@contextmanager
def serving(box: Box) -> Iterator[Served]:
    """The application under uvicorn on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    config = uvicorn.Config(
        create_app(box, port=port), host="127.0.0.1", port=port, log_level="critical"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        until(lambda: server.started)
        yield Served(box, f"http://127.0.0.1:{port}", port)
    finally:
        server.should_exit = True
        thread.join(30)


@contextmanager
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        launched = started.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            yield launched
        finally:
            launched.close()


def sign_in(page: Any, served: Served) -> None:
    """Through the door, as a person does."""
    page.goto(f"{served.address}/sign-in")
    page.fill("#passphrase", PASSPHRASE)
    # By the field, which is bounded: a key on its own waits for the browser for
    # ever, and once in 300 sign-ins under load Chromium had not answered it.
    page.press("#passphrase", "Enter")
    page.wait_for_url(f"{served.address}/")


def until(holds: Callable[[], bool], seconds: float = 20.0) -> None:
    """Wait for something that another thread does."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.02)
