# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Our FollowTheMoney export held against the published schemata: 0 errors.

Makes whole cases by script (every kind, odd texts, dates of every precision), writes
them and has the package itself take each entity; likewise our table of its schemata.
It is installed once, into an environment of its own, and is no part of the program.
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
import subprocess
import sys
import venv
from collections.abc import Sequence
from typing import Any

from tests.property import whole_case

from bench.report import Report, progress
from witnessbox.release import exchange_ftm
from witnessbox.release import exchange_ftm_facts as facts
from witnessbox.release.exchanged import Renamed

PEERS = os.path.join(os.path.dirname(__file__), "../build/peers/ftm")
PACKAGE = "followthemoney==4.11.2"


def peer_python() -> str:
    """Its own environment, made once."""
    python = os.path.join(PEERS, "bin/python")
    if not os.path.exists(python):
        progress("installing the peer")
        venv.create(PEERS, with_pip=True)
        pip = [python, "-m", "pip", "install", "--quiet", PACKAGE]
        subprocess.run(pip, check=True)
    return python


def held_against(python: str, entities: Sequence[Any]) -> tuple[str, list[str]]:
    """The package's version, and what is wrong by it."""
    told = {
        "table": {name: dict(held) for name, held in facts.SCHEMATA.items()},
        "required": dict(facts.REQUIRED),
        "limits": facts.LIMITS,
        "entities": list(entities),
    }
    script = os.path.join(os.path.dirname(__file__), "ftm_peer.py")
    ran = subprocess.run(
        [python, script],
        input=json.dumps(told),
        check=True,
        capture_output=True,
        text=True,
    )
    answer = json.loads(ran.stdout)
    return answer["version"], answer["errors"]


def exported(seed: int, each: int) -> list[Any]:
    """The entities of a case made from a seed."""
    passed, items = whole_case.made(seed, each)
    fresh = Renamed(lambda: secrets.token_hex(16))
    data, _ = exchange_ftm.written(passed, items, fresh)
    return [json.loads(line) for line in data.decode().split("\n") if line.strip()]


def main() -> int:
    """Cases from several seeds, all of them valid."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=10)
    parser.add_argument("--each", type=int, default=100, help="records of each kind")
    arguments = parser.parse_args()
    report = Report("ftm_valid", vars(arguments))
    python, count, version = peer_python(), 0, ""
    errors: list[str] = []
    for seed in range(arguments.cases):
        made = exported(seed, arguments.each)
        version, wrong = held_against(python, made)
        count, errors = count + len(made), errors + wrong
    report.add("followthemoney", version)
    report.add("entities", f"{count:,}")
    report.add("errors", len(errors), "0", not errors)
    for error in errors[:20]:
        progress(error)
    return report.close()


if __name__ == "__main__":
    sys.exit(main())
