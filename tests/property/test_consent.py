# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Consent: any set of records, held against the truth table written another way."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.record_world import World, item

from witnessbox.catalogue.records import Record
from witnessbox.link import consent

USES, FORMS = ("un", "web"), ("named", "face-hidden")
WHOLE: dict[str, Any] = {
    "given": True,
    "explained": "E",
    "understood": "U",
    "explained_by": "anna",
    "language": "ru",
    "date": "2024-03-05",
    "written": "audio",
    "voluntary": True,
    "competent": True,
}
ELEMENTS = tuple(name for name in WHOLE if name != "given")
WORLD = World()
PERSONS = [WORLD.put("person", {"label": one}) for one in "AB"]
UNKNOWN = {"unknown": True}


@st.composite
def records(draw: st.DrawFn) -> list[Record]:
    """Some consents, each given, refused, incomplete, or withdrawn."""
    made = []
    for _ in range(draw(st.integers(0, 5))):
        fields = {
            **WHOLE,
            "person": draw(st.sampled_from(PERSONS)),
            "use": draw(st.sampled_from(USES)),
            "form": draw(st.sampled_from(FORMS)),
            "given": draw(st.sampled_from([True, True, True, False])),
            "date": draw(st.sampled_from(["2024-03-05", "2024-07-01"])),
        }
        fields["item"] = draw(st.sampled_from([None, item(1), item(2)]))
        lack = draw(st.sampled_from(["", "", "", *ELEMENTS]))
        fields[lack] = draw(st.sampled_from([None, UNKNOWN]))
        taken = st.sampled_from([None, None, None, "2024-06-01", UNKNOWN])
        fields["withdrawn"] = draw(taken)
        stated = {n: v for n, v in fields.items() if n and v is not None}
        one = WORLD.records[WORLD.put("consent", stated)]
        made.append(replace(one, withdrawn=draw(st.integers(0, 9)) == 0))
    return made


def complete(fields: dict[str, Any]) -> bool:
    told = [fields.get(name) for name in ELEMENTS]
    return all(one is not None and one != UNKNOWN for one in told)


def expected(every: list[Record], person: str, use: str, form: str) -> bool:
    """The rule as a person would check it, by hand, on paper."""
    asked = {"person": person, "use": use, "form": form}
    mine = [
        dict(one.fields)
        for one in every
        if not one.withdrawn and all(one.fields[n] == v for n, v in asked.items())
    ]
    on_this = [f for f in mine if f.get("item") == item(1)]
    on_all = [f for f in mine if "item" not in f]

    def yes(fields: dict[str, Any]) -> bool:
        whole = fields["given"] is True and complete(fields)
        return whole and "withdrawn" not in fields

    for fields in on_all:
        if "withdrawn" not in fields:
            continue
        later = [
            f
            for f in on_this
            if yes(f) and fields["withdrawn"] != UNKNOWN and f["date"] == "2024-07-01"
        ]
        if not later:
            return False
    deciding = on_this or on_all
    return bool(deciding) and all(yes(f) for f in deciding)


@settings(max_examples=500, deadline=None)
@given(
    records(),
    st.sampled_from(PERSONS),
    st.sampled_from(USES),
    st.sampled_from(FORMS),
    st.randoms(),
)
def test_the_truth_table(
    every: list[Record], person: str, use: str, form: str, chance: Any
) -> None:
    told = consent.allowed(every, person, item(1), use=use, form=form)
    assert told.allowed is expected(every, person, use, form)
    assert told.allowed is (told.why == "given")
    chance.shuffle(every)
    assert consent.allowed(every, person, item(1), use=use, form=form) == told


def ask(**changes: Any) -> consent.Answer:
    fields = {**WHOLE, "person": PERSONS[0], "use": "un", "form": "named", **changes}
    fields = {n: v for n, v in fields.items() if v is not None}
    one = WORLD.records[WORLD.put("consent", fields)]
    return consent.allowed([one], PERSONS[0], item(1), use="un", form="named")


def test_what_was_never_asked_is_no() -> None:
    told = consent.allowed([], PERSONS[0], item(1), use="un", form="named")
    assert (told.allowed, told.why) == (False, "not-asked")


def test_each_answer_has_its_reason() -> None:
    assert ask().allowed
    assert ask(given=False).why == "refused"
    assert ask(withdrawn="2024-06-01").why == "withdrawn"
    assert ask(withdrawn=UNKNOWN).why == "withdrawn"
    assert ask(use="web").why == "not-asked", "a new use is a new question"
    assert ask(form="face-hidden").why == "not-asked"
    for name in ELEMENTS:
        told = ask(**{name: None})
        assert (told.allowed, told.why, told.lacking) == (False, "incomplete", (name,))
    assert ask(voluntary=False).lacking == ("voluntary",)
