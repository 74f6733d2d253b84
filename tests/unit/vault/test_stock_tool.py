# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The stock `age` opens what we seal, and we open what it seals."""

import hashlib
import shutil
import subprocess
from pathlib import Path

import pytest

from witnessbox.base.values import Compartment
from witnessbox.vault.format import CHUNK, X25519Identity, unseal
from witnessbox.vault.keys import CompartmentKey
from witnessbox.vault.local import LocalBackend
from witnessbox.vault.store import Vault

IDENTITY = X25519Identity.generate()
SIZES = (0, 1, 1000, CHUNK - 1, CHUNK, CHUNK + 1, 5 * CHUNK, 1_234_567)


@pytest.fixture(scope="module")
def age() -> str:
    found = shutil.which("age")
    if found is None:
        pytest.skip("age is not installed: its opening of our objects is not tried")
    return found


@pytest.mark.parametrize("size", SIZES)
def test_age_and_head_give_the_original(age: str, size: int, tmp_path: Path) -> None:
    data = hashlib.shake_256(b"footage").digest(size)
    backend = LocalBackend(tmp_path / "objects")
    stored = Vault(backend).seal_bytes("run-1", data, IDENTITY.recipient())
    backend.publish("run-1", [stored.name])
    key, found = tmp_path / "key", tmp_path / "original"
    key.write_text(IDENTITY.text() + "\n")
    path = tmp_path / "objects" / stored.name[:2] / stored.name
    command = f"{age} -d -i {key} {path} | head -c {stored.size} > {found}"
    shell = ["bash", "-o", "pipefail", "-c", command]
    # `head` may end first: age then dies of the broken pipe, which is no refusal.
    status = subprocess.run(shell, check=False, capture_output=True)
    assert status.returncode in (0, 141) or b"broken pipe" in status.stderr
    assert found.read_bytes() == data


def test_age_refuses_what_was_altered(age: str, tmp_path: Path) -> None:
    backend = LocalBackend(tmp_path / "objects")
    stored = Vault(backend).seal_bytes("run-1", b"footage", IDENTITY.recipient())
    backend.publish("run-1", [stored.name])
    path = tmp_path / "objects" / stored.name[:2] / stored.name
    path.write_bytes(path.read_bytes()[:-1] + b"\0")
    key = tmp_path / "key"
    key.write_text(IDENTITY.text() + "\n")
    status = subprocess.run([age, "-d", "-i", key, path], check=False, timeout=60)
    assert status.returncode != 0


@pytest.mark.parametrize("size", SIZES)
def test_we_open_what_age_sealed(age: str, size: int) -> None:
    data = hashlib.shake_256(b"footage").digest(size)
    recipient = IDENTITY.recipient().text()
    sealed = subprocess.run(
        [age, "-r", recipient], input=data, capture_output=True, check=True
    )
    assert unseal(sealed.stdout, [IDENTITY]) == data


def test_age_opens_a_compartments_key_file(age: str, tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.write_text(IDENTITY.text() + "\n")
    wrapped = CompartmentKey.generate(Compartment.EVIDENCE).wrap(IDENTITY.recipient())
    opened = subprocess.run(
        [age, "-d", "-i", key], input=wrapped, capture_output=True, check=True
    )
    assert b'"compartment":"evidence"' in opened.stdout
