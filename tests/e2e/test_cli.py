# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The command line, from the first box to the proof: the black-box contract."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from witnessbox.cli.main import VERBS, run
from witnessbox.pipeline.box import Box

PASSPHRASE = "only for this test"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    place = tmp_path / "source"
    (place / "видео").mkdir(parents=True)
    (place / "видео" / "1.bin").write_bytes(os.urandom(70_000))
    (place / "2.bin").write_bytes((place / "видео" / "1.bin").read_bytes())
    (place / "\x1b[31mred").write_bytes(b"red")
    (place / "link").symlink_to("nowhere")
    return place


@pytest.fixture
def box(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "box"
    Box.create(str(place), PASSPHRASE, name="Anna", work_factor=4)
    passphrase = tmp_path / "passphrase"
    passphrase.write_text(PASSPHRASE)
    monkeypatch.setenv("WITNESSBOX_BOX", str(place))
    monkeypatch.setenv("WITNESSBOX_PASSPHRASE_FILE", str(passphrase))
    return place


@pytest.fixture
def witnessbox(capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    def called(*arguments: str) -> tuple[int, str, str]:
        capfdbinary.readouterr()
        status = run(arguments)
        out, err = capfdbinary.readouterr()
        return status, out.decode(), err.decode()

    return called


def taken_in(witnessbox: Run, source: Path, *more: str) -> dict[str, Any]:
    status, out, err = witnessbox(
        "intake",
        str(source),
        "--accession",
        "one",
        "--from",
        "HERON",
        "--no-survey",
        "--workers",
        "1",
        "--json",
        *more,
    )
    assert status == 0, err
    return dict(json.loads(out.splitlines()[-1]))


def listed(witnessbox: Run) -> list[dict[str, Any]]:
    return list(json.loads(witnessbox("list", "--json")[1])["items"])


def test_the_whole_way_from_a_disk_to_its_originals(
    box: Path, source: Path, witnessbox: Run
) -> None:
    answer = taken_in(witnessbox, source)
    assert answer["schema"] == "witnessbox/intake/1"
    assert answer["next"] is None
    counts = [answer[name] for name in ("stored", "known", "noted", "refused")]
    assert counts == [2, 1, 2, 0]
    assert answer["seen"] == sum(counts)
    found = {
        base64.b64decode(origin["path_b64"]): item
        for item in listed(witnessbox)
        for origin in item["origins"]
    }
    assert set(found) == {"видео/1.bin".encode(), b"2.bin", b"\x1b[31mred"}
    for path, item in found.items():
        original = Path(os.fsdecode(os.path.join(os.fsencode(source), path)))
        assert item["sha256"] == hashlib.sha256(original.read_bytes()).hexdigest()
        for place in item["objects"]:
            assert (box / place).is_file()
        out = subprocess.run(
            [sys.executable, "-m", "witnessbox", "cat", item["item"], "--reason", "t"],
            capture_output=True,
            check=True,
        )
        assert out.stdout == original.read_bytes()
        assert b"NOT FOR RELEASE" in out.stderr
    for depth in ((), ("--sealed",), ("--full",), ("--full", "--sha256")):
        status, out_text, _ = witnessbox("verify", "--json", *depth)
        assert status == 0
        assert json.loads(out_text)["ok"] is True


def test_acknowledgements_come_one_a_line_with_path_and_digest(
    box: Path, source: Path, witnessbox: Run
) -> None:
    _, out, _ = witnessbox(
        "intake",
        str(source),
        *("--accession", "one", "--from", "HERON", "--no-survey", "--acks"),
    )
    acks = [json.loads(line) for line in out.splitlines() if line.startswith("{")]
    assert len(acks) == 3
    assert all(set(ack) == {"path_b64", "sha256"} for ack in acks)


def test_a_terminal_never_obeys_a_name(
    box: Path, source: Path, witnessbox: Run
) -> None:
    taken_in(witnessbox, source)
    for verb in (("list",), ("status",)):
        assert "\x1b" not in witnessbox(*verb)[1]


def test_giving_out_needs_a_reason(box: Path, source: Path, witnessbox: Run) -> None:
    taken_in(witnessbox, source)
    item = listed(witnessbox)[0]["item"]
    status, out, err = witnessbox("cat", item)
    assert (status, out) == (2, "")
    assert "reason" in err


def test_an_item_that_is_not_there_is_missing(box: Path, witnessbox: Run) -> None:
    assert witnessbox("show", "i-0000")[0] == 2


def test_a_wrong_passphrase_is_status_3(
    box: Path, tmp_path: Path, witnessbox: Run
) -> None:
    wrong = tmp_path / "wrong"
    wrong.write_text("not it")
    status, _, err = witnessbox("list", "--passphrase-file", str(wrong))
    assert status == 3
    assert "opens no member's key" in err


def test_no_box_is_status_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, witnessbox: Run
) -> None:
    monkeypatch.delenv("WITNESSBOX_BOX", raising=False)
    monkeypatch.chdir(tmp_path)
    assert witnessbox("verify")[0] == 2


def test_a_box_is_found_from_a_folder_below_it(
    box: Path, monkeypatch: pytest.MonkeyPatch, witnessbox: Run
) -> None:
    monkeypatch.delenv("WITNESSBOX_BOX")
    monkeypatch.chdir(box / "ledger")
    assert witnessbox("verify")[0] == 0


def test_a_newer_box_is_status_4_and_says_so(box: Path, witnessbox: Run) -> None:
    file = box / "box.toml"
    file.write_bytes(file.read_bytes().replace(b"format = 1", b"format = 9"))
    for verb in ("list", "verify"):
        status, _, err = witnessbox(verb)
        assert status == 4
        assert "newer version" in err


def test_a_source_that_is_not_there_is_status_5(
    box: Path, tmp_path: Path, witnessbox: Run
) -> None:
    status, _, err = witnessbox(
        "intake", str(tmp_path / "gone"), "--accession", "a", "--from", "HERON"
    )
    assert status == 5
    assert "cannot be read" in err


def test_unknown_verbs_and_options_are_status_2(witnessbox: Run) -> None:
    assert witnessbox("fly")[0] == 2
    assert witnessbox("list", "--wings")[0] == 2


def test_every_verb_explains_itself(witnessbox: Run) -> None:
    for verb in VERBS:
        status, out, _ = witnessbox(verb, "--help")
        assert status == 0
        assert len(out) > 50


def test_a_damaged_object_is_named_and_gives_out_no_bad_byte(
    box: Path, source: Path, witnessbox: Run
) -> None:
    taken_in(witnessbox, source)
    item = next(one for one in listed(witnessbox) if one["size"] == 70_000)
    path = box / item["objects"][0]
    sealed = bytearray(path.read_bytes())
    sealed[-30_000] ^= 1  # in the second chunk, which holds the last 4,464 bytes
    path.write_bytes(sealed)
    status, out, _ = witnessbox("verify", "--full", "--json")
    assert status == 1
    assert item["objects"][0] in {f["where"] for f in json.loads(out)["faults"]}
    status, out, _ = witnessbox("cat", item["item"], "--reason", "t")
    assert status == 4
    assert out == ""


def test_rebuild_gives_the_same_index(box: Path, source: Path, witnessbox: Run) -> None:
    taken_in(witnessbox, source)
    before = json.loads(witnessbox("rebuild", "--json")[1])["indexes"]
    for path in (box / "index").glob("*.db*"):
        path.unlink()
    after = json.loads(witnessbox("rebuild", "--json")[1])["indexes"]
    assert {n: d["after"] for n, d in before.items()} == {
        n: d["after"] for n, d in after.items()
    }


def test_the_checkpoint_of_yesterday_shows_a_roll_back(
    box: Path, source: Path, tmp_path: Path, witnessbox: Run
) -> None:
    folder = next((box / "ledger").iterdir())
    old = {p.name: p.read_bytes() for p in folder.iterdir()}
    taken_in(witnessbox, source)
    kept = tmp_path / "kept"
    kept.write_text(witnessbox("checkpoint")[1])
    assert witnessbox("verify", "--against", str(kept))[0] == 0
    for name, content in old.items():
        (folder / name).write_bytes(content)
    assert witnessbox("verify", "--against", str(kept))[0] == 1


def test_a_proof_holds_with_the_stand_alone_verifier(
    box: Path, source: Path, tmp_path: Path, witnessbox: Run
) -> None:
    taken_in(witnessbox, source)
    item = next(one for one in listed(witnessbox) if one["size"] == 70_000)
    proof = tmp_path / "proof"
    proof.write_text(witnessbox("prove", item["item"], "--reason", "t")[1])
    from witnessbox.ledger import standalone

    def check(original: Path) -> int:
        command = [sys.executable, "-I", "-S", standalone.__file__]
        done = subprocess.run(
            [*command, "--proof", str(proof), str(original)],
            capture_output=True,
            check=False,
        )
        return done.returncode

    assert check(source / "2.bin") == 0
    other = tmp_path / "other"
    other.write_bytes(b"another file")
    assert check(other) != 0


def test_a_station_takes_in_without_a_passphrase_and_reads_nothing(
    box: Path, source: Path, witnessbox: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    status, out, _ = witnessbox("member", "add", "Laptop", "--station", "--json")
    assert status == 0
    handle = json.loads(out)["handle"]
    saved = os.environ["WITNESSBOX_PASSPHRASE_FILE"]
    monkeypatch.delenv("WITNESSBOX_PASSPHRASE_FILE")
    for _ in range(2):  # a station remembers nothing: it stores again
        assert (
            taken_in(witnessbox, source, "--write-only", "--as", handle)["stored"] == 2
        )
    assert witnessbox("list")[0] == 3
    monkeypatch.setenv("WITNESSBOX_PASSPHRASE_FILE", saved)
    items = listed(witnessbox)
    assert len(items) == 2
    assert sum(len(item["origins"]) for item in items) == 3
    assert witnessbox("verify", "--full")[0] == 0


def test_two_intakes_of_one_accession_at_once_lose_nothing(
    box: Path, source: Path, witnessbox: Run
) -> None:
    command = [sys.executable, "-m", "witnessbox", "intake", str(source)]
    command += ["--accession", "one", "--from", "HERON", "--no-survey"]
    started = [subprocess.Popen(command, stderr=subprocess.PIPE) for _ in range(2)]
    ends: list[int] = []

    def wait(process: subprocess.Popen[bytes]) -> None:
        process.communicate()
        ends.append(process.returncode)

    threads = [threading.Thread(target=wait, args=(one,)) for one in started]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # The second is refused (2), or came after the first had ended (0).
    assert sorted(ends) in ([0, 0], [0, 2])
    assert sum(len(item["origins"]) for item in listed(witnessbox)) == 3
    assert witnessbox("verify", "--full")[0] == 0
