# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The pages of the import: columns, a dry run, the import, what it left out."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from tests.unit.pipeline import complaint_tables as made
from tests.unit.web.conftest import EVIL, Desk
from tests.unit.web.test_stating import post

from witnessbox.analysis import cells_text
from witnessbox.analysis.cells import Said
from witnessbox.catalogue import outgoing
from witnessbox.link.table_faults import SENTENCES
from witnessbox.pipeline import cells
from witnessbox.pipeline.cells import Table
from witnessbox.web import words_import

Read = Callable[..., Table]


@pytest.fixture
def shown(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Callable[[bytes], str]:
    """A table in place of an item's; how it is read is tested elsewhere."""
    item = next(iter(desk.items.values()))

    def put(data: bytes) -> str:
        said = Said()
        rows = tuple(cells_text.rows(data, said))
        table = Table(
            item, f"{EVIL}.csv", "0" * 64, "text/csv", said.encoding, ";", (), 0, rows
        )
        monkeypatch.setattr(cells, "of_item", lambda *_: table)
        return item

    return put


def form(text: str) -> dict[str, Any]:
    """The form as a browser would send it back."""
    fields = dict(
        re.findall(r'<input (?:type="hidden" )?name="(\w+)"[^>]*value="([^"]*)"', text)
    )
    for name, body in re.findall(
        r'<select id="c-\d+" name="(c\.\d+)">(.*?)</select>', text
    ):
        chosen = re.search(r'value="([^"]*)" selected', body)
        fields[name] = chosen[1] if chosen else "-"
    return fields


def complaints(desk: Desk) -> list[Any]:
    with desk.session.reading() as connection:
        held = desk.session.compartments
        return list(outgoing.standing(connection, held, "complaint"))


def test_columns_are_shown_then_tried_then_used(
    desk: Desk, shown: Callable[[bytes], str]
) -> None:
    rows = [made.good(1), made.good(2), made.good(3)]
    rows[2][1], rows[0][3] = "31.02.2024", EVIL
    item = shown(made.table(rows))
    page = desk.seated.get(f"/complaints/import?item={item}")
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    fields = form(page.text)
    assert (fields["c.0"], fields["c.1"], fields["c.8"]) == ("receipt", "date", "-")
    fields["c.8"] = "authorised"
    size = desk.session.log.size()
    tried = post(desk, "/complaints/import/try", {**fields, "item": item})
    assert tried.status_code == 200
    assert words_import.FAULTS["not-a-day"] in tried.text
    assert "<script>alert" not in tried.text
    stopped = post(desk, "/complaints/import", {**fields, "item": item})
    assert stopped.status_code == 422
    assert (desk.session.log.size(), complaints(desk)) == (size, [])
    fields["without"] = "1"
    done = post(desk, "/complaints/import", {**fields, "item": item})
    assert done.status_code == 303
    where = done.headers["location"]
    result = desk.seated.get(where).text
    assert words_import.FAULTS["not-a-day"] in result
    assert len(complaints(desk)) == 2
    assert complaints(desk)[0].fields["source_row"].startswith(f"item {item} row ")
    again = post(desk, "/complaints/import", {**fields, "item": item})
    assert again.status_code == 422
    assert len(complaints(desk)) == 2
    assert where in desk.seated.get("/complaints/import").text


def test_columns_that_make_no_complaints_come_back_with_the_reason(
    desk: Desk, shown: Callable[[bytes], str]
) -> None:
    item = shown(made.table([["1", "They took it."]], ("a", "b")))
    size = desk.session.log.size()
    for fields in (
        {"c.0": "receipt"},
        {"c.0": "receipt", "c.1": "receipt"},
        {"c.0": "receipt", "c.1": "odd"},
        {"c.0": "receipt", "c.1": "account"},
    ):
        for path in ("/complaints/import/try", "/complaints/import"):
            answer = post(desk, path, {"item": item, **fields})
            assert answer.status_code == 422, fields
            assert 'class="alert warn"' in answer.text
    assert desk.session.log.size() == size


@pytest.mark.parametrize(
    "path",
    ["?item=x", "?item=i-" + "0" * 32, "?item=co-" + "0" * 32],
)
def test_what_is_not_there_is_missing(desk: Desk, path: str) -> None:
    assert desk.seated.get(f"/complaints/import{path}").status_code == 404


def test_a_record_that_is_no_import_is_missing(desk: Desk) -> None:
    for name in ("x", "im-" + "0" * 32, "co-" + "0" * 32):
        assert desk.seated.get(f"/complaints/imported/{name}").status_code == 404


def test_screens_say_what_the_command_line_says() -> None:
    assert words_import.FAULTS == SENTENCES
