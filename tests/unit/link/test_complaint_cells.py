# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What cells say, what columns may be, and who may be one person."""

from __future__ import annotations

import pytest

from witnessbox.link import cell_values, columns, same_person
from witnessbox.link.cell_values import Names, WrongError
from witnessbox.link.same_person import Teller
from witnessbox.model import mapping
from witnessbox.model.field import MAX_LONG, MAX_TEXT
from witnessbox.model.testimony import COMPLAINT

PLACES = {"белый ручей": ["pl-1"], "цех": ["pl-1", "pl-2"]}
NAMES = Names(
    term=lambda vocabulary, text: {("yes-no", "да"): "yes"}.get((vocabulary, text), ""),
    member=lambda text: {"Alma": "m1"}.get(text, ""),
    records=lambda _kinds, text: PLACES.get(text.casefold(), []),
)


def value(name: str, text: str, month_first: bool | None = None) -> object:
    field = COMPLAINT.field(name)
    assert field is not None
    return cell_values.value(field, text, NAMES, month_first=month_first)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-03-09", "2024-03-09"),
        ("9.3.2024", "2024-03-09"),
        ("09.03.2024 г.", "2024-03-09"),
        ("9 марта 2024 года", "2024-03-09"),
        ("March 9, 2024", "2024-03-09"),
        ("9th March 2024", "2024-03-09"),
        ("2024/03/09", "2024-03-09"),
        ("13/04/2024", "2024-04-13"),
        ("04/13/2024", "2024-04-13"),
        ("05/05/2024", "2024-05-05"),
        ("2024-03-09 14:12:00", "2024-03-09"),
        ("март 2024", "2024-03"),
        ("03.2024", "2024-03"),
        ("2024", "2024"),
        ("2024-03~", "2024-03~"),
        ("2024-03/2024-05", "2024-03/2024-05"),
    ],
)
def test_a_date_is_as_exact_as_it_was_written(text: str, day: str) -> None:
    assert value("date", text) == day


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("31.02.2024", "not-a-day"),
        ("2024-13-01", "not-a-day"),
        ("0.5.2024", "not-a-day"),
        ("next Tuesday", "not-date"),
        ("09.03.24", "not-date"),
        ("5 брюмера 2024", "not-date"),
        ("45356", "not-date"),
        ("03/04/2024", "ambiguous-date"),
    ],
)
def test_no_date_is_guessed(text: str, code: str) -> None:
    with pytest.raises(WrongError) as wrong:
        value("date", text)
    assert str(wrong.value) == code


def test_who_says_what_comes_first_is_believed() -> None:
    assert value("date", "03/04/2024", month_first=True) == "2024-03-04"
    assert value("date", "03/04/2024", month_first=False) == "2024-04-03"


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("account", " Раз.\r\nДва.\r ", " Раз.\nДва.\n "),
        ("account", "  ", None),
        ("name_given", " Ёлкин\n Артём ", "Ёлкин Артём"),
        ("language", "Русский", "ru"),
        ("language", "ru-Latn", "ru-Latn"),
        ("language", "EN", "en"),
        ("authorised", "да", "yes"),
        ("referral", "legal; medical, legal", ["legal", "medical"]),
        ("taken_by", "Alma", "m1"),
        ("place", "Белый Ручей", "pl-1"),
        ("complainant", "pe-" + "0" * 32, "pe-" + "0" * 32),
    ],
)
def test_cells_become_values(name: str, text: str, found: object) -> None:
    assert value(name, text) == found


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("name_given", "x" * (MAX_TEXT + 1), "too-long"),
        ("account", "x" * (MAX_LONG + 1), "too-long"),
        ("account", "a\0b", "control"),
        ("account", "a\ufffdb", "encoding"),
        ("language", "эльфийский", "no-such-language"),
        ("language", "xx", "no-such-language"),
        ("authorised", "возможно", "no-such-term"),
        ("taken_by", "Bela", "no-such-member"),
        ("place", "Подвал", "no-such-record"),
        ("place", "Цех", "several-such-records"),
        ("same_person", "co-1", "no-such-field"),
    ],
)
def test_what_is_no_value_is_refused_by_name(name: str, text: str, code: str) -> None:
    with pytest.raises(WrongError) as wrong:
        value(name, text)
    assert str(wrong.value) == code


def test_columns_are_guessed_by_titles_that_are_known_and_by_no_others() -> None:
    titles = ("№ п/п", "Ф.И.О.", "Дата (события)", "Дата", "Прочее", "Жалоба", "Who")
    found = columns.guess(titles)
    assert [field for _, field in found.pairs] == [
        "receipt", "name_given", "date", "-", "-", "account", "-",
    ]  # fmt: skip
    for named, at in (("Прочее", 4), ("прочее ", 4), ("5", 4), ("8", -1), ("x", -1)):
        assert columns.column(titles, named) == at
    every = columns.guess(mapping.FIELDS)
    assert every.pairs == tuple((name, name) for name in mapping.FIELDS)


def suggested(*told: Teller) -> list[tuple[str, str]]:
    return [(one.one, one.other) for one in same_person.suggested(told)[0]]


def test_one_person_is_suggested_across_scripts_and_nobody_else() -> None:
    assert suggested(
        Teller("1", "Ёлкин Артём Павлович", "S-1"),
        Teller("2", "Elkin Artem", "S-6"),
        Teller("3", "Ёлкин Артём Игоревич", "S-1"),
        Teller("4", "Щукин Роман", "S-1"),
        Teller("5", "Аноним", "S-1"),
        Teller("6", "Аноним", "S-1"),
        Teller("7", "", "S-1"),
        Teller("8", "", "S-1"),
    ) == [("2", "1"), ("3", "2")]


def test_a_single_name_is_suggested_within_one_session_only() -> None:
    one, far = Teller("1", "Роман", "S-1"), Teller("3", "Роман", "S-2")
    assert suggested(one, Teller("2", "Roman", "S-1"), far) == [("2", "1")]
    assert suggested(Teller("1", "Зотиков Ф.", ""), Teller("2", "Зотиков Ф.", "")) == []


def test_comparing_ends_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    many = [Teller(str(n), "Иванов Иван", "") for n in range(30)]
    pairs, cut = same_person.suggested(many)
    assert (len(pairs), cut) == (30 * 29 // 2, False)
    monkeypatch.setattr(same_person, "MAX_PAIRS", 50)
    pairs, cut = same_person.suggested(many)
    assert (len(pairs), cut) == (50, True)
