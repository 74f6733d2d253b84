# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""One table for a person and one JSON line for a record; nothing else is printed."""

from __future__ import annotations

import json
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bench.program import commit


@dataclass(frozen=True, slots=True)
class Line:
    """One figure: what was measured, what came out, what the bar is."""

    what: str
    figure: str
    bar: str = ""
    holds: bool | None = None


@dataclass(slots=True)
class Report:
    """The figures of one script.

    Attributes:
        name: The script's own name.
        settings: What a rerun needs: seed, counts, sizes.
    """

    name: str
    settings: dict[str, int | str] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    started: float = field(default_factory=time.monotonic)

    def add(
        self, what: str, figure: str | int, bar: str = "", holds: bool | None = None
    ) -> None:
        """Add one figure."""
        self.lines.append(Line(what, str(figure), bar, holds))

    def judge(self, holds: bool) -> None:
        """Say whether the figure that was added last meets its bar."""
        last = self.lines.pop()
        self.lines.append(Line(last.what, last.figure, last.bar, holds))

    def close(self) -> int:
        """Print, and give the exit status: 0 if every bar holds."""
        rows = [("what", "figure", "bar", "")]
        for line in self.lines:
            mark = {True: "holds", False: "MISSED", None: ""}[line.holds]
            rows.append((line.what, line.figure, line.bar, mark))
        widths = [max(len(row[i]) for row in rows) for i in range(4)]
        print(f"{self.name}: {self.settings}")
        for row in rows:
            print("  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)))
        held = all(line.holds is not False for line in self.lines)
        record = {
            "schema": "witnessbox-bench/1",
            "name": self.name,
            "settings": self.settings,
            "commit": commit(),
            "at": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "machine": machine(),
            "seconds": round(time.monotonic() - self.started, 1),
            "holds": held,
            "figures": {line.what: line.figure for line in self.lines},
        }
        print(json.dumps(record, ensure_ascii=False), flush=True)
        return 0 if held else 1


def machine() -> str:
    """What this was measured on: cores, memory, system; no host name."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 30
    version = ".".join(map(str, sys.version_info[:3]))
    cores = os.cpu_count()
    return f"{cores} cores, {memory} GiB, Linux {platform.release()}, Python {version}"


def median_of(times: Sequence[float]) -> float:
    """The median; the campaigns' one statistic of speed."""
    return statistics.median(times)


def turns(repeat: int, *ways: Callable[[], float]) -> list[float]:
    """Time several ways in turn, so that a noisy moment falls on all of them.

    Each way does its own work and returns its seconds; one unmeasured round goes
    first, which touches the memory.
    """
    for way in ways:
        way()
    times: list[list[float]] = [[] for _ in ways]
    for _ in range(repeat):
        for place, way in enumerate(ways):
            times[place].append(way())
    return [median_of(one) for one in times]


def progress(text: str) -> None:
    """Say on standard error how far it is."""
    if sys.stderr.isatty() or os.environ.get("BENCH_PROGRESS"):
        print(text, file=sys.stderr, flush=True)
