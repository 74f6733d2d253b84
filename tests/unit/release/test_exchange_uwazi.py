# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Uwazi's CSV, read by its importer's rules; titles, dates, and back again."""

from __future__ import annotations

import csv
import io
import itertools
import re
from typing import Any

import pytest
from tests.property import whole_case

from witnessbox.base.errors import UnusableError
from witnessbox.model import kinds
from witnessbox.model.field import Takes
from witnessbox.release import exchange_uwazi, exchange_uwazi_read
from witnessbox.release.exchanged import MARK, Given, Renamed, unzipped
from witnessbox.release.gate import Passed

DATE = re.compile(r"\d{4}-\d{2}-\d{2}|\d{4}/\d{2}/\d{2}|\d{4}")


def counted() -> Renamed:
    numbers = itertools.count()
    return Renamed(lambda: f"{next(numbers):032x}")


def let(*records: Given) -> Passed:
    return Passed(records, tuple((one.id, "asked") for one in records), (), ())


def packed(*records: Given) -> bytes:
    return exchange_uwazi.written(let(*records), counted())[0]


def record(kind: str, number: int = 0, **fields: Any) -> Given:
    return Given(f"{kinds.BY_NAME[kind].prefix}-{number:032x}", kind, fields)


def importer(data: bytes) -> dict[str, list[dict[str, Any]]]:
    """What Uwazi would make of each sheet; its silent mending is an error here."""
    sheets = {
        name.removesuffix(".csv"): [
            *csv.DictReader(io.StringIO(text.decode("utf-8-sig"), newline=""))
        ]
        for name, text in unzipped(data).items()
        if name.endswith(".csv")
    }
    titles = [row["title"] for rows in sheets.values() for row in rows]
    assert len({title.strip().lower() for title in titles}) == len(titles)
    for name, rows in sheets.items():
        assert not [column for column in rows[0] if "__" in column]
        for row in rows:
            for field in kinds.BY_NAME[name].fields:
                _imported(field, row, titles)
            if row.get("geolocation"):
                latitude, longitude = map(float, row["geolocation"].split("|"))
                assert abs(latitude) <= 90
                assert abs(longitude) <= 180
    return sheets


def _imported(field: Any, row: dict[str, Any], titles: list[str]) -> None:
    value = row.get(field.name, "")
    if not value:
        return
    if field.takes is Takes.DATE:
        assert DATE.fullmatch(value)
    elif field.takes in (Takes.LINK, Takes.LINKS):
        assert set(value.split("|")) <= set(titles)
    elif field.takes in (Takes.TERM, Takes.TERMS):
        assert "::" not in value
    if ranged := row.get(f"{field.name}_range"):
        begin, end = ranged.split(":")
        assert DATE.fullmatch(begin)
        assert DATE.fullmatch(end)


@pytest.mark.parametrize("seed", range(4))
def test_a_whole_case_is_imported_and_comes_back_equal(seed: int) -> None:
    passed, _ = whole_case.made(seed, 6)
    titles = _titled(passed)
    data, _ = exchange_uwazi.written(titles, counted())
    sheets = importer(data)
    assert set(sheets) == set(whole_case.KINDS)
    rows = {(row.kind, row.theirs): row for row in exchange_uwazi_read.read(data).rows}
    assert not [row.wrong for row in rows.values() if row.wrong]
    names = dict(zip((r.id for r in titles.records), _names(sheets), strict=True))
    for one in titles.records:
        told = rows[one.kind, names[one.id]].fields
        assert told == _expected(one, names)


def _titled(passed: Passed) -> Passed:
    """The same with titles that are each there once."""
    records = []
    for number, one in enumerate(passed.records):
        own = exchange_uwazi.TITLED.get(one.kind)
        more = {own: f"{one.kind} no. {number}"} if own else {}
        records.append(Given(one.id, one.kind, {**one.fields, **more}))
    return let(*records)


def _names(sheets: dict[str, list[dict[str, Any]]]) -> list[str]:
    kept = [kind for kind in whole_case.KINDS if kind in sheets]
    return [row["title"] for kind in kept for row in sheets[kind]]


