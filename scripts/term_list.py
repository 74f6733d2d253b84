# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Write docs/spec/terms.csv: every built-in term, for those who map to it.

Usage: python scripts/term_list.py FILE
What is refused: a list from which a published code or its number is gone.
"""

from __future__ import annotations

import csv
import os
import sys

from witnessbox.model.terms import VOCABULARIES

HEAD = ["vocabulary", "code", "huridocs_list", "huridocs", "english", "russian"]


def rows() -> list[list[str]]:
    """One row for each term."""
    return [
        [v.name, t.code, t.huridocs and v.thesaurus, t.huridocs, t.english, t.russian]
        for v in VOCABULARIES
        for t in v.terms
    ]


def main() -> int:
    """Write the list, if nothing that is published would be gone."""
    path = sys.argv[1]
    now = rows()
    if os.path.exists(path):
        with open(path, encoding="utf-8", newline="") as file:
            before = {tuple(row[:4]) for row in list(csv.reader(file))[1:]}
        gone = before - {tuple(row[:4]) for row in now}
        if gone:
            print(f"published terms are gone: {sorted(gone)}", file=sys.stderr)
            return 1
    with open(path, "w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([HEAD, *now])
    return 0


if __name__ == "__main__":
    sys.exit(main())
