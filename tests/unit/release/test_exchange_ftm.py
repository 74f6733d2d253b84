# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""FollowTheMoney: valid by its own package, honest about dates, and back again."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import pytest
from bench import ftm_valid
from tests.property import whole_case

from witnessbox.base.errors import UnusableError
from witnessbox.release import exchange_ftm, exchange_ftm_facts, exchange_ftm_read
from witnessbox.release.exchanged import MARK, Cited, Given, Renamed
from witnessbox.release.gate import Passed

KEPT = {
    "person": (
        "label official_name native_name described notes counting least most sex"
        " standing status alive"
    ),
    "place": "name native_name sort described",
    "organisation": "name native_name sort place described",
    "post": "name native_name organisation reports_to basis rank duties from to",
    "occupancy": "person post from to acting note",
    "event": "title date place observed status time",
    "act": "event victim sort date observed",
    "involvement": "act person degree observed",
    "support": "claim how connection reliability material note",
}
"""What comes back equal, as docs/guide/exchange.md says."""

LINKS = {
    "place", "organisation", "reports_to", "person", "post", "event", "victim", "act",
    "claim",
}  # fmt: skip
PEER = Path(ftm_valid.PEERS) / "bin/python"


def counted() -> Renamed:
    numbers = itertools.count()
    return Renamed(lambda: f"{next(numbers):032x}")


def entities(data: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in data.decode().split("\n") if line.strip()]


def given(*records: Given, **items: Cited) -> list[dict[str, Any]]:
    passed = Passed(records, tuple((one.id, "asked") for one in records), (), ())
    return entities(exchange_ftm.written(passed, items, counted())[0])


EVENT = "ev-" + "1" * 32
VICTIM = "pe-" + "2" * 32
FILM = "i-" + "3" * 32
ACT = "ac-" + "4" * 32
WHOLE = {"item": FILM, "stream": None, "start": None, "end": None, "region": None}


def case(**of_act: Any) -> tuple[Given, ...]:
    act = {"event": EVENT, "victim": VICTIM, "sort": "beating", **of_act}
    return (
        Given(EVENT, "event", {"title": "Beating", "date": "2024-03~"}),
        Given(VICTIM, "person", {"label": "Person 7"}),
        Given(ACT, "act", act),
    )


def of(made: list[dict[str, Any]], schema: str) -> list[dict[str, Any]]:
    return [one["properties"] for one in made if one["schema"] == schema]


@pytest.mark.skipif(
    not PEER.exists(), reason="followthemoney is not installed: bench/ftm_valid.py"
)
def test_the_package_itself_finds_nothing_wrong() -> None:
    made = ftm_valid.exported(7, 12)
    assert len(made) > 150
    assert ftm_valid.held_against(str(PEER), made)[1] == []
    made[-1]["properties"]["contentHash"] = ["not a checksum"]
    made[0]["schema"] = "Post"
    assert len(ftm_valid.held_against(str(PEER), made)[1]) >= 2


def test_each_entity_keeps_to_the_table() -> None:
    for one in ftm_valid.exported(3, 10):
        table = exchange_ftm_facts.SCHEMATA[one["schema"]]
        assert set(one["properties"]) <= set(table)
        required = exchange_ftm_facts.REQUIRED.get(one["schema"], ())
        assert all(one["properties"].get(name) for name in required)


def test_known_traps() -> None:
    made = ftm_valid.exported(4, 10)
    schemata = {one["schema"] for one in made}
    assert {"Position", "Occupancy", "Similar", "Mention", "Video"} <= schemata
    assert "Post" not in schemata
    assert not [one for one in made if "contentHash" in one["properties"]]
    assert not [one for one in of(made, "Video") if "pictured" in one]
    assert [one for one in of(made, "Image") if "pictured" in one]
    assert not [one for one in of(made, "Similar") if "confidenceScore" in one]


