# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Whether the terms of a statement are terms.

What holds: a new value is a built-in term, or one that the group added to that
vocabulary, and is not retired; a value that the record held before may stay, so
that retiring a term locks no record.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from witnessbox.catalogue.records import Record
from witnessbox.model.field import UNKNOWN
from witnessbox.model.kind import Kind, Problem
from witnessbox.model.terms import vocabulary_of
from witnessbox.model.vocabulary import Vocabulary
from witnessbox.pipeline.draft import Draft


class Terms(Protocol):
    """The terms that a group added."""

    def own_term(self, vocabulary: str, code: str) -> Record | None:
        """The group's standing term, retired or not; None if there is none."""


def strange(own: Terms, kind: Kind, draft: Draft) -> Iterator[Problem]:
    """The terms that a draft may not use."""
    for field in kind.fields:
        vocabulary = vocabulary_of(field)
        value = draft.fields.get(field.name)
        if vocabulary is None or value is None or value == UNKNOWN:
            continue
        was = draft.before.fields.get(field.name) if draft.before else None
        kept = was if isinstance(was, list) else [was]
        for code in value if field.many else [value]:
            problem = "" if code in kept else amiss(own, vocabulary, code)
            if problem:
                yield Problem(field.name, problem)


def amiss(own: Terms, vocabulary: Vocabulary, code: str) -> str:
    """What is wrong with a term that is newly taken; empty where it stands."""
    term = vocabulary.term(code)
    if term is not None:
        return "retired-term" if term.retired else ""
    added = own.own_term(vocabulary.name, code) if vocabulary.open else None
    if added is None or added.withdrawn:
        return "no-such-term"
    return "retired-term" if added.fields.get("retired") else ""
