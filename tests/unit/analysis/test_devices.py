# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from witnessbox.analysis.devices import REASONS, Grade, Group, Trace, groups

HD: Any = {"size": (1920, 1080), "rate": Fraction(25)}
CANON: Any = {"make": "Canon", "model": "EOS 40D"}


def shown(found: tuple[Group, ...]) -> list[tuple[str, str, list[tuple[str, str]]]]:
    return [
        (g.label, g.grade.value, [(m.item, m.grade.value) for m in g.members])
        for g in found
    ]


def test_one_serial_number_is_one_device() -> None:
    found = groups(
        [
            Trace("a", ("x.jpg",), **CANON, serial="0420105522"),
            Trace("b", ("y.jpg",), make="CANON ", model="EOS 40D", serial="0420105522"),
            Trace("c", ("z.jpg",), **CANON, serial="0420109999"),
        ]
    )
    assert shown(found) == [
        (
            "Canon EOS 40D (0420105522)",
            "same-serial",
            [("a", "same-serial"), ("b", "same-serial")],
        ),
        ("Canon EOS 40D (0420109999)", "same-serial", [("c", "same-serial")]),
    ]


def test_a_serial_number_of_zeros_is_none() -> None:
    one = Trace("a", **CANON, serial="0000000")
    (group,) = groups([one, replace(one, item="b", serial="1")])
    assert group.grade is Grade.SAME_MODEL


def test_a_clip_without_a_serial_joins_the_only_device_that_fits() -> None:
    whole = Trace("a", ("IMG_0001.JPG",), **CANON, serial="0420105522")
    bare = Trace("b", ("IMG_0002.JPG",), **CANON)
    other = Trace("c", ("holiday.jpg",), **CANON)
    found = {m.item: m.grade for g in groups([whole, bare, other]) for m in g.members}
    assert found == {"a": Grade.SAME_SERIAL, "b": Grade.SAME_MODEL_AND_NAMING}


def test_a_clip_that_two_devices_fit_joins_neither() -> None:
    one = Trace("a", ("IMG_0001.JPG",), **CANON, serial="0420105522")
    two = replace(one, item="b", serial="0420109999")
    bare = [Trace(i, (f"IMG_000{n}.JPG",), **CANON) for n, i in enumerate("cd", 2)]
    last = groups([one, two, *bare])[-1]
    assert last.grade is Grade.SAME_MODEL_AND_NAMING
    assert [m.item for m in last.members] == ["c", "d"]


def test_one_model_may_be_several_devices() -> None:
    found = groups(
        [
            Trace("a", ("IMG_0001.JPG",), **CANON),
            Trace("b", ("IMG_0002.JPG",), **CANON),
            Trace("c", ("first.JPG",), **CANON),
        ]
    )
    assert shown(found)[0][2] == [
        ("a", "same-model-and-naming"),
        ("b", "same-model-and-naming"),
        ("c", "same-model"),
    ]


def test_names_and_form_tie_what_says_nothing_else() -> None:
    found = groups(
        [
            Trace("a", ("ch01_20210304.mp4",), **HD),
            Trace("b", ("ch01_20210305.mp4",), **HD),
            Trace("c", ("ch02_20210305.mp4",), **HD),
            Trace("d", ("ch01_20210306.mp4",), size=(704, 576), rate=Fraction(25)),
            Trace("e", ("VID-20210304-WA0001.mp4",), **HD),
            Trace("f", ("VID-20210304-WA0002.mp4",), **HD),
        ]
    )
    assert shown(found) == [
        (
            "ch01_######## 1920x1080",
            "same-naming-and-form",
            [("a", "same-naming-and-form"), ("b", "same-naming-and-form")],
        )
    ]


def test_a_nameless_clip_joins_the_device_that_others_name() -> None:
    named = Trace("a", ("MVI_0001.MOV",), **CANON, **HD)
    bare = Trace("b", ("MVI_0002.MOV",), **HD)
    (group,) = groups([named, bare])
    assert group.label == "Canon EOS 40D"
    assert [m.grade.value for m in group.members] == [
        "same-model",
        "same-naming-and-form",
    ]


def test_programs_that_many_use_tie_nothing() -> None:
    clips = [Trace(i, (f"{i}.mp4",), encoder="Lavf62.12.102", **HD) for i in "ab"]
    assert groups(clips) == ()
    own = [replace(clip, encoder="Ambarella AVC encoder") for clip in clips]
    assert [group.grade for group in groups(own)] == [Grade.SAME_FORM]


def test_nothing_in_common_is_no_group() -> None:
    assert groups([]) == ()
    assert groups([Trace("a", ("IMG_0001.JPG",)), Trace("b", ("IMG_0002.JPG",))]) == ()
    assert groups([Trace("a", **CANON)]) == ()


def test_every_grade_has_a_reason() -> None:
    assert set(REASONS) == set(Grade)


NAMES = st.sampled_from(
    ["IMG_0001.JPG", "IMG_0002.JPG", "ch01_20210304.mp4", "00001.MTS", "a.mp4", ""]
)
TRACES = st.lists(
    st.builds(
        Trace,
        item=st.sampled_from([f"item-{n}" for n in range(30)]),
        names=st.lists(NAMES, max_size=2).map(tuple),
        make=st.sampled_from(["", "Canon", "CANON"]),
        model=st.sampled_from(["", "40D", "50D"]),
        serial=st.sampled_from(["", "0000", "12345", "54321"]),
        encoder=st.sampled_from(["", "Own", "Lavf1"]),
        size=st.sampled_from([None, (1920, 1080), (1080, 1920), (640, 480)]),
        rate=st.sampled_from([None, Fraction(25), Fraction(30000, 1001)]),
    ),
    max_size=20,
    unique_by=lambda trace: trace.item,
)


@given(traces=TRACES, seed=st.integers(0, 99))
def test_the_order_of_items_changes_nothing(traces: list[Trace], seed: int) -> None:
    found = groups(traces)
    shuffled = list(traces)
    random.Random(seed).shuffle(shuffled)
    assert groups(shuffled) == found
    items = [member.item for group in found for member in group.members]
    assert len(items) == len(set(items))
    assert set(items) <= {trace.item for trace in traces}


@given(traces=TRACES)
def test_no_group_holds_two_serial_numbers(traces: list[Trace]) -> None:
    by_item = {trace.item: trace for trace in traces}
    for group in groups(traces):
        serials = {by_item[m.item].serial for m in group.members} - {"", "0000"}
        assert len(serials) <= 1
        assert all(m.reason.endswith(".") for m in group.members)