def test_a_link_has_its_role_and_its_documents_or_says_that_none_are_held() -> None:
    bare = given(*case())
    (link,) = of(bare, "UnknownLink")
    assert (link["role"], link["status"]) == (["victim-of"], ["no evidence held"])
    made = given(*case(spans=[WHOLE]), **{FILM: Cited("video", "0" * 64)})
    (link,) = of(made, "UnknownLink")
    (video,) = [one for one in made if one["schema"] == "Video"]
    (documentation,) = of(made, "Documentation")
    assert link["proof"] == documentation["document"] == [video["id"]]
    assert "status" not in link
    assert "0" * 64 not in json.dumps(made)


def test_a_date_is_never_more_exact_than_it_was() -> None:
    (event,) = of(given(*case()), "Event")
    assert event["date"] == ["2024-03"]
    assert "date: 2024-03~ (EDTF)" in event["summary"]
    (link,) = of(given(*case(date="2024-03-XX/..")), "UnknownLink")
    assert link["startDate"] == ["2024-03"]
    assert "endDate" not in link


def test_what_contradicts_goes_where_the_claim_goes() -> None:
    against = Given(
        "su-" + "5" * 32, "support", {"claim": ACT, "how": "contradicts", "note": "no"}
    )
    made = given(*case(), against)
    (note,) = of(made, "Note")
    (event,) = [one for one in made if one["schema"] == "Event"]
    assert (note["entity"], note["name"]) == ([event["id"]], ["contradicts"])


def test_ids_are_new_in_each_export_and_everything_is_marked() -> None:
    passed, items = whole_case.made(5, 4)
    once, again = (
        {one["id"]: one for one in entities(data)}
        for data, _ in (
            exchange_ftm.written(passed, items, Renamed(names))
            for names in (lambda: next(ONE), lambda: next(TWO))
        )
    )
    assert not set(once) & set(again)
    text = json.dumps([*once.values(), *again.values()])
    assert not [one.id for one in passed.records if one.id in text]
    for one in once.values():
        if "keywords" in exchange_ftm_facts.SCHEMATA[one["schema"]]:
            assert MARK in one["properties"]["keywords"]


ONE = (f"a{n:031x}" for n in itertools.count())
TWO = (f"b{n:031x}" for n in itertools.count())


@pytest.mark.parametrize("seed", range(4))
def test_what_is_kept_comes_back_equal(seed: int) -> None:
    passed, items = whole_case.made(seed, 8)
    renamed = counted()
    data, cut = exchange_ftm.written(passed, items, renamed)
    assert not cut
    rows = {row.theirs: row for row in exchange_ftm_read.read(data).rows}
    compared = 0
    for one in passed.records:
        if one.kind not in KEPT:
            continue
        there = rows[renamed.of(one.id)]
        assert there.kind == one.kind
        compared += 1
        for name in KEPT[one.kind].split():
            value, told = one.fields.get(name), there.fields.get(name)
            if name in LINKS and isinstance(value, str):
                value = renamed.of(value)
            if value == {"unknown": True} and told is None:
                continue  # Only what is written as a word can say that nobody knows.
            assert told == value, (one.kind, name)
    assert compared >= 8 * 8


def test_anothers_person_is_not_named_where_all_read() -> None:
    line = {"id": "x", "schema": "Person", "properties": {"name": ["Real Nameson"]}}
    person, name = exchange_ftm_read.read(json.dumps(line).encode()).rows
    assert (person.kind, name.kind) == ("person", "name")
    assert "Nameson" not in str(person.fields)
    assert name.fields == {"person": "x", "name": "Real Nameson"}


def test_what_has_no_place_here_is_named() -> None:
    line = {"id": "x", "schema": "Vessel", "properties": {"name": ["Ship"]}}
    read = exchange_ftm_read.read(json.dumps(line).encode())
    assert read.rows == ()
    assert read.passed_over == (("line 1, Vessel", "no-record-for-Vessel"),)


@pytest.mark.parametrize("line", [b"[]", b"{", b'{"id":1,"schema":"Person"}', b"\xff"])
def test_what_is_no_entity_is_refused(line: bytes) -> None:
    with pytest.raises(UnusableError):
        exchange_ftm_read.read(line)
