# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Throw the indexes away, rebuild, and compare what they answer.

What holds: the canonical dump of each index has the same digest before and after;
`list`, `show` and `status` answer the same; a member who lacks a compartment's key
rebuilds without it, lists what the founder lists, and has no index of it. The
negative control: an index with one row changed has another digest.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from dataclasses import dataclass
from typing import Any

from bench import trees
from bench.bit_flips import add_member
from bench.program import Program
from bench.report import Report
from bench.scene import scene


@dataclass(frozen=True, slots=True)
class Digests:
    """The digests of the canonical dumps, by index."""

    before: dict[str, str | None]
    after: dict[str, str | None]


def rebuilt(program: Program) -> Digests:
    """Rebuild, and say what the dumps were before and after."""
    answer = program.run("rebuild", "--json").must().json()["indexes"]
    before = {name: one["before"] for name, one in answer.items()}
    return Digests(before, {name: one["after"] for name, one in answer.items()})


def answers(program: Program) -> list[Any]:
    """What screens and scripts read of the box."""
    items = sorted(program.run("list", "--jsonl").must().out.splitlines())
    shown = []
    for line in items[:10]:
        name = json.loads(line)["item"]
        shown.append(program.run("show", name, "--json").must().json())
    return [items, shown]


def check(report: Report, seed: int) -> None:
    """Fill a box, drop its indexes, compare."""
    with scene(trees.thirty_files, seed) as where:
        program = where.copy("box")
        program.intake(where.source, 2).must()
        limited = add_member(program, "coder", "--compartments", "evidence")
        said = answers(program)
        first = rebuilt(program)
        same = first.before == first.after and None not in first.after.values()
        report.add("indexes", len(first.after), "> 0", len(first.after) > 0)
        report.add("dumps as projected", _word(same), "equal", same)
        shutil.rmtree(os.path.join(program.box, "index"))
        second = rebuilt(program)
        same = second.after == first.before
        report.add("dumps after the indexes were deleted", _word(same), "equal", same)
        same = answers(program) == said
        report.add("list and show", _word(same), "equal", same)
        _limited(report, program, limited, len(second.after))
        _control(report, program, second)


def _word(same: bool) -> str:
    return "equal" if same else "differ"


def _limited(report: Report, program: Program, secret: str, indexes: int) -> None:
    """A member with `evidence` only rebuilds on a copy without any index."""
    box = program.box + "-limited"
    shutil.copytree(program.box, box)
    shutil.rmtree(os.path.join(box, "index"))
    member = Program(box, secret, forked=True)
    found = rebuilt(member).after
    fewer = len(found) < indexes and "sources" not in found
    report.add("indexes of a member with one key", str(sorted(found)), "fewer", fewer)
    same = sorted(member.items()) == sorted(program.items())
    report.add("items that this member lists", _word(same), "equal", same)


def _control(report: Report, program: Program, last: Digests) -> None:
    """One more act on record must change a digest, or equality means nothing."""
    item = program.items()[0].item
    program.run("cat", item, "--reason", "control").must()
    differs = rebuilt(program).after != last.after
    said = "another digest" if differs else "the same digest"
    report.add("control: one more act", said, "another digest", differs)


def main() -> int:
    """Run the comparison and print its table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=20240307)
    arguments = parser.parse_args()
    report = Report("rebuild_equal", vars(arguments))
    check(report, arguments.seed)
    return report.close()


if __name__ == "__main__":
    sys.exit(main())
