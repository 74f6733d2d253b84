# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Each request is answered in one language, chosen by its member or its browser."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.web.conftest import PORT, Desk

from witnessbox.base.errors import SourceError, StorageError
from witnessbox.web import dated, pages, tongue, words, words_found, words_trouble
from witnessbox.web.tongue import chosen

OWN = {
    "origin": f"http://127.0.0.1:{PORT}",
    "sec-fetch-site": "same-origin",
    "sec-fetch-mode": "navigate",
}
NB = "\u00a0"


@pytest.fixture
def russian() -> Iterator[None]:
    tongue.speak("ru")
    yield
    tongue.speak("en")


@pytest.mark.parametrize(
    ("cookie", "accepts", "code"),
    [
        ("", "", "en"),
        ("ru", "en", "ru"),
        ("en", "ru", "en"),
        ("xx", "ru-RU,ru;q=0.9,en;q=0.8", "ru"),
        ("", "kk, ru;q=0.8, en;q=0.5", "ru"),
        ("", "ru;q=0.2, en-GB;q=0.5", "en"),
        ("", "en;q=0, RU;q=0.1", "ru"),
        ("", "ru;q=0", "en"),
        ("", "*", "en"),
        ("", "russian, enormous", "en"),
        ("", "ru;q=1.5", "en"),
    ],
)
def test_a_choice_goes_before_a_wish_and_a_wish_before_english(
    cookie: str, accepts: str, code: str
) -> None:
    assert chosen(cookie, accepts) == code


@given(st.text(), st.text(alphabet="ruen;q=0.159,-* ", max_size=60) | st.text())
def test_any_header_gives_a_language_that_is_spoken(cookie: str, accepts: str) -> None:
    assert chosen(cookie, accepts) in tongue.TONGUES


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "0 байт"),
        (1, "1 байт"),
        (2, "2 байта"),
        (5, "5 байт"),
        (11, "11 байт"),
        (21, "21 байт"),
        (112, "112 байт"),
        (122, "122 байта"),
        (47_300_000, "47,3 МБ"),
        (1_000_000_000_000, "1,00 ТБ"),
    ],
)
@pytest.mark.usefixtures("russian")
def test_sizes_in_russian_have_their_plural_and_comma(count: int, text: str) -> None:
    assert words.size(count).replace(NB, " ") == text


@pytest.mark.usefixtures("russian")
def test_times_and_codes_in_russian() -> None:
    assert words.moment("2024-03-09T21:14:00Z") == "9 мар. 2024\u202fг., 21:14:00 UTC"
    assert words.playing(43500).replace(NB, " ") == "12 ч 05 мин"
    assert words.said(words.COMPARTMENTS, "identities") == "Личности"
    assert words.said(words.COMPARTMENTS, "unknown-code") == "unknown-code"
    assert words_found.drift(1500).replace(NB, " ") == "спешат на 1,5 с в час"


DATES = [
    ("2024-03-09", "9 March 2024", "9 марта 2024 г."),
    ("2024-03", "March 2024", "март 2024 г."),
    ("2024-03-XX", "March 2024", "март 2024 г."),
    ("2024", "2024", "2024"),
    ("2024-XX-XX", "2024", "2024"),
    ("2024-06~", "about June 2024", "примерно июнь 2024 г."),
    ("2024-03/2024-05", "March 2024 – May 2024", "март 2024 г. — май 2024 г."),
    ("../2024-03-09", "9 March 2024 or earlier", "9 марта 2024 г. или раньше"),
    ("2024-03/..", "March 2024 or later", "март 2024 г. или позже"),
    ("soon", "soon", "soon"),
    ("2024-13", "2024-13", "2024-13"),
]


@pytest.mark.parametrize(("text", "english", "russian"), DATES)
def test_a_date_is_said_as_exactly_as_it_is_known(
    text: str, english: str, russian: str
) -> None:
    assert dated.said(text) == english
    tongue.speak("ru")
    try:
        assert re.sub(r"[\u00a0\u202f]", " ", dated.said(text)) == russian
    finally:
        tongue.speak("en")


@given(st.dates())
def test_every_day_has_its_words(day: datetime.date) -> None:
    assert str(day.day) in dated.long(day)
    assert str(day.year) in dated.short(day)


def test_what_a_clock_says_keeps_its_time_as_it_is() -> None:
    assert dated.claimed("2023-05-06T23:14:00+03:00") == "6 May 2023, 23:14:00+03:00"
    assert dated.claimed("2023-05-06") == "6 May 2023"
    assert dated.claimed("2023-05") == "May 2023"
    assert dated.claimed("a\u202eb T") == "a\\u{202e}b T"


def test_a_time_in_figures_has_one_order_only() -> None:
    assert dated.brief("2023-05-06T23:14:09") == "2023-05-06 23:14"
    assert dated.brief("2023-05") == "May 2023"
    tongue.speak("ru")
    try:
        assert dated.brief("2023-05-06T23:14:09") == "06.05.2023 23:14"
    finally:
        tongue.speak("en")


@pytest.mark.usefixtures("russian")
def test_a_members_roles_are_named_and_others_stay_as_they_are() -> None:
    assert words.roles("lawyer, legal officer") == "юрист, юрист группы"
    assert words.roles("beekeeper") == "beekeeper"
    assert words.roles("") == ""


