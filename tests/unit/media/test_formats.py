# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The lists are short, real, and the same in the specification."""

from __future__ import annotations

import re
from pathlib import Path

import av
import pytest
from tests.unit.media import clips

from witnessbox.media import formats, sandbox
from witnessbox.media.formats import Reason

PROJECT = Path(__file__).parents[3]
MEDIA = (PROJECT / "docs/spec/media.md").read_text(encoding="utf-8")
SANDBOX = (PROJECT / "docs/spec/sandbox.md").read_text(encoding="utf-8")
TESTS = "".join(
    path.read_text(encoding="utf-8")
    for folder in ("tests/unit/media", "tests/property")
    for path in sorted((PROJECT / folder).glob("test_*.py"))
    if path.name != "test_formats.py"
)


def test_the_lists_are_short() -> None:
    assert len(formats.DEMUXERS) <= 12
    assert len(formats.DECODERS) <= 25


def test_every_name_on_the_lists_exists_here() -> None:
    for name in formats.DEMUXERS:
        assert av.ContainerFormat(name.split(",")[0], "r").is_input
    for name in formats.DECODERS:
        assert av.Codec(name, "r").name == name


def test_no_listed_container_is_known_to_open_other_files() -> None:
    names = {name for entry in formats.DEMUXERS for name in entry.split(",")}
    assert not names & {"hls", "concat", "dash", "sdp", "rtsp", "image2", "imf", "tty"}


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_is_specified_and_tested(reason: Reason) -> None:
    assert f"| `{reason}` |" in MEDIA
    assert f"Reason.{reason.name}" in TESTS


def test_the_specification_lists_what_the_code_lists() -> None:
    text = MEDIA.replace("\n  ", " ")
    for name in (*formats.DEMUXERS, *formats.DECODERS):
        assert f"`{name}`" in text
    codes = re.findall(r"^\| `([a-z-]+)` \|", MEDIA, re.MULTILINE)
    assert set(codes) == set(Reason)


WALLS = (
    "linux",
    "seccomp",
    "landlock",
    "mount-namespace",
    "cgroup-namespace",
    "host-name-namespace",
    "ipc-namespace",
    "network-namespace",
    "process-namespace",
)


def test_every_wall_is_specified() -> None:
    named = (*sandbox.REQUIRED, *(name for name, _ in sandbox.NAMESPACES))
    assert named == WALLS
    for name in named:
        assert f"| `{name}` |" in SANDBOX


def test_the_parser_is_not_one_with_known_holes() -> None:
    # CVE-2026-8461 and the fixes beside it are in 8.1.2.
    version = tuple(int(part) for part in av.ffmpeg_version_info.split(".")[:3])
    assert version >= (8, 1, 2)
    assert clips.film(0.1)
