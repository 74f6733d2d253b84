# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Vocabularies: what a term may be, in English and Russian, and its HURIDOCS number.

What holds: a code never changes its meaning and is never renamed; a term that is no
longer wanted is retired, and one that takes its place says so. `VERSION` counts the
changes; each statement carries the version that its terms are of. A group adds terms
of its own as records of the kind `term`.

The wording is our own. HURIDOCS's lists are copyrighted: terms are mapped to them by
number and never copied.
"""

from __future__ import annotations

from dataclasses import dataclass

VERSION = 1

_RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class Term:
    """One term.

    Attributes:
        code: In records, for ever.
        english: As it is shown; `russian` likewise.
        huridocs: Number in the field's micro-thesaurus, if one fits.
        retired: Whether it can still be read but no longer chosen.
        replaces: The retired term that it takes the place of.
    """

    code: str
    english: str
    russian: str
    huridocs: str = ""
    retired: bool = False
    replaces: str = ""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """One list of terms.

    Attributes:
        name: As fields name it.
        open: Whether a group may add terms.
        thesaurus: Number of the micro-thesaurus that the terms' numbers are of.
    """

    name: str
    terms: tuple[Term, ...]
    open: bool = True
    thesaurus: str = ""

    def term(self, code: str) -> Term | None:
        """A term by its code."""
        return next((one for one in self.terms if one.code == code), None)

    @property
    def codes(self) -> tuple[str, ...]:
        """Of the terms that can be chosen, in their order."""
        return tuple(one.code for one in self.terms if not one.retired)


def vocabulary(
    name: str, lines: str, *, closed: bool = False, thesaurus: str = ""
) -> Vocabulary:
    """A vocabulary from lines `code | English | Russian | number | remark`.

    The last two may be left out. A remark is `retired`, or `replaces CODE`.

    Raises:
        ValueError: A line has too few parts, or an unknown remark.
    """
    terms = tuple(_term(line) for line in lines.strip().splitlines())
    return Vocabulary(name, terms, not closed, thesaurus)


def _term(line: str) -> Term:
    parts = [part.strip() for part in line.split("|")]
    code, english, russian, number, remark, *_ = [*parts, "", "", "", ""]
    word, _space, other = remark.partition(" ")
    if not (code and english and russian) or word not in ("", _RETIRED, "replaces"):
        raise ValueError(f"not a term: {line}")
    return Term(code, english, russian, number, word == _RETIRED, other)
