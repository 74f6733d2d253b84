# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Rules of readings of true time.

What holds: a reading is of one picture; its moment and its give or take can be read;
who reads the clock in the picture writes down what it shows; who goes by another
camera names the picture of another item on which the same moment is seen, and is no
surer than what is held of that picture.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from witnessbox.link import truetime
from witnessbox.link.sight import several, text
from witnessbox.link.truetime import BURNED_IN, OTHER_CAMERA
from witnessbox.model import instant
from witnessbox.model.field import Marked, marked
from witnessbox.model.kind import Problem
from witnessbox.pipeline.draft import Draft, Rule, View


def of_one_picture(view: View, draft: Draft) -> Iterator[Problem]:
    """A reading is of one picture, and so is what another camera saw."""
    del view
    for name in ("spans", "seen_too"):
        spans = _spans(draft, name)
        if spans and (len(spans) > 1 or not _picture(spans[0])):
            yield Problem(name, "not-one-picture")
    if draft.known("spans") is None:
        yield Problem("spans", "not-one-picture")


def readable(view: View, draft: Draft) -> Iterator[Problem]:
    """A moment is one, and so is its give or take."""
    del view
    if not _read(instant.seconds_of, text(draft.fields, "true_time")):
        yield Problem("true_time", "not-a-moment")
    if not _read(instant.length_of, text(draft.fields, "give_or_take")):
        yield Problem("give_or_take", "not-a-length")


def grounded(view: View, draft: Draft) -> Iterator[Problem]:
    """A clock that is read was seen; another camera is another item's."""
    del view
    ground = draft.known("ground")
    if ground is None:
        yield Problem("ground", "missing")
    if ground == BURNED_IN and draft.known("shown_time") is None:
        yield Problem("shown_time", "needs-shown-time")
    own = {span.item for span in _spans(draft, "spans")}
    others = {span.item for span in _spans(draft, "seen_too")}
    if (ground == OTHER_CAMERA and not others) or own & others:
        yield Problem("seen_too", "needs-other-picture")


def no_surer_than_there(view: View, draft: Draft) -> Iterator[Problem]:
    """Who goes by another camera knows no more than is held of that one."""
    spans = _spans(draft, "seen_too")
    if draft.known("ground") != OTHER_CAMERA or not spans:
        return
    there, at = spans[0].item, spans[0].start
    leads = view.leading_to(there, draft.kind)
    others = {one.record.id: one.record for one in leads}
    others.pop(draft.record, None)
    known = truetime.derive(truetime.readings(others.values(), there))
    if known is None or at is None:
        yield Problem("seen_too", "needs-time-there")
        return
    try:
        true = instant.seconds_of(text(draft.fields, "true_time"))
        within = instant.length_of(text(draft.fields, "give_or_take"))
    except ValueError:
        return
    low, high = known.bounds(at)
    if low < true - within or true + within < high:
        yield Problem("give_or_take", "surer-than-there")


def _spans(draft: Draft, name: str) -> list[Marked]:
    return [marked(span) for span in several(draft.fields, name)]


def _picture(span: Marked) -> bool:
    return span.start is not None and span.end in (None, span.start)


def _read(reader: Callable[[str], Fraction], given: str) -> bool:
    try:
        reader(given)
    except ValueError:
        return False
    return True


RULES: dict[str, tuple[Rule, ...]] = {
    "clock-reading": (of_one_picture, readable, grounded, no_surer_than_there),
}
