# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""A source, a cheap box, and the program on it, with or without one protection."""

from __future__ import annotations

import base64
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bench import audit, trees
from bench.program import PASSPHRASE, Program, acks
from bench.tracer import STORAGE_CALLS, Counts, Decide, Ending, trace, under

from witnessbox.pipeline.box import Box

Acks = list[tuple[bytes, str]]


@dataclass(frozen=True, slots=True)
class Ended:
    """How one traced intake ended.

    Attributes:
        acks: What it had acknowledged.
        said: What a person read.
        refusals: What it answered at its end, if it came to it: names and reasons.
    """

    status: int
    acks: Acks
    said: str
    refusals: dict[bytes, str]


@dataclass(frozen=True, slots=True)
class Ground:
    """Where one test works.

    Attributes:
        nodes: Our own portrait of the source.
        unprotected: Python that takes one protection away: the negative control.
    """

    program: Program
    source: str
    nodes: dict[bytes, trees.Node]
    unprotected: str = ""

    def without(self, protection: str) -> Ground:
        """The same, with this Python run in the program before it starts."""
        return replace(self, unprotected=protection)

    def argv(self, *more: str, workers: int = 1) -> list[str]:
        """The intake's command line."""
        argv = self.program.intake_argv(self.source, workers, *more)
        if not self.unprotected:
            return argv
        code = f"{self.unprotected}\nfrom witnessbox.cli.main import main\nmain()"
        return [sys.executable, "-c", code, *argv[3:]]

    def traced(
        self,
        decide: Decide,
        *,
        counts: Counts | None = None,
        calls: Sequence[str] = STORAGE_CALLS,
        printed_to: str = "",
    ) -> Ended:
        """An intake; `decide` is asked before each call on the box's files."""
        out, err = self.program.box + ".out", self.program.box + ".err"
        for path in (out, err):
            Path(path).unlink(missing_ok=True)
            Path(path).touch()
        ending: Ending = trace(
            self.argv(),
            decide=decide,
            counts=counts or under(self.program.box, acks=False),
            out=printed_to or out,
            err=err,
            timeout=120,
            calls=calls,
        )
        assert not ending.timed_out
        said = Path(err).read_text(errors="replace")
        assert "Traceback" not in said, said[-3000:]
        assert "Exception" not in said
        printed = Path(out).read_bytes()
        return Ended(ending.status, list(acks(printed)), said, _refusals(printed))

    def verdict(self, acked: Acks, *, complete: bool) -> audit.Verdict:
        """The box held against the source; complete: nothing may be missing."""
        found = audit.audit(self.program, self.nodes, acked, complete=complete)
        audit.verify(self.program, found, "--full")
        return found

    def goes_on(self, acked: Acks) -> None:
        """The same command ends well, and all is there, once."""
        ran = self.program.intake(self.source).must()
        verdict = self.verdict([*acked, *acks(ran.out)], complete=True)
        assert verdict, str(verdict)


def ground(folder: Path, source: str = "", *, box: str = "") -> Ground:
    """A box of its own, and a source: given, or a new one of several batches."""
    passphrase = folder / "passphrase"
    passphrase.write_text(PASSPHRASE + "\n")
    place = box or str(folder / "box")
    Box.create(place, PASSPHRASE, name="Anna", work_factor=4)
    if not source:
        source = str(folder / "source")
        os.mkdir(source)
        trees.six_batches(source, 11)
    program = Program(place, str(passphrase))
    return Ground(program, source, trees.portrait(source))


def _refusals(printed: bytes) -> dict[bytes, str]:
    last = json.loads((printed.splitlines() or [b"{}"])[-1])
    return {
        base64.b64decode(one["path_b64"]): one["reason"]
        for one in last.get("refusals", ())
    }
