# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""A transcript is confirmed by one who speaks its language, and by nobody else."""

from __future__ import annotations

import pytest

from witnessbox.pipeline import speaking


@pytest.mark.parametrize(
    ("roles", "language", "may"),
    [
        (("speaks:ru",), "ru", True),
        (("analyst", "speaks:ru"), "ru-Latn", True),
        (("speaks:ru-RU",), "ru", True),
        (("speaks:ru",), "uk", False),
        (("analyst",), "ru", False),
        (("speaks:",), "", False),
        (("ru",), "ru", False),
        ((), "ru", False),
    ],
)
def test_a_role_names_a_language(
    roles: tuple[str, ...], language: str, may: bool
) -> None:
    assert speaking.speaks(roles, language) is may
