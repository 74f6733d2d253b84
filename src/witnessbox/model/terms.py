# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Every vocabulary that there is, in one literal list."""

from __future__ import annotations

from witnessbox.model import (
    terms_aftermath,
    terms_claim,
    terms_handling,
    terms_happening,
    terms_subject,
    terms_testimony,
)
from witnessbox.model.field import Field, Takes
from witnessbox.model.vocabulary import Vocabulary

VOCABULARIES: tuple[Vocabulary, ...] = (
    *terms_subject.VOCABULARIES,
    *terms_happening.VOCABULARIES,
    *terms_claim.VOCABULARIES,
    *terms_testimony.VOCABULARIES,
    *terms_aftermath.VOCABULARIES,
    *terms_handling.VOCABULARIES,
)
BY_NAME = {vocabulary.name: vocabulary for vocabulary in VOCABULARIES}


def vocabulary_of(field: Field) -> Vocabulary | None:
    """The vocabulary of a field; None where it takes any code, or no term."""
    if field.takes not in (Takes.TERM, Takes.TERMS) or not field.of:
        return None
    return BY_NAME[field.of[0]]
