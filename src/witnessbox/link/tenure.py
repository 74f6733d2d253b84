# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Whether a post was held on a date: surely, possibly or not.

What holds: a stated beginning or end is as inexact as its date; a beginning that
nobody stated or knows makes every answer possible at most, and so does an end that
nobody knows. An end that is simply not stated means that it goes on. A date that
nobody knows lies possibly in every term. A post is held no longer than there is one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from witnessbox.catalogue.records import Record
from witnessbox.link.sight import Sight, standing, text
from witnessbox.model import dating
from witnessbox.model.dating import Dated, Overlap


@dataclass(frozen=True, slots=True)
class Term:
    """From when to when something held.

    Attributes:
        may_begin: The first day on which it can have begun; `began` the first on
            which it surely had, None if nobody can say.
        may_end: The last day on which it can have ended; `held` the last on which it
            surely had not, None if nobody can say.
    """

    may_begin: date
    began: date | None
    held: date | None
    may_end: date

    @property
    def empty(self) -> bool:
        """Whether it surely holds no day at all."""
        return self.may_begin > self.may_end

    def within(self, other: Term) -> Term:
        """What lies in both."""
        begun = [one for one in (self.began, other.began) if one is not None]
        kept = [one for one in (self.held, other.held) if one is not None]
        return Term(
            max(self.may_begin, other.may_begin),
            max(begun) if len(begun) == 2 else None,
            min(kept) if len(kept) == 2 else None,
            min(self.may_end, other.may_end),
        )

    def at(self, when: Dated | None) -> Overlap:
        """Whether a date lies in it."""
        if self.empty:
            return Overlap.NO
        if when is None:
            return Overlap.POSSIBLE
        first, last = _reach(when)
        if last < self.may_begin or first > self.may_end:
            return Overlap.NO
        if self.began is None or self.held is None or when.about:
            return Overlap.POSSIBLE
        sure = self.began <= when.first and when.last <= self.held
        return Overlap.YES if sure else Overlap.POSSIBLE


def term(fields: Mapping[str, Any]) -> Term:
    """The term of an occupancy or a post, of its `from` and `to`."""
    begin, end = when(fields, "from"), when(fields, "to")
    open_end = fields.get("to") is None
    return Term(
        _reach(begin)[0] if begin else date.min,
        begin.last if begin and not begin.about else None,
        date.max if open_end else end.first if end and not end.about else None,
        _reach(end)[1] if end else date.max,
    )


def held(sight: Sight, occupancy: Mapping[str, Any]) -> Term:
    """When somebody held a post: within their occupancy, and while there was the post.

    When a post began is seldom known: what is not stated of it rules nothing out.
    """
    own = term(occupancy)
    post = standing(sight, text(occupancy, "post"), "post")
    if post is None:
        return own
    there = term(post.fields)
    if "from" not in post.fields:
        there = replace(there, began=date.min)
    return own.within(there)


def backwards(fields: Mapping[str, Any]) -> bool:
    """Whether a term ends before it begins."""
    begin, end = when(fields, "from"), when(fields, "to")
    return begin is not None and end is not None and end.last < begin.first


def when(fields: Mapping[str, Any], name: str = "date") -> Dated | None:
    """A field's date; None if there is none, or nobody knows."""
    told = text(fields, name)
    return dating.parse(told) if told else None


def date_of_act(sight: Sight, act: Record) -> Dated | None:
    """When an act was: by itself, or else by its event."""
    own = when(act.fields)
    if own is not None:
        return own
    event = standing(sight, text(act.fields, "event"), "event")
    return when(event.fields) if event else None


def _reach(dated: Dated) -> tuple[date, date]:
    """Its first and last day, an estimate stretched by its own length."""
    if not dated.about:
        return dated.first, dated.last
    slack = dated.last - dated.first + timedelta(days=1)
    first = dated.first - slack if dated.first - date.min > slack else date.min
    last = dated.last + slack if date.max - dated.last > slack else date.max
    return first, last
