# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Words by stem: of 200 Russian words, how many inflections are found by each other.

The forms are written down by hand (`stems_words.txt`): what pymorphy3 itself inflects
would be found by pymorphy3. A form is found if search, asked for another form of its
word, gives it; measured from the dictionary form to every form and from every form to
the dictionary form. Beside it: how often a form finds a word that is not its own.
Compared: pymorphy3's lemmas (what search uses), Snowball's stems, both.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterable

import snowballstemmer

from bench.report import Report
from witnessbox.catalogue import search_words

BAR = 0.95
WORDS = os.path.join(os.path.dirname(__file__), "stems_words.txt")
_HARD = ("", "а", "у", "ом", "е", "ы", "ов", "ам", "ами", "ах")
ENDINGS = {
    "m": _HARD,
    "p": _HARD,
    "f": ("а", "ы", "е", "у", "ой", "", "ам", "ами", "ах"),
    "n": ("о", "а", "у", "ом", "е", "", "ам", "ами", "ах"),
    "a": ("ый", "ая", "ое", "ые", "ого", "ой", "ых", "ому", "ым", "ую", "ыми", "ом"),
    "v": ("ть", "ю", "ешь", "ет", "ем", "ете", "ют", "л", "ла", "ло", "ли"),
    "i": ("ить", "ю", "ишь", "ит", "им", "ите", "ят", "ил", "ила", "ило", "или"),
}
VELAR = "кгхчшщж"


def forms(line: str) -> list[str]:
    """Every form of a word, the dictionary's first."""
    kind, _, rest = line.partition(" ")
    stem, _, other = rest.partition(":")
    if other.startswith("="):
        return list(dict.fromkeys(other[1:].split()))
    plural = other.rstrip("*")
    found = []
    for ending in ENDINGS[kind]:
        soft = ending.startswith("ы") and stem[-1] in VELAR and kind != "a"
        form = stem + ("и" + ending[1:] if soft else ending)
        if kind == "p" and plural and ending == "ов":
            form = plural
        if kind in "fn" and plural and ending == "":
            form = plural
        found.append(form)
    return list(dict.fromkeys(found))


def folded(word: str) -> str:
    return search_words.fold(word)


def ways() -> dict[str, Callable[[str], set[str]]]:
    """Each way of bringing forms together: a form in, its keys out."""
    snowball = snowballstemmer.stemmer("russian")

    def lemmas(word: str) -> set[str]:
        return {folded(word), *search_words.stems(folded(word))}

    def stem(word: str) -> set[str]:
        return {folded(word), snowball.stemWord(folded(word))}

    return {
        "as typed": lambda word: {folded(word)},
        "Snowball": stem,
        "pymorphy3 (ours)": lemmas,
        "both": lambda word: lemmas(word) | stem(word),
    }


def measured(
    words: list[list[str]], keys: Callable[[str], set[str]]
) -> tuple[float, float, int]:
    """Share of forms found, share of pairs of other words found, and how many pairs."""
    known = {form: keys(form) for every in words for form in every}
    pairs = [(every[0], form) for every in words for form in every[1:]]
    pairs += [(form, every[0]) for every in words for form in every[1:]]
    found = sum(1 for a, b in pairs if not known[a].isdisjoint(known[b]))
    wrong = total = 0
    owned: dict[str, set[int]] = {}
    for n, every in enumerate(words):
        for form in every:
            owned.setdefault(form, set()).add(n)
    for n, every in enumerate(words):
        for form in _others(words, n):
            if n in owned[form]:
                continue
            total += 1
            wrong += not known[every[0]].isdisjoint(known[form])
    return found / len(pairs), wrong / total, len(pairs)


def _others(words: list[list[str]], but: int) -> Iterable[str]:
    for n, every in enumerate(words):
        if n != but:
            yield from every


def main(arguments: list[str] | None = None) -> int:
    """Read, compare, print."""
    argparse.ArgumentParser(description=__doc__).parse_args(arguments)
    with open(WORDS, encoding="utf-8") as file:
        lines = [line.strip() for line in file if not line.startswith("#")]
    words = [forms(line) for line in lines]
    report = Report("stems", {"words": len(words)})
    for name, keys in ways().items():
        keys("слово")
        started = time.perf_counter()
        share, wrong, pairs = measured(words, keys)
        each = (time.perf_counter() - started) / sum(map(len, words)) * 1e6
        ours = "ours" in name
        figure = (
            f"{100 * share:.1f} % of {pairs}, wrongly {1e6 * wrong:.0f} in a million"
        )
        report.add(
            name,
            f"{figure}, {each:.0f} µs a form",
            f">= {100 * BAR:.0f} %" if ours else "",
            share >= BAR if ours else None,
        )
        if ours:
            lost = [
                f"{every[0]}/{form}"
                for every in words
                for form in every[1:]
                if keys(every[0]).isdisjoint(keys(form))
            ]
            report.add("forms that it misses", " ".join(lost[:12]) or "none")
    return report.close()


if __name__ == "__main__":
    sys.exit(main())