def _expected(one: Given, names: dict[str, str]) -> dict[str, Any]:
    """The fields of a record as far as this form holds them, links by title."""
    found: dict[str, Any] = {}
    for name, value in one.fields.items():
        field = kinds.BY_NAME[one.kind].field(name)
        assert field is not None
        if value == {"unknown": True}:
            found[name] = value
        elif field.takes in exchange_uwazi.LEFT_OUT:
            continue
        elif field.takes in (Takes.LINK, Takes.LINKS):
            targets = value if field.many else [value]
            there = [names[target] for target in targets if target in names]
            if there:
                found[name] = there if field.many else there[0]
        else:
            found[name] = value
    return found


def test_equal_titles_are_numbered_and_come_back_equal() -> None:
    labels = ["Man in grey", "Man in grey (2)", "man  in Grey", "Man in grey"]
    people = [record("person", n, label=label) for n, label in enumerate(labels)]
    place = record("place", name="Man in grey")
    twins = [record("event", n, title="Seen") for n in (1, 2)]
    body = record("organisation", name="O")
    post = record("post", name="P", organisation=body.id)
    held = record("occupancy", person=people[3].id, post=post.id)
    data = packed(*people, place, body, post, held, *twins)
    sheets = importer(data)
    titles = [row["title"] for row in sheets["person"]]
    assert titles == [
        "Man in grey", "Man in grey (2)", "man  in Grey (3)", "Man in grey (4)",
    ]  # fmt: skip
    assert [row["title"] for row in sheets["place"]] == ["Man in grey (5)"]
    assert [row["person"] for row in sheets["occupancy"]] == ["Man in grey (4)"]
    rows = exchange_uwazi_read.read(data).rows
    assert not [row.wrong for row in rows if row.wrong]
    read = [row.fields["label"] for row in rows if row.kind == "person"]
    assert read == labels
    assert [r.fields["name"] for r in rows if r.kind == "place"] == ["Man in grey"]
    assert [r.fields["title"] for r in rows if r.kind == "event"] == ["Seen", "Seen"]
    # A column for them is there only where one is numbered.
    assert "title_of_its_own" in sheets["person"][0]
    assert "title_of_its_own" not in sheets["organisation"][0]


@pytest.mark.parametrize("label", ["a|b", "a::b"])
def test_a_title_that_would_be_parted_is_refused(label: str) -> None:
    with pytest.raises(UnusableError, match="parts values"):
        packed(record("person", label=label))
    assert packed(record("person", label="a:b"))


@pytest.mark.parametrize("date", ["2024-03", "2024", "2024-03-09~", "2024-03-XX"])
def test_no_date_becomes_a_first_of_the_month(date: str) -> None:
    (row,) = importer(packed(record("event", title="E", date=date)))["event"]
    assert (row["date"], row["date_range"], row["date_as_stated"]) == ("", "", date)


def test_days_and_ranges_go_where_the_importer_takes_them() -> None:
    data = packed(
        record("event", 1, title="A", date="2024-03-09"),
        record("event", 2, title="B", date="2024-03-09/2024-03-11"),
    )
    one, two = importer(data)["event"]
    assert one["date"] == "2024-03-09"
    assert (two["date"], two["date_range"]) == ("", "2024-03-09:2024-03-11")


def test_places_and_addresses() -> None:
    place = record("place", name="Yard", latitude="-55.5", longitude="61.25")
    page = record(
        "publication", title="T", by="B", date="2024", where="https://example.org/a"
    )
    sheets = importer(packed(place, page))
    assert sheets["place"][0]["geolocation"] == "-55.5|61.25"
    assert sheets["publication"][0]["where_link"] == "T|https://example.org/a"


def test_a_range_as_uwazi_itself_writes_it_is_read() -> None:
    sheet = b"title,date_range\r\nA,2024-03-09~2024-03-11\r\n"
    (row,) = exchange_uwazi_read.read(sheet, "event").rows
    assert row.fields == {"title": "A", "date": "2024-03-09/2024-03-11"}


def test_each_row_is_marked_and_nothing_is_a_formula() -> None:
    data = packed(record("event", title="=E", observed="+1"))
    (row,) = importer(data)["event"]
    assert row["marking"] == MARK
    assert (row["title"], row["observed"]) == ("'=E", "'+1")
    (back,) = exchange_uwazi_read.read(data).rows
    assert back.fields == {"title": "=E", "observed": "+1"}
