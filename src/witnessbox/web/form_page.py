# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""A form as a page shows it: each field with its words, choices and problems.

What holds: the form is made from the kind alone; what was typed and refused stands
in it again, with the reason at its field.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from witnessbox.model import kinds, testimony
from witnessbox.model.field import UNKNOWN, Field, Takes, marked
from witnessbox.model.kind import Kind, Problem
from witnessbox.web import forms, words_found, words_records
from witnessbox.web.choices import Choice
from witnessbox.web.shown import LINKING, MARKING, TERMING, Piece, Showing
from witnessbox.web.tongue import gettext
from witnessbox.web.words_testimony import LOCKED, SECTIONS

IMPORTED = {"complaint": ("source_row",)}
"""Fields that an import writes and no form."""

LATER = {"complaint": (*testimony.CHECKLIST, *IMPORTED["complaint"])}
"""Fields that a first statement may not hold: no list before the account is told."""

LONG_LIST = 12
"""Above this many, a list of terms has a field to search it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One field of a form.

    Attributes:
        takes: What it takes, as its template asks.
        values: The texts of its inputs.
        shown: The same in words, where a text means nothing to a person.
        choices: What may be chosen; none where anything may be typed.
        of: The kinds that a link leads to.
        quick: The one kind that may be made on the spot by its title; or empty.
        locked: Whether it is shown and not asked: what is stated of it stays.
    """

    name: str
    takes: str
    label: str
    hint: str
    required: bool
    values: tuple[str, ...]
    shown: tuple[Piece, ...]
    unknown: bool
    problems: tuple[str, ...]
    choices: tuple[Choice, ...] = ()
    of: tuple[str, ...] = ()
    quick: str = ""
    many: bool = False
    locked: bool = False

    @property
    def value(self) -> str:
        """The text of its one input."""
        return self.values[0] if self.values else ""

    @property
    def field(self) -> str:
        """The name of its field."""
        return self.name.removeprefix(forms.PREFIX)

    @property
    def searched(self) -> bool:
        """Whether its choices are too many to look through."""
        return len(self.choices) > LONG_LIST

    @property
    def id(self) -> str:
        """Of its input, in the page."""
        return self.name.replace(".", "-")


@dataclass(frozen=True, slots=True)
class Form:
    """A whole form; `problems` are those of no field."""

    kind: Kind
    entries: tuple[Entry, ...]
    problems: tuple[str, ...] = ()
    wrong: tuple[Entry, ...] = field(default=())

    @property
    def sections(self) -> tuple[tuple[str, tuple[Entry, ...]], ...]:
        """The entries under their heads; without heads all under an empty one."""
        heads = SECTIONS.get(self.kind.name, ())
        if not heads:
            return (("", self.entries),)
        by = {one.field: one for one in self.entries}
        found = [
            (gettext(head), tuple(by[name] for name in names if name in by))
            for head, names in heads
        ]
        return tuple(one for one in found if one[1])


def form_of(
    showing: Showing,
    kind: Kind,
    fields: Mapping[str, Any],
    problems: Sequence[Problem] = (),
    members: Mapping[str, str] = {},
    *,
    first: bool = False,
) -> Form:
    """The form of a kind with these fields in it; `showing` has learned their ids."""
    later = LATER.get(kind.name, ()) if first else ()
    by: dict[str, list[str]] = {}
    for one in problems:
        by.setdefault(one.field, []).append(words_records.problem(one.code))
    entries = tuple(
        _entry(showing, kind, one, fields.get(one.name), (by, members))
        for one in kind.fields
        if one.name not in later
    )
    if not first:
        kept = LOCKED.get(kind.name, ())
        entries = tuple(
            replace(one, locked=True) if one.field in kept else one for one in entries
        )
    known = {one.name for one in kind.fields if one.name not in later}
    whole = [text for name, some in by.items() if name not in known for text in some]
    wrong = tuple(one for one in entries if one.problems)
    return Form(kind, entries, tuple(dict.fromkeys(whole)), wrong)


def quick_title(kind: Kind) -> str:
    """The field by which a record is made on the spot: all that it needs; or empty."""
    needed = [one for one in kind.fields if one.required]
    if len(needed) == 1 and needed[0].takes is Takes.TEXT and not kind.roles:
        return needed[0].name
    return ""


def _entry(
    showing: Showing,
    kind: Kind,
    one: Field,
    value: Any,
    rest: tuple[Mapping[str, list[str]], Mapping[str, str]],
) -> Entry:
    by, members = rest
    values = tuple(forms.texts_of(value))
    return Entry(
        name=forms.name_of(one),
        takes=one.takes.value,
        label=words_records.label(kind.name, one.name),
        hint=words_records.hint(kind.name, one.name),
        required=one.required,
        values=values,
        shown=_shown(showing, one, value),
        unknown=value == UNKNOWN,
        problems=tuple(by.get(one.name, ())),
        choices=_choices(showing, one, values, members),
        of=one.of,
        quick=_quick(one),
        many=one.many,
    )


def _shown(showing: Showing, one: Field, value: Any) -> tuple[Piece, ...]:
    if value is None or value == UNKNOWN:
        return ()
    values = value if isinstance(value, list) else [value]
    if one.takes in LINKING:
        return tuple(showing.linked(str(each)) for each in values)
    if one.takes in MARKING:
        return tuple(_span(showing, each) for each in values)
    return ()


def _span(showing: Showing, value: Any) -> Piece:
    try:
        return showing.span(marked(value))
    except ValueError:
        return Piece(str(value))


def _choices(
    showing: Showing, one: Field, values: tuple[str, ...], members: Mapping[str, str]
) -> tuple[Choice, ...]:
    if one.takes in TERMING and one.of:
        return tuple(showing.terms.choices(one.of[0], values))
    if one.takes is Takes.MEMBER:
        known = [Choice(handle, showing.member(handle)) for handle in members]
        gone = [Choice(each, each) for each in values if each not in members]
        return (*known, *gone)
    if one.takes is Takes.LANGUAGE:
        return tuple(
            Choice(code, words_found.language(code)) for code in words_found.LANGUAGES
        )
    return ()


def _quick(one: Field) -> str:
    if one.takes not in LINKING or len(one.of) != 1:
        return ""
    target = kinds.BY_NAME.get(one.of[0])
    return target.name if target is not None and quick_title(target) else ""
