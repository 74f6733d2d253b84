# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The command line as a stranger uses it: arguments in, status and text out."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

PASSPHRASE = "bako mitu relo sani tuve kolo dipa"
ACCESSION = "disk-one"
SOURCE = "HERON"
PATIENCE = 900.0


class ProgramError(AssertionError):
    """A command did not end as it must."""


@dataclass(frozen=True, slots=True)
class Ran:
    """How one command ended."""

    argv: tuple[str, ...]
    status: int
    out: bytes
    err: bytes

    def json(self) -> dict[str, Any]:
        """The one JSON document on standard output: its last line."""
        lines = [line for line in self.out.splitlines() if line.strip()]
        try:
            answer = json.loads(lines[-1]) if lines else {}
            if not isinstance(answer, dict):
                raise ProgramError(f"no JSON object from {self.argv}")
        except ValueError:
            answer = json.loads(self.out)
        return dict(answer)

    def must(self, *allowed: int) -> Ran:
        """Itself, if it ended with one of these statuses (0 if none is given)."""
        if self.status not in (allowed or (0,)):
            tail = self.err[-1500:].decode("utf-8", "replace")
            raise ProgramError(f"{' '.join(self.argv)}: status {self.status}\n{tail}")
        return self


@dataclass(frozen=True, slots=True, order=True)
class Item:
    """One line of `list --jsonl`."""

    item: str
    sha256: str
    size: int
    objects: tuple[str, ...]
    origins: tuple[tuple[str, bytes], ...]


class Program:
    """The program on one box, with the founder's passphrase.

    Attributes:
        box: The box's folder.
        passphrase_file: The file with the passphrase.
        forked: Run verbs in a fork of this process that has the program loaded
            already: the same command line without the interpreter's start. Only
            for a process without threads; a campaign makes thousands of calls.
    """

    def __init__(
        self, box: str, passphrase_file: str = "", *, forked: bool = False
    ) -> None:
        self.box = box
        self.passphrase_file = passphrase_file or box + ".passphrase"
        self.forked = forked

    def argv(self, verb: str, *arguments: str) -> list[str]:
        """The arguments that run one verb on this box."""
        return [
            *(sys.executable, "-m", "witnessbox", *verb.split(), *arguments),
            *("--box", self.box, "--passphrase-file", self.passphrase_file),
        ]

    def run(
        self, verb: str, *arguments: str, timeout: float = PATIENCE, text: bytes = b""
    ) -> Ran:
        """Run one verb to its end."""
        argv = self.argv(verb, *arguments)
        if self.forked and not text:
            return run_forked(argv)
        done = subprocess.run(
            argv, input=text, capture_output=True, timeout=timeout, check=False
        )
        return Ran(tuple(argv), done.returncode, done.stdout, done.stderr)

    def init(self) -> Program:
        """Make the box, and the passphrase file if there is none."""
        if not os.path.exists(self.passphrase_file):
            with open(self.passphrase_file, "x", encoding="utf-8") as secret:
                secret.write(PASSPHRASE + "\n")
            os.chmod(self.passphrase_file, 0o600)
        self.run("init").must()
        return self

    def intake_argv(
        self, source: str, workers: int = 1, *extra: str, survey: bool = False
    ) -> list[str]:
        """The arguments of an intake; the same ones resume it."""
        quick = () if survey else ("--no-survey",)
        return self.argv(
            "intake",
            source,
            *("--accession", ACCESSION, "--from", SOURCE, "--acks", "--json"),
            *("--workers", str(workers), *quick, *extra),
        )

    def intake(self, source: str, workers: int = 1, *extra: str) -> Ran:
        """Take a source in, to the end."""
        argv = self.intake_argv(source, workers, *extra)
        if self.forked:
            return run_forked(argv)
        done = subprocess.run(argv, capture_output=True, timeout=PATIENCE, check=False)
        return Ran(tuple(argv), done.returncode, done.stdout, done.stderr)

    def items(self) -> list[Item]:
        """Everything that `list --jsonl` gives."""
        ran = self.run("list", "--jsonl").must()
        return [item for item in map(_item, ran.out.splitlines()) if item]

    def verify(self, *flags: str) -> dict[str, Any]:
        """What `verify --json` answers; it must end with 0, 1 or 4."""
        return self.run("verify", *flags, "--json").must(0, 1, 4).json()

    def identity(self, compartment: str = "evidence") -> str:
        """The age identity that opens a compartment's objects."""
        ran = self.run("key reveal", compartment, "--reason", "campaign").must()
        for word in ran.out.decode().split():
            if "AGE-SECRET-KEY-1" in word:
                return word[word.index("AGE-SECRET-KEY-1") :].strip('",')
        raise ProgramError("key reveal printed no age identity")


