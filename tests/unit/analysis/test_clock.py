# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Clocks are read in every usual form; ordinary text never becomes one."""

from __future__ import annotations

import datetime
from fractions import Fraction

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from witnessbox.analysis import camera, clock
from witnessbox.analysis.clock import Difference, Reading, read
from witnessbox.analysis.ticking import Seen, Ticking, drift

FORMS = (
    "%d.%m.%Y", "%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%d-%m-%Y", "%d/%m/%Y",
    "%m/%d/%Y", "%m-%d-%Y", "%d.%m.%y", "%d/%m/%y", "%y-%m-%d", "%d %b %Y",
    "%b %d, %Y", "%d-%b-%Y",
)  # fmt: skip
TIMES = ("%H:%M:%S", "%I:%M:%S %p", "%H:%M")
MOMENTS = st.datetimes(
    datetime.datetime(1970, 1, 1), datetime.datetime(2069, 12, 31)
).map(lambda moment: moment.replace(microsecond=0))
CONFUSED = {
    "0": "OОо", "1": "Il|", "3": "ЗЭ", "4": "Ч", "5": "S", "6": "б",
    "8": "BВ", "9": "g",
}  # fmt: skip
START = datetime.datetime(2026, 11, 22, 23, 58)


def certain(line: str) -> Reading:
    reading = read(line)
    assert reading is not None, line
    return reading


@given(MOMENTS, st.sampled_from(FORMS), st.sampled_from(TIMES), st.booleans())
def test_every_form_reads_back_as_one_of_its_dates(
    moment: datetime.datetime, form: str, time: str, turned: bool
) -> None:
    parts = [moment.strftime(form), moment.strftime(time)]
    line = " ".join(reversed(parts) if turned else parts)
    reading = certain(line)
    assert reading.whole
    if time == "%H:%M":
        moment = moment.replace(second=0)
    assert reading.time == moment.time()
    assert moment.date() in {date for _, date in reading.dates}
    if not reading.ambiguous:
        assert reading.text == moment.isoformat()


@given(MOMENTS, st.sampled_from(["/", "-"]))
def test_day_and_month_that_could_be_exchanged_are_said_to_be(
    moment: datetime.datetime, sign: str
) -> None:
    line = moment.strftime(f"%d{sign}%m{sign}%Y %H:%M:%S")
    exchangeable = moment.day <= 12 and moment.day != moment.month
    assert certain(line).ambiguous is exchangeable


@given(MOMENTS)
def test_dots_and_years_first_are_never_ambiguous(moment: datetime.datetime) -> None:
    for form in ("%d.%m.%Y %H:%M:%S", "%Y-%m-%d %H:%M:%S", "%d %b %Y %H:%M:%S"):
        reading = certain(moment.strftime(form))
        assert not reading.ambiguous
        assert reading.text == moment.isoformat()


@given(MOMENTS, st.sampled_from(["%d.%m.%Y", "%Y-%m-%d"]), st.data())
def test_letters_read_for_digits_do_not_hurt(
    moment: datetime.datetime, form: str, data: st.DataObject
) -> None:
    line = list(moment.strftime(f"{form} %H:%M:%S"))
    places = [at for at, one in enumerate(line) if one in CONFUSED]
    assume(places)
    # One in the date, one in the time: more, and it is no longer mostly digits.
    split = line.index(" ")
    for part in ([p for p in places if p < split], [p for p in places if p > split]):
        if part:
            at = data.draw(st.sampled_from(part))
            line[at] = data.draw(st.sampled_from(CONFUSED[line[at]]))
    assert certain("".join(line)).text == moment.isoformat()


@given(MOMENTS)
def test_a_lost_space_and_colons_read_as_dots_do_not_hurt(
    moment: datetime.datetime,
) -> None:
    assert certain(moment.strftime("%Y-%m-%d%H:%M:%S")).text == moment.isoformat()
    assert certain(moment.strftime("%d.%m.%Y %H.%M.%S")).text == moment.isoformat()


def test_a_weekday_decides_between_day_and_month() -> None:
    # 5 June 2026 is a Friday, 6 May a Wednesday.
    assert certain("05/06/2026 10:11:12").ambiguous
    assert certain("05/06/2026 Fri 10:11:12").text == "2026-06-05T10:11:12"
    assert certain("05/06/2026 Ср 10:11:12").text == "2026-05-06T10:11:12"
    assert certain("05/06/2026 Пн 10:11:12").ambiguous


@given(st.text(st.characters(exclude_categories=["Nd", "Nl", "No"]), max_size=80))
@example("Il:Ol:SO IO.OB.BOOO")
def test_text_without_digits_is_no_clock(line: str) -> None:
    assert read(line) is None


@given(
    st.lists(
        st.sampled_from(
            (
                "дежурная", "часть", "в", "14:03", "22.11.2026", "№", "5", "room",
                "at", "9:15", "on", "3/4", "the", "12-05",
            )
        ),
        min_size=4,
        max_size=9,
    )
)  # fmt: skip
def test_a_sentence_is_no_clock(words: list[str]) -> None:
    letters = sum(one.isalpha() for word in words for one in word)
    assume(letters > 12)
    assert read(" ".join(words)) is None


@pytest.mark.parametrize(
    "line",
    [
        "8 (495) 123-45-67", "192.168.1.10", "А 123 ВС 777", "Ин 3:16", "16:9",
        "Совещание 22.11.2026 в 14:00", "до 14:30 приём", "31.02.2026 10:00:00",
        "Версия 4.30.005", "25:61:61", "1920x1080", "ул. Ленина, 12", "10-12",
        "Приказ № 14 от 22.11.2026 по личному составу", "", "   ", "3:2", "12.50 руб",
    ],
)  # fmt: skip
def test_what_only_resembles_a_clock_is_none(line: str) -> None:
    assert read(line) is None


