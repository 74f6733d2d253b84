# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Comparing names: precision, recall and F1, beside rigour and rapidfuzz.

The pairs are made by a seed from lists of Russian surnames, first names and
patronymics with their counts (../shared/data/names). Of one person: 27 published
transliterations, cases (inflected by pymorphy3, which `link.declension` does not use),
patronymics left out, initials, order, typing errors, and several at once. Of two:
brothers, namesakes told apart by the patronymic, wives and sisters, surnames alike,
strangers. Every way of comparing has its threshold chosen on one half of the pairs, by
F1, and is measured on the other; of the peers' ways the best counts.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import venv
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pyarrow.parquet as parquet
import pymorphy3

from bench.report import Report, progress
from witnessbox.link import names
from witnessbox.link.transliteration import STANDARDS, write

SHARED = os.path.join("..", "shared", "data", "names", "russiannames", "russiannames")
PEERS = os.path.join("build", "peers", "names")
PACKAGES = ("rigour==2.6.1", "rapidfuzz==3.14.6", "anyascii==0.3.3")
LETTERS = "абвгдежзийклмнопрстуфхцчшщыьэюя"
CASES = ("gent", "datv", "ablt", "loct")
TOP = 3000


@dataclass(frozen=True, slots=True)
class Person:
    """A person's name, in the nominative."""

    surname: str
    first: str
    patronymic: str
    sex: str

    @property
    def whole(self) -> str:
        return f"{self.surname} {self.first} {self.patronymic}"

    @property
    def short(self) -> str:
        return f"{self.surname} {self.first}"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two names, and whether they are of one person."""

    one: str
    other: str
    sort: str
    same: bool


class Maker:
    """Makes persons and what becomes of their names, by a seed."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)
        self._morph = pymorphy3.MorphAnalyzer()
        rows = _rows("surnames")
        men = [r for r in rows if r["gender"] == "m" and r["f_form"]]
        self.surnames = [(r["text"], r["f_form"]) for r in men[:TOP]]
        self.firsts = {s: _texts("names", s)[:120] for s in "mf"}
        self.patronymics = {s: _texts("midnames", s)[:150] for s in "mf"}
        self._near = _near(self.surnames)

    def person(self, sex: str = "") -> Person:
        """A person."""
        sex = sex or self.draw.choice("mf")
        surname = self.draw.choice(self.surnames)["mf".index(sex)]
        first = self.draw.choice(self.firsts[sex])
        return Person(surname, first, self.draw.choice(self.patronymics[sex]), sex)

    def latin(self, name: str) -> str:
        """As one of the standards writes it."""
        return write(name, self.draw.choice(STANDARDS)).title()

    def cased(self, person: Person) -> str:
        """In another case; the nominative where a word cannot be inflected."""
        case = self.draw.choice(CASES)
        sex = {"m": "masc", "f": "femn"}[person.sex]
        tags = ("Surn", "Name", "Patr")
        words = zip(person.whole.split(), tags, strict=True)
        return " ".join(self._inflected(w, tag, sex, case) for w, tag in words)

    def _inflected(self, word: str, tag: str, sex: str, case: str) -> str:
        for parsed in self._morph.parse(word):
            known = tag in parsed.tag and sex in parsed.tag
            if known and {"nomn", "sing"} <= parsed.tag.grammemes:
                form = parsed.inflect({case, "sing"})
                if form is not None:
                    return str(form.word).title()
        return word

    def mistyped(self, name: str) -> str:
        """One letter left out, doubled, changed or put before its neighbour."""
        words = name.split()
        at = self.draw.choice([n for n, word in enumerate(words) if len(word) > 3])
        word = words[at]
        n = self.draw.randrange(1, len(word) - 1)
        letter = self.draw.choice(LETTERS)
        words[at] = self.draw.choice(
            (
                word[:n] + word[n + 1 :],
                word[:n] + word[n] + word[n:],
                word[:n] + letter + word[n + 1 :],
                word[:n] + word[n + 1] + word[n] + word[n + 2 :],
            )
        )
        return " ".join(words)

    def initials(self, person: Person) -> str:
        """With initials, in one of the usual ways."""
        f, p = person.first[0], person.patronymic[0]
        form = self.draw.choice(("{s} {f}.{p}.", "{f}. {p}. {s}", "{s} {f}."))
        return form.format(s=person.surname, f=f, p=p)

    def turned(self, person: Person) -> str:
        """In another order."""
        p = person
        forms = (f"{p.first} {p.patronymic} {p.surname}", f"{p.first} {p.surname}")
        return self.draw.choice(forms)

    def near(self, person: Person) -> Person:
        """Somebody whose surname is much like it; else a stranger."""
        at = "mf".index(person.sex)
        close = self._near.get(person.surname if at == 0 else "", ())
        if not close:
            close = [
                other[at]
                for other in self.draw.sample(self.surnames, 400)
                if _apart(other[at], person.surname) <= 2
                and other[at] != person.surname
            ]
        if not close:
            return self.person(person.sex)
        return replace(person, surname=self.draw.choice(list(close)))

    def other(self, words: Sequence[str], but: str) -> str:
        """Another of some words."""
        return self.draw.choice([word for word in words if word != but])