def test_a_number_chooses_the_form_and_is_in_it() -> None:
    one, many = "%(shown)s item", "%(shown)s items"
    english = [tongue.ngettext(one, many, n, shown=n) for n in (1, 2)]
    tongue.speak("ru")
    try:
        told = [tongue.ngettext(one, many, n, shown=n) for n in (1, 2, 5, 11, 21)]
    finally:
        tongue.speak("en")
    assert english == ["1 item", "2 items"]
    ends = [text.split()[1] for text in told]
    assert ends == ["единица", "единицы", "единиц", "единиц", "единица"]


@pytest.mark.usefixtures("russian")
def test_an_error_is_said_whole_and_what_is_not_known_in_english() -> None:
    known = StorageError(
        "The box's disk refused a write: No space left on device.",
        safe="What was acknowledged is stored.",
    )
    assert words_trouble.trouble(known) == (
        "Диск хранилища не принял запись: на диске нет места. Подтверждённое сохранено."
    )
    strange = words_trouble.trouble(SourceError("A thing nobody foresaw.", todo="Do."))
    assert "«A thing nobody foresaw.»" in strange
    assert strange.startswith("Источник не удалось прочесть")
    assert strange.endswith(" Do.")


def test_an_error_in_english_is_the_sentence_of_the_command_line() -> None:
    error = SourceError("One.", safe="Two.", todo="Three.")
    assert words_trouble.trouble(error) == "One. Two. Three."
    assert words_trouble.trouble(None) == ""


def test_a_constant_is_said_in_the_language_of_its_page() -> None:
    # Templates work constants out when they are compiled: once for each language.
    found = []
    for code in ("en", "ru", "en"):
        tongue.speak(code)
        made = pages.environment(code).from_string("{{ 'video'|kind }}{{ 2|filesize }}")
        found.append(made.render())
    assert found == [f"Video2{NB}bytes", f"Видео2{NB}байта", f"Video2{NB}bytes"]


def with_cookie(desk: Desk, code: str) -> TestClient:
    place = desk.app.state.place
    return TestClient(
        desk.app,
        base_url=f"http://127.0.0.1:{PORT}",
        follow_redirects=False,
        cookies={
            place.cookie: desk.seated.cookies[place.cookie],
            tongue.cookie_name(PORT): code,
        },
    )


@pytest.mark.parametrize(
    "path", ["/", "/footage", "/contents", "/accessions", "/add", "/members", "/box"]
)
def test_every_page_is_whole_in_russian(desk: Desk, path: str) -> None:
    answer = with_cookie(desk, "ru").get(path)
    assert answer.status_code == 200
    assert '<html lang="ru"' in answer.text
    assert "Спрятать всё" in answer.text
    assert "Hide everything" not in answer.text
    assert "%(" not in answer.text


def test_the_item_page_says_its_findings_in_russian(desk: Desk) -> None:
    page = with_cookie(desk, "ru").get(f"/item/{desk.items['IMG_0001.MP4']}").text
    assert "Часы в кадре" in page
    assert "спешат на 1,5" in page
    assert "Программа насчитала 600 планов." in page


def test_a_stranger_is_asked_in_the_language_of_the_browser(desk: Desk) -> None:
    page = desk.stranger.get("/sign-in", headers={"accept-language": "ru"}).text
    assert '<html lang="ru">' in page
    assert "Хранилище закрыто" in page
    assert ">English</button>" in page
    assert ">Русский</button>" in page


def test_the_neutral_page_says_nothing_in_either_language(desk: Desk) -> None:
    for code, title in (("en", "Untitled"), ("ru", "Без названия")):
        page = with_cookie(desk, code).get("/blank").text
        body = page.partition("<body>")[2].partition("</body>")[0]
        assert body.strip() == ""
        assert f"<title>{title}</title>" in page
        assert "itness" not in re.sub(r"<meta name=[^>]*>", "", page)


def test_a_choice_leads_back_and_is_kept_in_a_cookie_of_the_session(
    desk: Desk,
) -> None:
    form = {"token": desk.token, "tongue": "ru", "page": "/footage?kind=video"}
    answer = desk.seated.post("/language", data=form, headers=OWN)
    assert (answer.status_code, answer.headers["location"]) == (303, form["page"])
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"witnessbox-{PORT}-tongue=ru;")
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert "max-age" not in cookie.lower()
    desk.seated.cookies.delete(tongue.cookie_name(PORT))


@pytest.mark.parametrize("page", ["//elsewhere", "https://x", "", "/a\r\nb", "x"])
def test_a_choice_leads_to_no_page_but_ours(desk: Desk, page: str) -> None:
    form = {"token": desk.token, "tongue": "xx", "page": page}
    answer = desk.seated.post("/language", data=form, headers=OWN)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert "set-cookie" not in answer.headers


def test_a_choice_needs_the_token(desk: Desk) -> None:
    form = {"token": "wrong", "tongue": "ru", "page": "/"}
    assert desk.seated.post("/language", data=form, headers=OWN).status_code == 403


def test_what_is_refused_before_any_route_is_said_in_the_language_too(
    desk: Desk,
) -> None:
    answer = desk.stranger.get("/", headers={"host": "evil", "accept-language": "ru"})
    assert (answer.status_code, answer.text) == (421, "У этого сервера другое имя.")
