# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""One stage at work on one item; runs in the locked-down child only.

What holds: a stage that raises, or whose finding breaks a rule, has failed with a
reason and is asked no more. While it works, its number stands on the page that the
parent sees.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from witnessbox.analysis.stage import MAX_FINDINGS, Stage, Watcher
from witnessbox.base.canonical import JsonDict, encode
from witnessbox.media.formats import Reason
from witnessbox.media.progress import DECODER, Progress
from witnessbox.model.finding import SURE, Finding

MAX_FINDING = 64 << 10
"""Bytes of one finding as canonical JSON."""
SUMMARY = "summary"
"""The kind of finding that is a stage's own short account of the item."""


@dataclass(slots=True)
class Running:
    """One stage at work on one item.

    Attributes:
        number: From 1, as on the page of `Progress`.
        pending: Findings that have not left.
        count: All of them.
        failed: Why it is asked no more; empty while it runs.
    """

    number: int
    stage: Stage
    watcher: Watcher
    pending: list[JsonDict] = field(default_factory=list)
    count: int = 0
    failed: str = ""
    cut: bool = False

    def call(self, progress: Progress, ask: Callable[[], Iterable[Finding]]) -> None:
        """Let the stage work, and keep what it finds."""
        if self.failed:
            return
        progress.at_work(self.number)
        try:
            for finding in ask():
                self._keep(finding)
        except MemoryError:
            self._fail(Reason.TOO_LARGE)
        except Exception:
            # A stage is a stranger's code as well: its fault is its own.
            self._fail(Reason.CRASHED)
        progress.at_work(DECODER)

    def _keep(self, finding: Finding) -> None:
        if self.count >= MAX_FINDINGS and finding.kind != SUMMARY:
            self.cut = True
            return
        if not holds(finding):
            self._fail(Reason.LIED)
            return
        self.count += 1
        self.pending.append(finding.to_json())

    def _fail(self, reason: Reason) -> None:
        self.failed = reason.value
        self.pending = []


def holds(finding: Finding) -> bool:
    """Whether a finding keeps the rules of `model.finding`."""
    region, score = finding.region, finding.score
    if region is not None and not region.holds:
        return False
    if score is not None and not 0 <= score <= SURE:
        return False
    if finding.end is not None and (
        finding.start is None or finding.end < finding.start
    ):
        return False
    try:
        return len(encode(finding.to_json())) <= MAX_FINDING
    except (ValueError, TypeError):
        return False
