# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Vocabularies: what a term may be, in English and Russian, and its HURIDOCS number.

What holds: a code never changes its meaning and is never renamed; a term that is no
longer wanted is retired, and one that takes its place says so. `VERSION` counts the
changes; each statement carries the version that its terms are of. A group adds terms
of its own as records of the kind `term`.
"""

from __future__ import annotations

from dataclasses import dataclass

VERSION = 1


@dataclass(frozen=True, slots=True)
class Term:
    """One term.

    Attributes:
        code: In records, for ever.
        english: As it is shown; `russian` likewise.
        huridocs: Number in the field's micro-thesaurus, if one fits.
        retired: Whether it can still be read but no longer chosen.
    """

    code: str
    english: str
    russian: str
    huridocs: str = ""
    retired: bool = False


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """One list of terms.

    Attributes:
        name: As fields name it.
        open: Whether a group may add terms.
    """

    name: str
    terms: tuple[Term, ...]
    open: bool = True

    def term(self, code: str) -> Term | None:
        """A term by its code."""
        return next((one for one in self.terms if one.code == code), None)
