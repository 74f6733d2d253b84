# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The terms of a vocabulary that one may choose, in the page's language.

What holds: a group's own terms stand after those of the program; a retired term can
be read and not chosen; a code without a term shows as itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection

from witnessbox.catalogue.records import Held
from witnessbox.model.terms import BY_NAME
from witnessbox.model.vocabulary import Term
from witnessbox.pipeline import casework
from witnessbox.pipeline.casework import Wanted
from witnessbox.web import words_terms
from witnessbox.web.words_terms import called

MAX_OWN = 500


@dataclass(frozen=True, slots=True)
class Choice:
    """One term to choose."""

    code: str
    label: str


class Terms:
    """The vocabularies as one reader knows them; own terms are asked for once."""

    def __init__(self, connection: Connection, held: Held) -> None:
        self._connection = connection
        self._held = held
        self._own: dict[str, tuple[Term, ...]] = {}

    def choices(self, vocabulary: str, kept: tuple[str, ...] = ()) -> list[Choice]:
        """What may be chosen; `kept` are codes that stand already."""
        found = [
            Choice(one.code, called(one))
            for one in self._all(vocabulary)
            if not one.retired or one.code in kept
        ]
        known = {one.code for one in found}
        return found + [Choice(code, code) for code in kept if code not in known]

    def word(self, vocabulary: str, code: str) -> str:
        """What a code is called."""
        return words_terms.term(vocabulary, code, self._of_group(vocabulary))

    def containing(self, vocabulary: str, text: str) -> list[str]:
        """The codes whose words contain a text."""
        sought = text.casefold()
        return [
            one.code
            for one in self._all(vocabulary)
            if sought in called(one).casefold()
        ]

    def _all(self, vocabulary: str) -> Iterator[Term]:
        found = BY_NAME.get(vocabulary)
        yield from found.terms if found else ()
        yield from self._of_group(vocabulary)

    def _of_group(self, vocabulary: str) -> tuple[Term, ...]:
        if vocabulary not in self._own:
            wanted = Wanted("term", words={"vocabulary": vocabulary})
            page = casework.listed(self._connection, self._held, wanted, MAX_OWN)
            made = [one.fields for one in page.records]
            self._own[vocabulary] = tuple(
                Term(
                    str(one["code"]),
                    str(one["english"]),
                    str(one.get("russian", "")),
                    retired=one.get("retired") is True,
                )
                for one in reversed(made)
            )
        return self._own[vocabulary]