def _rows(table: str) -> list[dict[str, Any]]:
    path = os.path.join(SHARED, "data", f"{table}.parquet")
    found: list[dict[str, Any]] = parquet.read_table(path).to_pylist()
    return sorted(found, key=lambda row: (-(row["count"] or 0), row["text"]))


def _texts(table: str, sex: str) -> list[str]:
    rows = [r for r in _rows(table) if r["gender"] == sex and len(r["text"]) > 2]
    return [r["text"] for r in rows]


def _near(surnames: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    by: dict[str, list[str]] = {}
    for man, _ in surnames:
        for at in range(len(man)):
            by.setdefault(man[:at] + "*" + man[at + 1 :], []).append(man)
    found: dict[str, list[str]] = {}
    for some in by.values():
        for one in some:
            found.setdefault(one, []).extend(x for x in some if x != one)
    return {one: some for one, some in found.items() if some}


def _apart(one: str, other: str) -> int:
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        row, before = [i], row
        for j, b in enumerate(other, 1):
            row.append(min(before[j] + 1, row[-1] + 1, before[j - 1] + (a != b)))
    return row[-1]


def pairs(maker: Maker, each: int) -> list[Pair]:
    """As many pairs of each sort."""
    m = maker
    same: dict[str, Callable[[Person], tuple[str, str]]] = {
        "transliterated": lambda p: (p.whole, m.latin(p.whole)),
        "two transliterations": lambda p: (m.latin(p.whole), m.latin(p.whole)),
        "another case": lambda p: (p.whole, m.cased(p)),
        "a case in Latin": lambda p: (p.whole, m.latin(m.cased(p))),
        "no patronymic": lambda p: (p.whole, p.short),
        "no patronymic, Latin": lambda p: (p.whole, m.latin(p.short)),
        "initials": lambda p: (p.whole, m.initials(p)),
        "initials, Latin": lambda p: (p.whole, m.latin(m.initials(p))),
        "order": lambda p: (p.whole, m.turned(p)),
        "order, Latin": lambda p: (p.whole, m.latin(m.turned(p))),
        "typing error": lambda p: (p.whole, m.mistyped(p.short)),
        "typing error, Latin": lambda p: (p.whole, m.latin(m.mistyped(p.short))),
    }
    other: dict[str, Callable[[Person], Person]] = {
        "brothers": lambda p: replace(p, first=m.other(m.firsts[p.sex], p.first)),
        "namesakes": lambda p: replace(
            p, patronymic=m.other(m.patronymics[p.sex], p.patronymic)
        ),
        "another surname": lambda p: replace(p, surname=m.person(p.sex).surname),
        "surnames alike": m.near,
        "wife or sister": _relative(m),
        "strangers": lambda _p: m.person(),
    }
    found = []
    for sort, change in same.items():
        for _ in range(each):
            one, two = change(m.person())
            found.append(Pair(one, two, sort, same=True))
    for sort, who in other.items():
        for n in range(2 * each):
            person = m.person()
            text = who(person).whole
            if text != person.whole:
                shown = m.latin(text) if n % 2 else text
                found.append(Pair(person.whole, shown, sort, same=False))
    m.draw.shuffle(found)
    return found


def _relative(m: Maker) -> Callable[[Person], Person]:
    def relative(person: Person) -> Person:
        other = m.person("f" if person.sex == "m" else "m")
        pair = next(pair for pair in m.surnames if person.surname in pair)
        return replace(other, surname=pair["mf".index(other.sex)])

    return relative


def peers(made: Sequence[Pair]) -> dict[str, list[float]]:
    """What the peers say, each way of asking them."""
    python = os.path.join(PEERS, "bin", "python")
    if not os.path.exists(python):
        venv.create(PEERS, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "-q", *PACKAGES], check=True)
    sent = json.dumps([(pair.one, pair.other) for pair in made])
    done = subprocess.run(
        [python, "-P", os.path.join("bench", "names_peers.py")],
        input=sent, capture_output=True, text=True, check=True,
    )  # fmt: skip
    found: dict[str, list[float]] = json.loads(done.stdout)
    return found