def run_forked(argv: Sequence[str]) -> Ran:
    """Run the program's own entry in a fork, its output kept in memory."""
    out, err = os.memfd_create("out"), os.memfd_create("err")
    child = os.fork()
    if child == 0:
        status = 70
        try:
            os.dup2(out, 1)
            os.dup2(err, 2)
            from witnessbox.cli.main import run

            status = run(list(argv[3:]))
            sys.stdout.flush()
            sys.stderr.flush()
        finally:
            os._exit(status)
    _, state = os.waitpid(child, 0)
    said = []
    for descriptor in (out, err):
        with os.fdopen(descriptor, "rb") as file:
            file.seek(0)
            said.append(file.read())
    status = os.waitstatus_to_exitcode(state)
    return Ran(tuple(argv), status, said[0], said[1])


def preload() -> None:
    """Load the program, so that forks of this process have it."""
    import importlib

    from witnessbox.cli.main import VERBS

    for verb in VERBS:
        with contextlib.suppress(ImportError):
            importlib.import_module(f"witnessbox.cli.commands.{verb}_")


def _item(line: bytes) -> Item | None:
    if not line.strip():
        return None
    found = json.loads(line)
    if "item" not in found:
        return None
    return Item(
        item=found["item"],
        sha256=found["sha256"],
        size=found["size"],
        objects=tuple(found["objects"]),
        origins=tuple(
            (origin["accession"], base64.b64decode(origin["path_b64"]))
            for origin in found["origins"]
        ),
    )


def acks(untrusted: bytes) -> Iterator[tuple[bytes, str]]:
    """The originals that `--acks` printed as durable: path and SHA-256.

    A last line without its end was not printed, and is not counted.
    """
    for line in untrusted.split(b"\n")[:-1]:
        if not line.startswith(b"{"):
            continue
        said = json.loads(line)
        if "sha256" in said and "path_b64" in said:
            yield base64.b64decode(said["path_b64"]), str(said["sha256"])


def stock_age(identity_file: str, sealed: str, size: int) -> bytes:
    """`age -d -i KEY OBJECT | head -c SIZE`, by the stock tool."""
    opened = subprocess.run(
        ["age", "-d", "-i", identity_file, sealed], capture_output=True, check=False
    )
    if opened.returncode:
        raise ProgramError(opened.stderr.decode("utf-8", "replace"))
    return opened.stdout[:size]


def make_light(work_factor: int = 8) -> None:
    """Let passphrases be cheap to try in this process and its forks.

    Nothing else differs: the work factor is a number in a key file's header, read
    from there. Campaigns unlock boxes thousands of times. Must come before any
    other part of the program is loaded, since defaults are taken when loading.
    """
    from witnessbox.vault import recipient

    late = "witnessbox.vault.keys" in sys.modules
    if late and work_factor != recipient.DEFAULT_WORK_FACTOR:
        raise RuntimeError("too late: the program is loaded already")
    recipient.DEFAULT_WORK_FACTOR = work_factor


def commit() -> str:
    """The commit that was measured, for the record."""
    if os.path.exists("COMMIT"):  # an exported tree, without its history
        with open("COMMIT", encoding="ascii") as file:
            return file.read().strip()
    argv: Sequence[str] = ("git", "rev-parse", "--short", "HEAD")
    done = subprocess.run(argv, capture_output=True, check=False)
    return done.stdout.decode().strip() or "unknown"
