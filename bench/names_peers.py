# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What rigour and rapidfuzz say of pairs of names; run by `bench/names.py`.

It runs in an environment of its own (build/peers/names), where they are installed and
we are not. In: a JSON list of pairs on stdin; out: a JSON list of scores of each way of
asking them. rigour is asked as its own documentation has it: symbols that both names
share first, then the distance of what is left; what is left over counts by a weight.
"""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any

SYMBOLS = {"INITIAL": 0.8, "NICK": 0.8}
Score = Callable[[str, str], float]


def rigour(weight: float) -> Score:
    """Symbols, then distance; parts left over weigh so much."""
    names: Any = importlib.import_module("rigour.names")

    @cache
    def analyzed(name: str) -> Any:
        tag = names.NameTypeTag.PER
        return next(iter(names.analyze_names(tag, [name], infer_initials=True)))

    def score(one: str, other: str) -> float:
        a, b = analyzed(one), analyzed(other)
        best = 0.0
        for pairing in names.pair_symbols(a, b):
            known = [
                (SYMBOLS.get(str(p.symbol.category).split(".")[-1], 1.0), 1.0)
                for p in pairing
            ]
            used = {id(part) for p in pairing for part in (*p.qps, *p.rps)}
            rest = names.compare_parts(
                [part for part in a.parts if id(part) not in used],
                [part for part in b.parts if id(part) not in used],
            )
            for alignment in rest:
                whole = alignment.qps and alignment.rps
                known.append((alignment.score, 1.0 if whole else weight))
            total = sum(w for _, w in known)
            best = max(best, sum(s * w for s, w in known) / total if total else 0.0)
        return best

    return score


def ways() -> dict[str, Score]:
    """Every way of asking, by its name."""
    fuzz: Any = importlib.import_module("rapidfuzz.fuzz")
    plain: Any = importlib.import_module("rapidfuzz.utils").default_process
    latin: Any = lru_cache(maxsize=None)(importlib.import_module("anyascii").anyascii)

    def fuzzy(name: str, through: Callable[[str], str]) -> Score:
        compare = getattr(fuzz, name)
        return lambda a, b: compare(through(a), through(b), processor=plain) / 100

    found: dict[str, Score] = {}
    for weight in (0.2, 0.5, 0.8):
        found[f"rigour, left over {weight}"] = rigour(weight)
    for name in ("token_sort_ratio", "token_set_ratio", "WRatio"):
        found[f"rapidfuzz {name}"] = fuzzy(name, str)
        found[f"rapidfuzz {name} of Latin"] = fuzzy(name, latin)
    return found


def main() -> None:
    """Read pairs, write scores."""
    pairs = json.load(sys.stdin)
    scores = {
        name: [score(one, other) for one, other in pairs]
        for name, score in ways().items()
    }
    json.dump(scores, sys.stdout)


if __name__ == "__main__":
    main()
