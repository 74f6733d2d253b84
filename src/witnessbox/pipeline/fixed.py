# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What a record keeps for ever once it was stated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from witnessbox.model.kind import Problem
from witnessbox.pipeline.draft import Draft, Rule, View


def fixed(*names: str, code: str = "fixed") -> Rule:
    """A rule: fields that no later statement of a record changes.

    A statement that was withdrawn counts like any other: taking a record back and
    stating it anew is no way around it.
    """

    def rule(view: View, draft: Draft) -> Iterator[Problem]:
        before = earlier(view, draft)
        for name in names:
            if any(fields.get(name) != draft.fields.get(name) for fields in before):
                yield Problem(name, code)

    return rule


def earlier(view: View, draft: Draft) -> list[Mapping[str, Any]]:
    """What earlier statements of the record said, those that withdraw left out."""
    return [
        one.statement.fields
        for one in view.said(draft.record)
        if not one.statement.withdrawn
    ]
