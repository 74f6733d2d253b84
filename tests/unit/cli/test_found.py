# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""`findings`, `status` and `list`, over a box whose findings were made by script."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.unit.web.conftest import PASSPHRASE, filled, findings

from witnessbox.base.errors import EXIT_UNUSABLE
from witnessbox.cli.main import run
from witnessbox.pipeline.box import Box

Told = Callable[..., Any]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    folder = tmp_path_factory.mktemp("cli")
    box = Box.create(
        str(folder / "box"), PASSPHRASE, name="Anna", title="T", work_factor=4
    )
    session = box.unlock(PASSPHRASE)
    items = filled(session, folder / "source")
    session.close()
    (folder / "passphrase").write_text(PASSPHRASE)
    return folder, items


@pytest.fixture
def told(
    world: tuple[Path, dict[str, str]], capsys: pytest.CaptureFixture[str]
) -> Told:
    folder, _ = world
    access = ["--box", str(folder / "box")]
    access += ["--passphrase-file", str(folder / "passphrase")]

    def asked(*words: str, status: int = 0) -> Any:
        capsys.readouterr()
        assert run([*words, *access]) == status
        out = capsys.readouterr().out
        return json.loads(out) if "--json" in words else out

    return asked


@pytest.fixture
def film(world: tuple[Path, dict[str, str]]) -> str:
    return world[1]["IMG_0001.MP4"]


def test_findings_come_in_the_form_of_the_contract(told: Told, film: str) -> None:
    answer = told("findings", film, "--stage", "faces", "--json")
    assert answer["schema"] == "witnessbox/findings/1"
    assert answer["next"] is None
    given = [one.to_json() for one in findings()["faces"]]
    assert answer["findings"] == [
        {"stage": "faces", "version": "1", **one} for one in given
    ]
    assert (answer["region_unit"], answer["score_unit"]) == (10_000, 1000)


def test_findings_page_by_their_cursor(told: Told, film: str) -> None:
    whole = told("findings", film, "--json", "--limit", "5000")["findings"]
    assert len(whole) == sum(len(some) for some in findings().values())
    paged: list[Any] = []
    after: list[str] = []
    while True:
        page = told("findings", film, "--json", "--limit", "300", *after)
        paged += page["findings"]
        if page["next"] is None:
            break
        after = ["--after", page["next"]]
    assert paged == whole
    streamed = told("findings", film, "--jsonl").splitlines()
    assert [json.loads(line) for line in streamed] == whole


def test_what_a_person_reads_is_called_a_guess_and_harmless(
    told: Told, film: str, capsys: pytest.CaptureFixture[str]
) -> None:
    text = told("findings", film, "--stage", "text")
    assert "text/1  clock  0:00.00-10:00.00" in text
    assert "\u202e" not in text
    told("findings", film)
    assert "\n" not in text.strip().splitlines()[0]


def test_show_says_what_is_said_and_by_whom(told: Told, film: str) -> None:
    shown = told("show", film, "--json")
    assert shown["said"]["recorded"] == "2023-05-06T23:14:00"
    assert shown["said"]["recorded_from"] == "clock"
    assert {"faces", "night", "clock"} <= set(shown["said"]["flags"])
    assert {d["stage"]: d["found"] for d in shown["derivations"]}["faces"] == 3


@pytest.mark.parametrize("cursor", ["x", "faces", ":1", "faces:-1"])
def test_a_cursor_of_no_form_is_refused(told: Told, film: str, cursor: str) -> None:
    told("findings", film, "--after", cursor, status=EXIT_UNUSABLE)


def test_status_names_every_stage_and_what_it_waits_for(told: Told) -> None:
    answer = told("status", "--json")
    stages = {one["stage"]: one for one in answer["stages"]}
    assert stages["look"]["done"] == 4
    assert stages["look"]["reasons"] == {"damaged": 1}
    assert stages["look"]["waiting"] == 1
    (series,) = answer["gaps"]
    assert (series["series"], series["missing"]) == ("IMG_####", 2)
    (device,) = [one for one in answer["devices"] if one["label"]]
    assert device["said_by"] == "container"
    assert device["items"] == 1
    text = told("status")
    assert "Numbers missing in IMG_####: 2 between 1 and 5." in text
    assert "By language, as heard" in text


def test_a_missing_model_is_named_in_status(
    told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    from witnessbox.pipeline import standing

    monkeypatch.setattr(standing, "skipped", lambda _: (("stills", "a-model"),))
    assert "skipped: the model a-model is missing" in told("status")
    stages = told("status", "--json")["stages"]
    assert [s["stage"] for s in stages if s["missing"] == "a-model"] == ["stills"]


@pytest.mark.parametrize(
    ("words", "count"),
    [
        (("--with", "faces"), 1),
        (("--with", "faces", "--with", "damaged"), 1),
        (("--with", "hidden", "--kind", "photograph"), 0),
        (("--month", "2023-05"), 1),
        (("--month", "unknown", "--kind", "video"), 3),
        (("--device", "m"), 1),
        (("--device", "unknown"), 4),
        (("--language", "ru"), 1),
        (("--language", "en"), 0),
        (("--state", "looked"), 4),
    ],
)
def test_list_is_narrowed_by_what_machines_say(
    told: Told, words: tuple[str, ...], count: int
) -> None:
    assert len(told("list", "--json", *words)["items"]) == count


@pytest.mark.parametrize("words", [("--month", "May"), ("--device", "nobody's")])
def test_what_is_no_month_and_no_device_is_refused(
    told: Told, words: tuple[str, ...]
) -> None:
    told("list", *words, status=EXIT_UNUSABLE)


def test_a_rebuilt_index_says_the_same(told: Told, film: str) -> None:
    questions = (("findings", film, "--jsonl"), ("list", "--json"), ("status",))
    before = [told(*one) for one in questions]
    told("rebuild")
    assert [told(*one) for one in questions] == before
