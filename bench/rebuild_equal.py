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
from typing import Any

from bench import trees
from bench.bit_flips import add_member
from bench.program import Program
from bench.report import Report
from bench.scene import scene


def digests(program: Program) -> dict[str, Any]:
    """The digest of every index's canonical dump, as `rebuild` gives them."""
    answer = program.run("rebuild", "--json").must().json()
    return dict(answer["digests"])


def kept_digests(program: Program) -> dict[str, Any]:
    """The digests of the indexes as they stand, without rebuilding."""
    answer = program.run("rebuild", "--check", "--json").must(0, 1).json()
    return dict(answer["digests"])


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
        before, said = kept_digests(program), answers(program)
        shutil.rmtree(os.path.join(program.box, "index"))
        rebuilt = digests(program)
        report.add("indexes", len(rebuilt), "> 0", len(rebuilt) > 0)
        same = rebuilt == before
        report.add("dumps", "equal" if same else "differ", "equal", same)
        same = answers(program) == said
        report.add("list and show", "the same" if same else "differ", "the same", same)
        _limited(report, program, limited, len(rebuilt))


def _limited(report: Report, program: Program, secret: str, indexes: int) -> None:
    """A member with `evidence` only rebuilds on a copy without any index."""
    box = program.box + "-limited"
    shutil.copytree(program.box, box)
    shutil.rmtree(os.path.join(box, "index"))
    member = Program(box, secret)
    found = digests(member)
    fewer = len(found) < indexes and "sources" not in found
    report.add("indexes of a member with one key", str(sorted(found)), "fewer", fewer)
    same = len(member.items()) == len(program.items())
    report.add("items that this member lists", len(member.items()), "all", same)


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