@dataclass(frozen=True, slots=True)
class Judged:
    """How a way of comparing does on the second half."""

    threshold: float
    precision: float
    recall: float
    right: dict[str, float]

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def judged(made: Sequence[Pair], scores: Sequence[float]) -> Judged:
    """Threshold from the first half, figures from the second."""
    half = len(made) // 2
    known = sorted(set(scores[:half]))
    step = max(1, len(known) // 400)
    best = max(known[::step], key=lambda t: _f1(made[:half], scores[:half], t))
    precision, recall = _measured(made[half:], scores[half:], best)
    right: dict[str, list[bool]] = {}
    for pair, score in zip(made[half:], scores[half:], strict=True):
        right.setdefault(pair.sort, []).append((score >= best) == pair.same)
    shares = {sort: sum(some) / len(some) for sort, some in right.items()}
    return Judged(best, precision, recall, shares)


def _measured(
    made: Sequence[Pair], scores: Sequence[float], threshold: float
) -> tuple[float, float]:
    said = [(s >= threshold, p.same) for p, s in zip(made, scores, strict=True)]
    hit = sum(1 for yes, same in said if yes and same)
    yes, same = sum(1 for y, _ in said if y), sum(1 for _, s in said if s)
    return (hit / yes if yes else 1.0), hit / same


def _f1(made: Sequence[Pair], scores: Sequence[float], threshold: float) -> float:
    precision, recall = _measured(made, scores, threshold)
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def main(arguments: list[str] | None = None) -> int:
    """Make pairs, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--each", type=int, default=300)
    parser.add_argument("--seed", type=int, default=4)
    given = parser.parse_args(arguments)
    report = Report("names", {k: int(v) for k, v in vars(given).items()})
    made = pairs(Maker(given.seed), given.each)
    progress(f"{len(made)} pairs")
    ours = [names.compare(p.one, p.other).score / names.WHOLE for p in made]
    ways = {name: judged(made, scores) for name, scores in peers(made).items()}
    ways["ours"] = mine = judged(made, ours)
    report.add("pairs", len(made))
    best = {
        peer: max((w for w in ways if w.startswith(peer)), key=lambda w: ways[w].f1)
        for peer in ("rigour", "rapidfuzz")
    }
    for name, way in ways.items():
        figure = f"P {way.precision:.3f} R {way.recall:.3f} F1 {way.f1:.3f}"
        report.add(name, f"{figure} (from {way.threshold:.2f})")
    for peer, name in best.items():
        other = ways[name]
        holds = mine.precision >= other.precision and mine.recall >= other.recall
        report.add(f"ours beside {peer}", name, "precision and recall >= its", holds)
    fixed = _measured(made, ours, names.ALIKE / names.WHOLE)
    report.add(
        "ours, from the program's own threshold", "P {:.3f} R {:.3f}".format(*fixed)
    )
    for sort in dict.fromkeys(sorted(mine.right, key=lambda s: s)):
        shares = [f"{ways[w].right[sort]:.3f}" for w in ("ours", *best.values())]
        report.add(f"right: {sort}", "  ".join(shares))
    return report.close()


if __name__ == "__main__":
    sys.exit(main())
