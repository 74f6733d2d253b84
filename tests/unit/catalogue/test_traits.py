# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""From findings to the words by which items are filtered."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from witnessbox.base.canonical import JsonDict, encode
from witnessbox.catalogue.traits import (
    _READERS,
    FLAGS,
    Claims,
    device_key,
    flags,
    label_of,
    said,
    settled,
)
from witnessbox.model.finding import Finding


def clock(when: str, start: int = 0) -> Finding:
    return Finding("clock", start=Fraction(start), value={"first": when})


def device(make: str, model: str, serial: str = "") -> Finding:
    value: JsonDict = {"make": make, "model": model, "serial": serial}
    return Finding("device", value=value)


def test_nothing_said_is_nothing_known() -> None:
    row = settled({"faces": said({}, [])})
    assert (row["recorded"], row["month"], row["device"], row["flags"]) == (
        "", "", "", 0,
    )  # fmt: skip


def test_a_picture_with_three_faces_counts_three() -> None:
    faces = [Finding("face", 0, 10, Fraction(1))] * 3
    faces += [Finding("face", 0, 20, Fraction(2))]
    row = settled({"faces": said({}, faces)})
    assert row["faces"] == 3
    assert row["flags"] == FLAGS["faces"]


def test_the_clock_in_the_picture_is_asked_before_the_container() -> None:
    claims: Claims = {
        "container": said({"recorded": "2020-01-01T00:00:00Z"}, []),
        "text": said({}, [clock("2023-05-06T12:00:00")]),
        "name": {"recorded": {"name": "2019-01-01"}},
    }
    row = settled(claims)
    assert (row["recorded"], row["recorded_from"]) == ("2023-05-06T12:00:00", "clock")
    assert row["month"] == "2023-05"
    assert settled(claims, "photograph")["recorded_from"] == "container"
    del claims["text"]
    assert settled(claims)["recorded_from"] == "container"
    del claims["container"]
    assert settled(claims)["recorded"] == "2019-01-01"


@pytest.mark.parametrize(
    ("when", "night"),
    [
        ("2023-05-06T23:00:00", True),
        ("2023-05-06T04:59:00", True),
        ("2023-05-06T05:00:00", False),
        ("2023-05-06T23:00:00Z", False),
        ("2023-05-06", False),
    ],
)
def test_night_is_said_only_of_a_clock_that_tells_the_hour(
    when: str, night: bool
) -> None:
    row = settled({"text": said({}, [clock(when)])})
    assert bool(row["flags"] & FLAGS["night"]) == night


def test_a_clock_without_a_day_says_no_month() -> None:
    row = settled({"text": said({"recorded": "soon"}, [clock("14:03:57")])})
    assert (row["recorded"], row["month"]) == ("", "")
    assert row["flags"] == FLAGS["clock"]


def test_voice_is_counted_in_seconds_from_the_stages_own_account() -> None:
    row = settled({"voice": said({"voice_ms": 1001}, [])})
    assert (row["voice"], row["flags"]) == (2, FLAGS["voice"])
    row = settled({"voice": said({"voice_ms": 0}, [])})
    assert (row["voice"], row["flags"]) == (0, 0)


def test_a_device_is_its_make_model_and_serial() -> None:
    assert label_of({"make": "Sony", "model": "Sony X1", "serial": "77"}) == (
        "Sony X1 · 77"
    )
    assert label_of({"make": "Maker", "model": "M2"}) == "Maker M2"
    assert label_of({"make": "", "model": ""}) == ""
    one = settled({"container": said({}, [device("Maker", "M2", "1")])})
    two = settled({"container": said({}, [device("Maker", "M2", "2")])})
    assert one["device"] != two["device"]
    assert one["device"] == device_key("Maker M2 · 1")


def test_metadata_name_a_device_before_the_picture_and_the_file_name() -> None:
    claims: Claims = {
        "text": said({}, [Finding("camera", value={"text": "CAM 3"})]),
        "name": {"device": {"name": "CAM-03_####"}},
    }
    row = settled(claims)
    assert (row["label"], row["origin"], row["camera"]) == ("CAM 3", "clock", "CAM 3")
    claims["container"] = said({}, [device("Maker", "M2")])
    assert settled(claims)["label"] == "Maker M2"


def test_the_language_is_the_one_spoken_longest() -> None:
    def spoken(code: str, start: int, end: int) -> Finding:
        value: JsonDict = {"language": code}
        return Finding("speech", start=Fraction(start), end=Fraction(end), value=value)

    words = said({}, [spoken("en", 0, 9), spoken("ru", 9, 30), spoken("en", 30, 35)])
    assert settled({"speech": words})["language"] == "ru"


def test_equal_pictures_have_an_equal_key_and_others_another() -> None:
    def hashes(*texts: str) -> str:
        found = [Finding("pdq", value={"hash": text, "quality": 80}) for text in texts]
        return str(settled({"pdq": said({}, found)})["alike"])

    assert hashes("aa", "bb") == hashes("aa", "bb") != ""
    assert hashes("aa", "bb") != hashes("bb", "aa")
    assert hashes() == ""


def test_pictures_without_structure_make_no_two_films_alike() -> None:
    flat = [Finding("pdq", value={"hash": "00", "quality": 0})] * 3
    good = [Finding("pdq", value={"hash": "ab", "quality": 90})]
    assert settled({"hashes": said({}, flat)})["alike"] == ""
    assert settled({"hashes": said({}, flat + good)})["alike"] == ""
    assert settled({"hashes": said({}, good)})["alike"] != ""


def test_only_pictures_whose_data_are_lost_are_damage() -> None:
    def why(word: str) -> int:
        found = [Finding("grey-out", value={"why": word})]
        return int(settled({"spans": said({}, found)})["flags"])

    assert why("smear") == FLAGS["damaged"]
    assert why("flat") == 0


def test_a_document_has_text_and_a_language_if_it_was_told() -> None:
    row = settled({"documents": said({"pages": 2, "words": 9, "language": "ru"}, [])})
    assert (row["language"], row["flags"]) == ("ru", FLAGS["text"])
    row = settled({"documents": said({"pages": 1, "words": 0, "language": ""}, [])})
    assert (row["language"], row["flags"]) == ("", 0)
    row = settled({"documents": said({"pages": 1, "words": 3, "language": "und-"}, [])})
    assert row["language"] == ""


def test_an_unknown_flag_is_no_bit() -> None:
    assert flags(["faces", "faces", "nonsense"]) == FLAGS["faces"]
    assert len(set(FLAGS.values())) == len(FLAGS)


WORDS = st.text(max_size=12)
VALUES = st.dictionaries(
    st.sampled_from(
        ["first", "text", "name", "make", "model", "serial", "language", "hash"]
    ),
    st.one_of(
        WORDS, st.integers(-9, 9), st.none(), st.lists(st.integers(), max_size=2)
    ),
)
FINDINGS = st.builds(
    Finding,
    kind=st.sampled_from([*_READERS, "unknown"]),
    start=st.none() | st.fractions(0, 100),
    score=st.none() | st.integers(0, 1000),
    value=VALUES,
)


@given(st.lists(FINDINGS, max_size=12), VALUES)
def test_whatever_stages_say_is_taken_and_can_be_written(
    findings: list[Finding], summary: JsonDict
) -> None:
    words = said(summary, findings)
    encode(words)
    row = settled({"a": words, "b": {}})
    assert settled({"b": {}, "a": words}) == row
    assert all(not isinstance(value, float) for value in row.values())
