# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""A thousand complaints of which thirty are malformed; and kills in the middle.

What holds: each malformed row is listed with its number and its reason, by a run that
imports nothing and, with `--without-malformed`, on record; the others come in; a second
import adds nothing; killed before a storage call, an import left all or none, and the
same command given again ends with all. The table is made by script.

    python -m bench.complaints_import [--rows N] [--malformed N] [--kills N]
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import sys
import tempfile
import time
from contextlib import closing

from tests.unit.pipeline import complaint_tables

from bench.program import PASSPHRASE, Program, Ran
from bench.report import Report, progress
from bench.tracer import Call, Step, missing, trace, under
from witnessbox.catalogue import outgoing
from witnessbox.pipeline.box import Box

MAPPED = tuple(f"{column}={field}" for column, field in complaint_tables.MAPPED)
LIGHT = 8
"""The passphrase's work factor: what it costs to unlock is not measured here."""
Figures = tuple[int, list[str], int]


def words(table: str, *more: str) -> list[str]:
    """The arguments of an import."""
    found = [table, "--json", *more]
    for one in MAPPED:
        found += ["--map", one]
    return found


def held(program: Program) -> Figures:
    """Complaints on record, the lines of rows left out, and entries of the ledger."""
    with closing(Box.open(program.box).unlock(PASSPHRASE)) as session:
        session.committer.catch_up()
        with session.reading() as connection:
            mine = session.compartments
            count = sum(1 for _ in outgoing.standing(connection, mine, "complaint"))
            imports = list(outgoing.standing(connection, mine, "import"))
        lines = [
            line
            for one in imports
            for line in str(one.fields.get("left_out", "")).splitlines()
        ]
        return count, lines, session.log.size()


def timed(program: Program, *arguments: str) -> tuple[Ran, float]:
    """A run and its seconds."""
    since = time.monotonic()
    ran = program.run("testimony import", *arguments)
    return ran, time.monotonic() - since


def listed(ran: Ran) -> dict[int, set[str]]:
    """The rows that a run lists as malformed, with their reasons."""
    return {
        row["row"]: {reason["code"] for reason in row["reasons"]}
        for row in ran.json()["rows"]
        if row["verdict"] == "malformed"
    }


def imports(program: Program, table: str, wrong: dict[int, str], rows: int) -> Report:
    """The bar, without kills."""
    settings: dict[str, int | str] = {"rows": rows, "malformed": len(wrong)}
    report = Report("complaints_import", settings)
    expected = {row: {code} for row, code in wrong.items()}
    good = rows - len(wrong)
    report.add("reasons of different kinds", len(set(wrong.values())))
    dry, seconds = timed(program, *words(table, "--dry-run"))
    report.add("dry run", f"{seconds:.1f} s")
    same = listed(dry.must(1)) == expected
    report.add("listed by a dry run", len(listed(dry)), str(len(wrong)), same)
    whole, _ = timed(program, *words(table))
    found = listed(whole.must(1))
    report.add("listed by an import", len(found), str(len(wrong)), found == expected)
    count, _, size = held(program)
    report.add("stored by it", count, "0", count == 0)
    done, seconds = timed(program, *words(table, "--without-malformed"))
    report.add("import without them", f"{seconds:.1f} s")
    done.must()
    count, lines, size = held(program)
    report.add("complaints on record", count, str(good), count == good)
    right = [int(line.split()[1].rstrip(":")) for line in lines] == sorted(wrong)
    right = right and all(
        wrong[row] in line for row, line in zip(sorted(wrong), lines, strict=True)
    )
    report.add("rows left out, on record", len(lines), str(len(wrong)), right)
    again, seconds = timed(program, *words(table, "--without-malformed"))
    report.add("second import", f"{seconds:.1f} s")
    there = again.must().json()["counts"]["there"]
    report.add("there already", there, str(good), there == good)
    grown = held(program)[2] - size
    report.add("entries added by it", grown, "0", grown == 0)
    return report


def kills(report: Report, template: str, table: str, good: int, trials: int) -> None:
    """Kill before random storage calls; all or none, and then all."""
    if missing():
        report.add("kills", missing())
        return
    argv = ["testimony import", *words(table, "--without-malformed")]
    rng = random.Random(7)
    outcomes: dict[int, int] = {}
    mended = calls = 0
    for trial in range(trials + 1):
        box = f"{template}-{trial}"
        shutil.copytree(template, box)
        program = Program(box, f"{template}.passphrase")
        kill = rng.randint(1, calls) if calls else 0

        def decide(call: Call, at: int = kill) -> int:
            return Step.KILL if call.number == at else Step.GO

        ending = trace(
            program.argv(*argv), decide=decide, counts=under(box, acks=False)
        )
        if not calls:
            calls = ending.calls
            report.add("storage calls of an import", calls)
        else:
            count = held(program)[0]
            outcomes[count] = outcomes.get(count, 0) + 1
            program.run(argv[0], *argv[1:]).must()
            mended += held(program)[0] == good
            progress(f"{trial} of {trials}: {count}")
        shutil.rmtree(box)
    said = ", ".join(f"{count}: {n}" for count, n in sorted(outcomes.items()))
    report.add(
        "complaints after a kill: times", said, f"0 or {good}", {*outcomes} <= {0, good}
    )
    report.add("whole after the same command", mended, str(trials), mended == trials)


def main(arguments: list[str] | None = None) -> int:
    """Make the table, import, kill, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1000)
    parser.add_argument("--malformed", type=int, default=30)
    parser.add_argument("--kills", type=int, default=12)
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        data, wrong = complaint_tables.mixed(given.rows, given.malformed)
        table = os.path.join(folder, "table.csv")
        with open(table, "wb") as written:
            written.write(data)
        box = os.path.join(folder, "box")
        Box.create(box, PASSPHRASE, name="A", title="T", work_factor=LIGHT)
        with open(f"{box}.passphrase", "w", encoding="utf-8") as file:
            file.write(PASSPHRASE)
        program = Program(box)
        template = os.path.join(folder, "template")
        shutil.copytree(program.box, template)
        shutil.copy(program.passphrase_file, f"{template}.passphrase")
        report = imports(program, table, wrong, given.rows)
        if given.kills:
            kills(report, template, table, given.rows - len(wrong), given.kills)
    return report.close()


if __name__ == "__main__":
    sys.exit(main())
