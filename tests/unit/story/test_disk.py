# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The disks: equal for equal seeds, whole when they appear, dated by the story."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from witnessbox.story.disk import (
    STAGING,
    Job,
    heron_jobs,
    kite_jobs,
    write_batches,
)
from witnessbox.story.oddities import ODDITIES, Oddity
from witnessbox.story.papers import PAPERS, Paper
from witnessbox.story.plot import HERON

BY_KEY = {clip.key: clip for clip in HERON}


def few() -> tuple[Job, ...]:
    """One job of each kind, the clips cut to a second or two."""
    gate = replace(BY_KEY["gate-2"], cut=(10.0, 11.0))
    return (
        gate,
        replace(BY_KEY["body-112"], cut=(11.0, 12.5)),
        replace(BY_KEY["office-3"], cut=(3.0, 4.0)),
        replace(BY_KEY["store-6"], cut=(0.0, 1.0)),
        replace(BY_KEY["desk-3"], cut=(4.0, 5.0)),
        *PAPERS,
        *(odd for odd in ODDITIES if odd.copy_of in (b"", gate.path)),
    )


def content(folder: Path) -> dict[bytes, tuple[bytes, int]]:
    root = os.fsencode(folder)
    found = {}
    for place, _, names in os.walk(root):
        for name in names:
            path = os.path.join(place, name)
            with open(path, "rb") as file:
                data = file.read()
            found[os.path.relpath(path, root)] = (data, int(os.stat(path).st_mtime))
    return found


def test_the_same_seed_gives_the_same_bytes_names_and_dates(tmp_path: Path) -> None:
    for name in ("one", "two"):
        list(write_batches(str(tmp_path / name), few(), workers=0))
    one, two = content(tmp_path / "one"), content(tmp_path / "two")
    assert sorted(one) == sorted(two)
    assert [path for path in one if one[path] != two[path]] == []
    list(write_batches(str(tmp_path / "three"), few(), seed=2, workers=0))
    other = content(tmp_path / "three")
    letter = b"PISMA/scan_001.jpg"
    assert other[letter][0] != one[letter][0], "another seed gives another letter"


def test_two_drawing_processes_give_the_bytes_of_none(tmp_path: Path) -> None:
    jobs = few()[:3]
    list(write_batches(str(tmp_path / "none"), jobs, workers=0))
    list(write_batches(str(tmp_path / "two"), jobs, workers=2))
    assert content(tmp_path / "none") == content(tmp_path / "two")


def test_what_a_batch_names_is_there_whole_and_the_first_comes_alone(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "disk"
    jobs = few()
    seen = 0
    for batch in write_batches(str(folder), jobs, workers=0):
        if batch.number == 1:
            assert len(batch.shown) == 1
        for shown in batch.shown:
            assert os.path.getsize(os.path.join(os.fsencode(folder), shown.path)) > 0
        seen += len(batch.shown)
        assert seen + batch.left == len(jobs)
        # Nothing unfinished lies on the disk beside what batches have named.
        assert len(content(folder)) == seen
    assert seen == len(jobs)
    assert not os.path.exists(str(folder) + STAGING)


def test_a_second_run_draws_nothing_again(tmp_path: Path) -> None:
    folder = tmp_path / "disk"
    jobs = few()[:1] + PAPERS[:2]
    list(write_batches(str(folder), jobs, workers=0))
    before = content(folder)
    again = list(write_batches(str(folder), jobs, workers=0))
    assert {one.kind for batch in again for one in batch.shown} == {"there"}
    assert content(folder) == before


def test_dates_are_those_of_the_story(tmp_path: Path) -> None:
    folder = tmp_path / "disk"
    list(write_batches(str(folder), few(), workers=0))
    march = (1709233200, 1711000000)
    for path, (_, second) in content(folder).items():
        assert march[0] < second < march[1], path
    for place, _, _ in os.walk(folder):
        assert march[0] < os.stat(place).st_mtime < march[1], place


def test_names_are_hostile_and_none_is_used_twice() -> None:
    paths = [job.path for job in heron_jobs()]
    assert len(set(paths)) == len(paths)
    names = [os.path.basename(path) for path in paths]
    assert any(len(name) == 255 for name in names)
    assert any("\u202e".encode() in name for name in names)
    assert any("نسخة".encode() in name for name in names)
    assert any(b'"' in name and b"'" in name for name in names)

    def is_text(name: bytes) -> bool:
        try:
            name.decode()
        except UnicodeDecodeError:
            return False
        return True

    assert [is_text(name) for name in names].count(False) == 1


def test_copies_come_after_what_they_copy() -> None:
    order = [job.path for job in heron_jobs()]
    copies = [job for job in heron_jobs() if isinstance(job, Oddity) and job.copy_of]
    assert len(copies) == 3
    for copy in copies:
        assert order.index(copy.copy_of) < order.index(copy.path)


def test_the_playlist_names_a_file_of_the_reader() -> None:
    playlists = [job for job in ODDITIES if job.kind == "playlist"]
    assert [b"file:///" in job.content for job in playlists] == [True]


def test_kite_has_a_small_disk_of_its_own() -> None:
    assert len(kite_jobs()) == 3
    assert any(
        not isinstance(job, Paper | Oddity) and job.caption for job in kite_jobs()
    )
