# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""A term is called in the page's language, and a code that is none as itself."""

from __future__ import annotations

import pytest

from witnessbox.model import terms
from witnessbox.model.vocabulary import Term
from witnessbox.web import pages, tongue, words_terms

OWN = (Term("ice-room", "Kept in the ice room", ""), Term("x", "X", "Икс"))


@pytest.mark.parametrize(("code", "word"), [("en", "Supports"), ("ru", "Подтверждает")])
def test_a_term_has_the_word_of_each_language(code: str, word: str) -> None:
    tongue.speak(code)
    try:
        page = pages.environment(code).from_string("{{ 'supports'|term('how') }}")
        assert words_terms.term("how", "supports") == page.render() == word
        everything = [t for v in terms.VOCABULARIES for t in v.terms]
        assert all(words_terms.called(one) for one in everything)
    finally:
        tongue.speak("en")


def test_a_groups_own_term_is_found_and_falls_back_to_english() -> None:
    tongue.speak("ru")
    try:
        assert words_terms.term("act", "ice-room", OWN) == "Kept in the ice room"
        assert words_terms.term("act", "x", OWN) == "Икс"
    finally:
        tongue.speak("en")


def test_a_code_without_a_term_shows_as_itself_harmlessly() -> None:
    assert words_terms.term("how", "none\u202e") == "none\\u{202e}"
    assert words_terms.term("no-such-list", "supports") == "supports"
