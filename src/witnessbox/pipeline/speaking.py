# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Who may confirm what is said: a member who speaks the language.

What holds: a transcript is a draft until a member whose roles name its language, as
`speaks:ru`, says that it is confirmed; no other member's statement makes it so.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from witnessbox.model.kind import Problem

if TYPE_CHECKING:
    from witnessbox.pipeline.rules import Draft, View

SPEAKS = "speaks:"


def spoken(roles: Iterable[str]) -> tuple[str, ...]:
    """The languages that roles name; a dialect or script is not told apart."""
    named = (role[len(SPEAKS) :] for role in roles if role.startswith(SPEAKS))
    bare = {_language(one) for one in named}
    return tuple(sorted(one for one in bare if one))


def speaks(roles: Iterable[str], language: str) -> bool:
    """Whether roles name a language."""
    return _language(language) in spoken(roles)


def _language(code: str) -> str:
    return code.strip().partition("-")[0].lower()


def confirmed_by_a_speaker(view: View, draft: Draft) -> tuple[Problem, ...]:
    """A transcript is confirmed only by one who speaks its language."""
    if draft.withdraws or draft.fields.get("confirmed") is not True:
        return ()
    language = draft.fields.get("language")
    roles = view.roles(draft.author)
    if isinstance(language, str) and speaks(roles, language):
        return ()
    return (Problem("confirmed", "not-a-speaker"),)
