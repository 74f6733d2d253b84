# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Whether a source may be read is decided before its first byte."""

from __future__ import annotations

import pytest

from witnessbox.base.errors import UnusableError
from witnessbox.intake.parcel import Standing, admit


def mounted(*, point: bool, read_only: bool) -> Standing:
    return Standing(point, read_only, "vfat", "801")


def test_a_writable_mount_is_refused_without_a_reason() -> None:
    with pytest.raises(UnusableError):
        admit(mounted(point=True, read_only=False), "")


def test_a_writable_mount_is_taken_with_a_reason_that_goes_on_record() -> None:
    admission = admit(mounted(point=True, read_only=False), "a phone that only does so")
    assert admission.to_json() == {
        "mount_point": True,
        "could_be_written": True,
        "writable_reason": "a phone that only does so",
    }


def test_a_read_only_mount_is_taken() -> None:
    admission = admit(mounted(point=True, read_only=True), "")
    assert admission.to_json()["could_be_written"] is False


def test_an_ordinary_folder_is_taken_and_the_record_says_it_could_be_written() -> None:
    admission = admit(mounted(point=False, read_only=False), "")
    assert admission.to_json()["could_be_written"] is True
