# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""One key for a name in every script, spelling and case; other names have others."""

from __future__ import annotations

import pytest

from witnessbox.model.spelling import keys, sounds

NAMES = {
    "Савельев": "Saveliev Savel'yev Saveljew Савельева Савельеву Савельевым Savelev",
    "Ёлкин": "Elkin Jolkin Yolkin Ёлкину Ёлкиным",
    "Щукин": "Shchukin Schukin Chtchoukin Ŝukin Щукины Щукиным",
    "Хмелёв": "Khmelyov Chmelev Xmelev Hmelev Хмелёвых",
    "Цветков": "Tsvetkov Zwetkow Cvetkov Tcvetkov Цветкову",
    "Журавлёв": "Zhuravlyov Žuravlëv Журавлёвым",
    "Гай": "Gai Gay Гая Гаю Гаем",
    "Юлия": "I͡ulii͡a Iouliia Ûliâ Yulia Julija",
    "Щедринский": "Shchedrinsky Щедринского Щедринскому Щедринским",
}


@pytest.mark.parametrize("name", NAMES)
def test_every_spelling_of_a_name_shares_a_key_with_it(name: str) -> None:
    for other in NAMES[name].split():
        assert set(keys(name)) & set(keys(other)), (name, other)


def test_other_names_have_other_keys() -> None:
    known = list(NAMES)
    for one in known:
        for other in known:
            assert one == other or not set(keys(one)) & set(keys(other)), (one, other)


@pytest.mark.parametrize("word", ["", "я", "12", "'", "7а"])
def test_what_is_too_short_or_no_word_has_no_key(word: str) -> None:
    assert keys(word) == ()


def test_a_sound_is_plain_letters_however_the_word_is_written() -> None:
    for word in ("Савельев", "Ŝukin", "Müller", "Ж" * 500, "ё", "اسم"):
        assert sounds(word).isascii()
        assert len(sounds(word)) <= 256