@given(st.text(max_size=300))
def test_nothing_breaks_it(line: str) -> None:
    reading = read(line)
    if reading is not None:
        assert reading.dates or reading.time is not None
        assert reading.text
    camera.name(line)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("КАМ 3", "КАМ 3"), ("KAM З", "КАМ 3"), ("CAM 04", "CAM 04"),
        ("САМ O4", "CAM 04"), ("CH1", "CH1"), ("СН 12", "CH 12"),
        ("Камера 12", "Камера 12"), ("Camera 01", "Camera 01"),
        ("КАМ 3 Проходная", "КАМ 3"), ("22.11.2026 14:03:57 CAM 2", "CAM 2"),
        ("IPCamera 05", "IPCamera 05"), ("DVR-2", "DVR-2"),
        ("Камера хранения", None), ("Ch 5", None), ("CAMERA", None), ("Штаб 3", None),
        ("камерам", None), ("CHILO", None), ("", None),
    ],
)  # fmt: skip
def test_cameras_are_named_by_a_word_and_a_number(line: str, name: str | None) -> None:
    assert camera.name(line) == name


def ticks(
    seconds: list[tuple[int, int]], form: str = "%d.%m.%Y %H:%M:%S"
) -> tuple[Ticking, list[Seen]]:
    """A clock that showed START + b at second a of the film, for each (a, b)."""
    ticking, seen = Ticking(), []
    for at, shown in seconds:
        line = (START + datetime.timedelta(seconds=shown)).strftime(form)
        seen.append(Seen(at, Fraction(at), certain(line)))
        ticking.see(seen[-1])
    return ticking, seen


def test_a_clock_that_runs_past_midnight_is_one_clock() -> None:
    for form in ("%d.%m.%Y %H:%M:%S", "%H:%M:%S", "%d/%m/%Y %H:%M"):
        ticking, _ = ticks([(at, at) for at in range(0, 600, 20)], form)
        assert ticking.runs
        value = ticking.value()
        assert value["jumps"] == []
        assert value["drift_ms_per_h"] == 0
        last = START + datetime.timedelta(seconds=580)
        assert str(value["last"]).endswith(last.strftime("%H:%M"), 0, -3)


def test_midnight_tells_day_and_month_apart() -> None:
    shown = [(0, "03/04/2026 23:59:50"), (4, "03/04/2026 23:59:54")]
    ticking = Ticking()
    for at, line in shown:
        ticking.see(Seen(at, Fraction(at), certain(line)))
    assert ticking.value()["ambiguous"] is True
    ticking.see(Seen(16, Fraction(16), certain("03/05/2026 00:00:06")))
    value = ticking.value()
    assert value["ambiguous"] is False
    assert value["first"] == "2026-03-04T23:59:50"
    assert value["last"] == "2026-03-05T00:00:06"


def test_a_misreading_is_dropped_and_a_jump_is_told() -> None:
    misread = [(at, at + (7200 if at == 40 else 0)) for at in range(0, 200, 20)]
    assert ticks(misread)[0].value()["jumps"] == []
    jumped = [(at, at + (7200 if at >= 100 else 0)) for at in range(0, 200, 20)]
    value = ticks(jumped)[0].value()
    was = START + datetime.timedelta(seconds=100)
    now = was + datetime.timedelta(hours=2)
    assert value["jumps"] == [[100, was.isoformat(), now.isoformat()]]


def test_what_stands_still_is_no_clock() -> None:
    ticking, _ = ticks([(at, 0) for at in range(0, 200, 20)])
    assert not ticking.runs
    assert ticking.alone() is None


@given(st.integers(-8000, 8000), st.integers(0, 999))
def test_drift_is_bounded_around_the_truth(per_hour: int, phase: int) -> None:
    seen = []
    for at in range(0, 7200, 60):
        shown = (at * 1000 + phase + per_hour * at // 3600) // 1000
        line = (START + datetime.timedelta(seconds=shown)).isoformat(" ")
        seen.append(Seen(None, Fraction(at), certain(line)))
    low, high = drift(seen, "YMD")
    assert low <= per_hour + 1
    assert per_hour - 1 <= high
    assert high - low < 2500


def test_a_good_clock_is_not_said_to_drift_and_a_bad_one_is() -> None:
    good, _ = ticks([(at, at) for at in range(0, 7200, 60)])
    assert good.value()["drift_ms_per_h"] == 0
    bad, _ = ticks([(at, at + at // 600) for at in range(0, 7200, 60)])
    drifting = bad.value()["drift_ms_per_h"]
    assert isinstance(drifting, int)
    assert 3000 < drifting <= 6000


@given(st.integers(-13 * 4, 14 * 4), st.integers(-299, 299), st.integers(0, 5000))
def test_a_zone_and_a_rest_explain_a_difference(
    quarters: int, rest: int, at: int
) -> None:
    zone = quarters * 900
    shown = START + datetime.timedelta(seconds=at + zone + rest)
    found = clock.difference(shown.isoformat(), Fraction(at), START)
    assert found == Difference(zone + rest, zone, rest)


def test_a_difference_beyond_all_zones_is_told_as_it_is() -> None:
    shown = START + datetime.timedelta(days=400, seconds=17)
    found = clock.difference(shown.isoformat(), Fraction(0), START)
    assert found == Difference(400 * 86400 + 17, None, 400 * 86400 + 17)
    assert clock.difference("00:01:00", Fraction(0), START).seconds == 180
