# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""'What is on it', and the choices beside the tiles."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import pytest
from tests.unit.web.conftest import Desk

from witnessbox.catalogue.answers import Filter
from witnessbox.catalogue.cells import Cell
from witnessbox.catalogue.contents import Contents, Device
from witnessbox.catalogue.unusual import Unusual
from witnessbox.web import counted
from witnessbox.web.views.contents import MAX_COLUMNS, picture, sentence
from witnessbox.web.views.footage import FORMS, address_of, facets


def whole(desk: Desk, *cells: tuple[str, str, int]) -> Contents:
    """Contents whose cells are (month, device, items)."""
    table = tuple(
        Cell("video", "looked", month, device, "", 0, "", items, 60 * items)
        for month, device, items in cells
    )
    names = {"d" * 16: Device("d" * 16, "Maker", "container")}
    return replace(counted.whole(desk.session), table=table, names=names)


def test_without_a_time_there_is_no_picture(desk: Desk) -> None:
    assert picture(whole(desk, ("", "", 3))) is None


def test_months_follow_without_a_gap_and_devices_are_named(desk: Desk) -> None:
    seen = picture(
        whole(desk, ("2023-11", "d" * 16, 4), ("2024-02", "", 1), ("", "", 2))
    )
    assert seen is not None
    assert [line.name for line in seen.lines] == ["Maker", "Not said"]
    assert [c.period for c in seen.lines[0].cells] == [
        "2023-11",
        "2023-12",
        "2024-01",
        "2024-02",
    ]
    assert [c.level for c in seen.lines[0].cells] == [4, 0, 0, 0]
    assert seen.undated == 2


def test_a_clock_that_was_never_set_does_not_make_the_picture_wider(desk: Desk) -> None:
    seen = picture(whole(desk, ("1904-01", "", 1), ("2024-02", "", 5)))
    assert seen is not None
    assert len(seen.lines[0].cells) == MAX_COLUMNS
    assert (seen.last, seen.earlier) == ("2024", 1)


def test_what_differs_is_said_with_its_counts(desk: Desk) -> None:
    night, voice = ("with", "night"), ("with", "voice")
    text, query = sentence(whole(desk), Unusual(night, voice, 1, 214, 410, 900))
    assert text == "Speech: 1 of 214 of “At night, by its clock”; elsewhere 410 of 900"
    assert query == "state=looked&with=night&with=voice"


def test_every_link_of_the_page_lists_what_its_count_says(desk: Desk) -> None:
    page = desk.seated.get("/contents").text
    found = re.findall(
        r'<th scope="row" class="clip"><a href="(/footage\?[^"]+)">.*?</th>'
        r'<td class="num">(\d+)</td>',
        page,
        re.DOTALL,
    )
    assert len(found) >= 4
    for link, count in found:
        tiles = desk.seated.get(html.unescape(link)).text
        assert tiles.count('class="tile ') == int(count), link


def test_a_count_beside_a_choice_is_what_it_lists(desk: Desk) -> None:
    options = facets(desk.session, Filter(state="looked"))
    assert {name for name, some in options.items() if some} == {
        "kind", "month", "device", "language", "with",
    }  # fmt: skip
    for one in options["with"]:
        tiles = desk.seated.get(f"/footage?{one.query}").text
        assert tiles.count('class="tile ') == one.items


def test_items_perhaps_of_one_device_have_a_page_of_their_own(desk: Desk) -> None:
    assert 'href="/contents/devices"' in desk.seated.get("/contents").text
    groups = counted.groups(desk.session)
    assert groups
    page = desk.seated.get("/contents/devices").text
    assert "a guess, with its reason" in page
    for one in groups:
        assert f"{one.items} items</td>" in page
        assert f'href="/item/{one.first}">See the first</a>' in page


def test_the_skipped_stage_and_its_model_are_named(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = counted.whole(desk.session)
    standings = [replace(s, missing="the-model") for s in seen.standings]
    changed = replace(seen, standings=tuple(standings))
    monkeypatch.setattr(counted, "whole", lambda _: changed)
    page = desk.seated.get("/contents").text
    assert "the-model is not on this machine" in page


@pytest.mark.parametrize(
    "query",
    [
        "kind=nonsense",
        "month=2023-5",
        "device=%3Cscript%3E",
        "language=RU",
        "shape=1x",
        "with=nonsense",
        "after=-1",
    ],
)
def test_what_is_no_filter_of_ours_is_dropped(desk: Desk, query: str) -> None:
    answer = desk.seated.get(f"/footage?{query}")
    assert answer.status_code == 200
    assert answer.text.count('class="tile ') == len(desk.items)


def test_an_address_holds_a_whole_filter_and_only_checked_words() -> None:
    full = Filter(
        kind="video",
        state="looked",
        accession="a-" + "0" * 32,
        month="2023-05",
        device="0" * 16,
        language="ru",
        shape="640x480",
        alike="0" * 32,
        work="second-look",
        assignee="anna",
        label="3",
        having=("faces", "night"),
        lacking=("voice",),
    )
    query = address_of(full)
    assert query == (
        "kind=video&state=looked&accession=a-" + "0" * 32 + "&month=2023-05&device="
        "0000000000000000&language=ru&shape=640x480&alike="
        "00000000000000000000000000000000&work=second-look&assignee=anna&label=3"
        "&with=faces&with=night&without=voice"
    )
    assert all(form.fullmatch(getattr(full, name)) for name, form in FORMS.items())
