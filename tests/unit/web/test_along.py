# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Lanes hold every mark once; a draft gives way to what a person stated of it."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from tests.unit.web.conftest import EVIL, PORT, Desk

from witnessbox.catalogue import along as rows
from witnessbox.catalogue import records
from witnessbox.catalogue.along import Mark
from witnessbox.catalogue.records import Record
from witnessbox.model.field import Marked
from witnessbox.model.finding import Region
from witnessbox.pipeline.stating import Stating
from witnessbox.web import along

ITEM, OTHER = "i-" + "0" * 32, "i-" + "1" * 32
NAMES = {"anna": "Anna"}
PARTS = ((3, None), (4, Region(5, 6, 7, 8)))


def record(number: int, spans: list[Marked], **fields: Any) -> Record:
    marked = [span.to_json() for span in spans]
    return Record(
        id=f"ts-{number:032x}",
        kind="transcript",
        title="",
        fields={"spans": marked, "language": "ru", **fields},
        heads=1,
        statements=1,
        withdrawn=False,
        first_at="",
        first_by="anna",
        at="",
        author="anna",
    )


def spoken(number: int) -> Mark:
    start = number * 9_000_000
    told = {"text": f"word {number}", "language": "ru"}
    name = f"speech/{number}"
    return Mark(name, "speech", start, start + 4_000_000, None, told)


def test_what_a_person_stated_stands_in_the_place_of_the_machines() -> None:
    span = Marked(ITEM, 1, Fraction(9), Fraction(13))
    stated = [record(1, [span], text="words", adopts="speech/1", confirmed=True)]
    found = along.transcript([spoken(0), spoken(1), spoken(2)], stated, ITEM, NAMES)
    assert [(one.text, one.confirmed, one.who) for one in found] == [
        ("word 0", False, ""),
        ("words", True, "Anna"),
        ("word 2", False, ""),
    ]


def test_no_draft_is_confirmed_by_anything_but_the_word_itself() -> None:
    span = Marked(ITEM, 1, Fraction(9), Fraction(13))
    for said in (None, False, {"unknown": True}, "true", 1):
        (one,) = along.transcript(
            [], [record(1, [span], text="w", confirmed=said)], ITEM, NAMES
        )
        assert one.confirmed is False


def test_spans_on_other_items_are_not_of_this_one() -> None:
    here, there = Marked(ITEM, 0, Fraction(1, 3)), Marked(OTHER, 0, Fraction(5))
    assert along.spans_of(record(1, [there, here]), ITEM) == [(333_333, 333_333, None)]


def test_every_finding_with_a_time_is_in_one_lane(desk: Desk) -> None:
    item = desk.items["IMG_0001.MP4"]
    told = desk.seated.get(f"/item/{item}/lanes").json()
    lanes = {lane["id"]: lane for lane in told["lanes"]}
    assert [lane["id"] for lane in told["lanes"]] == [
        *(code for code, _, _ in along.MACHINES),
        *along.STATED,
    ]
    assert {name: len(lane["s"]) for name, lane in lanes.items()} == {
        "shots": 600,
        "faces": 3,
        "text": 3,
        "speech": 1,
        "other": 2,
        **dict.fromkeys(along.STATED, 0),
    }
    assert lanes["faces"]["b"][0] == [1, 1, 9, 9]
    assert lanes["faces"]["r"] == ["faces/0", "faces/1", "faces/2"]
    assert lanes["speech"]["e"] == [3_000_000]
    assert "\u202e" not in str(told)
    (segment,) = told["transcript"]
    assert (segment["f"], segment["ok"], segment["r"]) == ("speech/0", False, "")


def test_a_finding_is_found_by_its_name_and_by_no_other(desk: Desk) -> None:
    item = desk.items["IMG_0001.MP4"]
    with desk.session.reading() as connection:
        found = rows.by_name(connection, item, "faces/2")
        assert found is not None
        assert (found.stage, found.number) == ("faces", 2)
        assert found.finding.start == Fraction(2)
        for name in ("faces/3", "faces", "faces/-1", "face/0", "", f"x/{10**9}", EVIL):
            assert rows.by_name(connection, item, name) is None
        assert rows.by_name(connection, desk.items["IMG_0002.MP4"], "faces/0") is None


def post(desk: Desk, item: str, act: str, **fields: str) -> Any:
    return desk.seated.post(
        f"/item/{item}/{act}",
        data={"token": desk.token, **fields},
        headers={
            "origin": f"http://127.0.0.1:{PORT}",
            "sec-fetch-site": "same-origin",
        },
    )


