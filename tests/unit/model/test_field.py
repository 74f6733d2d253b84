# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Texts need something that can be seen."""

from __future__ import annotations

import pytest

from witnessbox.model import kinds

EMPTY = ("\u202e", "\u200b", "\u2060\u200d", " \u00a0\t", "\u3164", "\u0301", "\ufeff")
SEEN = ("Man 1", "Ё", "—", "№", "\u202eabc\u202c", "مرد", "7", "e\u0301")


@pytest.mark.parametrize("label", EMPTY)
def test_a_text_of_which_nothing_can_be_seen_is_none(label: str) -> None:
    problems = kinds.BY_NAME["person"].problems({"label": label})
    assert [(one.field, one.code) for one in problems] == [("label", "not-text")]
    problems = kinds.BY_NAME["event"].problems({"title": "E", "observed": label})
    assert [(one.field, one.code) for one in problems] == [("observed", "not-long")]


@pytest.mark.parametrize("label", SEEN)
def test_a_text_of_which_something_can_be_seen_is_one(label: str) -> None:
    assert kinds.BY_NAME["person"].problems({"label": label}) == ()
