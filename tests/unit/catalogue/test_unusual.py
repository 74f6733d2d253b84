# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What differs from the rest: said only where there is a habit to differ from."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from witnessbox.catalogue.cells import Cell, chosen
from witnessbox.catalogue.traits import FLAGS
from witnessbox.catalogue.unusual import FEW, MAX_ANSWERS, MIN_GROUP, unusual


def cell(items: int, *has: str, **words: str) -> Cell:
    bits = sum(FLAGS[name] for name in has)
    given_ = {"kind": "video", "state": "looked", "month": "", "device": ""}
    given_ |= {"language": "", "shape": ""} | words
    return Cell(flags=bits, items=items, seconds=60 * items, **given_)


def test_the_only_film_with_speech_at_night_is_found() -> None:
    table = [
        cell(213, "night"),
        cell(1, "night", "voice"),
        cell(410, "voice"),
        cell(490),
    ]
    (one,) = unusual(table)
    assert (one.group, one.word) == (("with", "night"), ("with", "voice"))
    assert (one.few, one.of, one.elsewhere, one.rest) == (1, 214, 410, 900)
    assert sum(c.items for c in table if chosen(c, one.narrowed)) == 1


def test_where_others_seldom_have_it_either_nothing_is_said() -> None:
    table = [cell(213, "night"), cell(1, "night", "voice"), cell(4, "voice"), cell(896)]
    assert unusual(table) == ()


def test_a_device_seen_once_is_found_among_devices_seen_often() -> None:
    table = [cell(60, device="a" * 16), cell(40, device="b" * 16)]
    table.append(cell(1, device="c" * 16))
    (one,) = [u for u in unusual(table) if u.group is None]
    assert one.word == ("device", "c" * 16)
    assert sum(c.items for c in table if chosen(c, one.narrowed)) == 1


def test_where_every_device_is_seen_once_none_is_unusual() -> None:
    assert unusual([cell(1, device=f"{n:016x}") for n in range(60)]) == ()


def test_a_small_box_has_no_habits() -> None:
    assert unusual([cell(MIN_GROUP - 2), cell(1, "voice")]) == ()


def test_what_cannot_be_shown_or_is_a_text_does_not_count() -> None:
    table = [cell(60), cell(1, "damaged", state="not-shown"), cell(1, kind="document")]
    assert unusual(table) == ()


CELLS = st.lists(
    st.builds(
        cell,
        st.integers(1, 400),
        *(st.sampled_from([*FLAGS, "faces"]) for _ in range(2)),
        device=st.sampled_from(["", "a" * 16, "b" * 16]),
        month=st.sampled_from(["", "2023-01", "2023-02"]),
        shape=st.sampled_from(["", "640x480"]),
        kind=st.sampled_from(["video", "photograph", "document"]),
    ),
    max_size=12,
)


@given(CELLS)
def test_every_answer_lists_as_many_items_as_it_says(table: list[Cell]) -> None:
    answers = unusual(table)
    assert len(answers) <= MAX_ANSWERS
    for one in answers:
        listed = sum(
            c.items for c in table if chosen(c, one.narrowed) and c.kind != "document"
        )
        assert 0 < one.few <= FEW < one.of
        if one.word[0] != "shape":
            assert listed == one.few