def test_a_description_is_stated_exactly_or_refused_in_words(desk: Desk) -> None:
    item = desk.items["IMG_0001.MP4"]
    span = {"stream": "0", "start": "1001/30000", "end": "2002/30000"}
    for wrong in (
        {"observed": ""},
        {"observed": "x", "start": "0.1"},
        {"observed": "x", "start": "3/0"},
        {"observed": "x", "end": "1/30000"},
        {"observed": "x", "region": "1,2,3"},
        {"observed": "x", "region": "9000,0,2000,10"},
        {"observed": "x", "stream": "-1"},
    ):
        refused = post(desk, item, "describe", **{**span, **wrong})
        assert refused.status_code == 422, wrong
        assert refused.json()["problems"]
    made = post(desk, item, "describe", observed="A gate", region="1,2,3,4", **span)
    assert made.status_code == 200
    lanes = desk.seated.get(f"/item/{item}/lanes").json()["lanes"]
    (lane,) = (lane for lane in lanes if lane["id"] == "description")
    assert (lane["s"], lane["e"], lane["b"]) == ([33_367], [66_733], [[1, 2, 3, 4]])
    assert lane["r"] == [made.json()["record"]]
    assert "Anna" in lane["t"][0]
    # A second span of a record brings its own part of the picture.
    spans = [Marked(item, 0, Fraction(n), region=at).to_json() for n, at in PARTS]
    two = Stating(desk.session).state("description", {"spans": spans, "observed": "x"})
    lanes = desk.seated.get(f"/item/{item}/lanes").json()["lanes"]
    (lane,) = (lane for lane in lanes if lane["id"] == "description")
    assert lane["b"] == [[1, 2, 3, 4], None, [5, 6, 7, 8]]
    assert lane["r"][1:] == [two, two]
    assert post(desk, item, "undo").status_code == 200
    lanes = desk.seated.get(f"/item/{item}/lanes").json()["lanes"]
    (lane,) = (lane for lane in lanes if lane["id"] == "description")
    assert lane["r"] == [made.json()["record"]]


def test_undo_takes_back_step_by_step_what_was_said_of_this_item(desk: Desk) -> None:
    here, there = desk.items["IMG_0001.MP4"], desk.items["IMG_0002.MP4"]
    pen = Stating(desk.session)

    def said(item: str, observed: str, record: str = "") -> str:
        spans = [Marked(item, 0, Fraction(1), Fraction(2)).to_json()]
        return pen.state("description", {"spans": spans, "observed": observed}, record)

    def stands(record: str) -> str:
        desk.session.committer.catch_up()
        with desk.session.reading() as connection:
            found = records.record(connection, desk.session.compartments, record)
        assert found is not None
        return str(found.fields.get("observed", ""))

    first = said(here, "A gate")
    second = said(here, "A door")
    said(here, "An iron door", second)
    other = said(there, "A yard")
    place = pen.state("place", {"name": "Store room"})
    steps = [
        (second, "An iron door", "A door"),
        (second, "A door", ""),
        (first, "A gate", ""),
    ]
    for record, undone, left in steps:
        answer = post(desk, here, "undo")
        assert answer.status_code == 200
        assert answer.json()["record"] == record
        assert undone in answer.json()["told"][0]
        assert stands(record) == left
    assert stands(other) == "A yard"
    with desk.session.reading() as connection:
        kept = records.record(connection, desk.session.compartments, place)
    assert kept is not None
    assert not kept.withdrawn
    third = said(here, "A lamp")
    assert post(desk, here, "undo").json()["record"] == third


def test_nobody_confirms_what_they_do_not_speak(desk: Desk) -> None:
    item = desk.items["IMG_0001.MP4"]
    refused = post(
        desk, item, "transcribe", finding="speech/0", text="w", confirmed="1"
    )
    assert refused.status_code == 422
    made = post(desk, item, "transcribe", finding="speech/0", text="w")
    assert made.status_code == 200
    quote = f"/item/{item}/quote/{made.json()['record']}"
    assert desk.seated.get(quote).status_code == 409
    assert (
        post(desk, item, "transcribe", finding="faces/0", text="w").status_code == 404
    )
    assert post(desk, item, "adopt", finding="speech/0", said="w").status_code == 422


def test_what_cannot_be_looked_at_has_no_timeline(desk: Desk) -> None:
    for name in ("waits.bin", "torn.mp4"):
        for path in ("timeline", "lanes", "second/1"):
            there = desk.seated.get(f"/item/{desk.items[name]}/{path}")
            assert there.status_code == 404, (name, path)


def test_a_photograph_is_marked_without_a_time(desk: Desk) -> None:
    item = desk.items["p.jpg"]
    assert desk.seated.get(f"/item/{item}/timeline").status_code == 200
    assert desk.seated.get(f"/item/{item}/second/1").status_code == 404
    box = "3700,3500,3000,3200"
    whole = post(desk, item, "describe", observed="A page of sums", sure="certain")
    part = post(desk, item, "describe", observed="A sum", sure="certain", region=box)
    assert (whole.status_code, part.status_code) == (200, 200), part.text
    wrong = post(desk, item, "describe", observed="A sum", region="3700,3500")
    assert wrong.status_code != 200
