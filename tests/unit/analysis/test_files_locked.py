# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The stages that take files do inside the lock-down what they do outside."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.unit.analysis import papers, served, test_exif
from tests.unit.analysis.containers import keys, movie, opened, trak
from tests.unit.analysis.papers import paragraph
from tests.unit.media import clips

from witnessbox.analysis.stage import About, Stage
from witnessbox.media.client import SpawnerClient
from witnessbox.model.finding import Finding

RUSSIAN = "Вызвал дежурный и спросил, кто написал жалобу."
ENCODINGS = ("cp1251", "koi8-r", "cp866", "iso8859-5", "mac-cyrillic", "utf-16")
CASES: dict[str, tuple[str, bytes]] = {
    "film": ("video", clips.film(0.4)),
    "matroska": ("video", clips.film(0.4, container="matroska")),
    "broken film": ("video", clips.film(0.4)[:-500]),
    "phone": ("video", movie(trak(), keys(com__apple__quicktime__make="Apple"))),
    "photograph": ("photograph", test_exif.RICH),
    "with thumbnail": ("photograph", test_exif.FILES[1]),
    "heic": ("photograph", test_exif.FILES[2]),
    "png": ("photograph", clips.photograph("PNG", (64, 48))),
    "tiff": ("photograph", clips.photograph("TIFF", (64, 48))),
    "webp": ("photograph", clips.photograph("WEBP", (64, 48))),
    "pdf": ("document", papers.pdf("First", "Second")),
    "broken pdf": ("document", papers.pdf("First", "Second")[:-40]),
    "docx": ("other", papers.docx(paragraph(RUSSIAN))),
    "broken docx": ("other", papers.docx(paragraph(RUSSIAN))[:-30]),
    "xlsx": ("other", papers.xlsx("", strings=("a",))),
    "odt": ("other", papers.odt("<text:p>a</text:p>")),
    "rtf": ("document", papers.RTF),
    "html": ("document", b"<!doctype html>a&eacute;b&notin;"),
    "nothing": ("other", bytes(99)),
    **{name: ("document", RUSSIAN.encode(name)) for name in ENCODINGS},
}


@pytest.fixture(scope="module")
def client() -> Iterator[SpawnerClient]:
    with SpawnerClient(served.COMMAND) as made:
        yield made


def outside(stage: Stage, kind: str, data: bytes) -> list[Finding]:
    stage.load({})
    return list(stage.watch(About(kind, "application/octet-stream")).file(opened(data)))


@pytest.mark.parametrize("name", CASES)
def test_the_lock_down_changes_nothing(client: SpawnerClient, name: str) -> None:
    kind, data = CASES[name]
    for stage in served.STAGES:
        if kind not in stage.kinds:
            continue
        seen, followed = served.watched(client, data, kind, [stage.name])
        assert followed.reason is None
        assert seen.failed == {}
        assert seen.findings.get(stage.name, []) == outside(stage, kind, data)
