# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Terms of vocabularies in the language of the page.

What holds: a term is shown in the page's language, in English where it has no other
(a group's own term may lack one), and a code without a term shows as itself.
"""

from __future__ import annotations

from collections.abc import Iterable

from witnessbox.model import terms
from witnessbox.model.vocabulary import Term
from witnessbox.web import tongue, words


def called(term: Term) -> str:
    """A term in the page's language."""
    own = term.russian if tongue.current() == "ru" else term.english
    return own or term.english


def term(vocabulary: str, code: str, own: Iterable[Term] = ()) -> str:
    """What a code is called.

    Args:
        vocabulary: As fields name it.
        code: Of the term.
        own: Terms that the group added to this vocabulary.
    """
    known = terms.BY_NAME.get(vocabulary)
    found = known.term(code) if known else None
    if found is None:
        found = next((one for one in own if one.code == code), None)
    return words.plain(code) if found is None else called(found)
