# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""A parcel: what was handed over, from whom, and how it may be read.

What holds: the source is named by a code name only; a mount that is mounted
writable is refused unless somebody says why that is right; an ordinary folder
is taken, and the record says that it could have been written to.
"""

from __future__ import annotations

from dataclasses import dataclass

from witnessbox.base.canonical import JsonDict
from witnessbox.base.errors import UnusableError


@dataclass(frozen=True, slots=True)
class Standing:
    """What the system says of a source before the first byte is read.

    Attributes:
        mount_point: True if a file system is mounted at the source itself.
        read_only: True if that file system is mounted read-only.
        file_system: Its type as the kernel names it, such as `vfat`.
        volume: The volume's serial number as the kernel gives it.
    """

    mount_point: bool
    read_only: bool
    file_system: str
    volume: str


@dataclass(frozen=True, slots=True)
class Admission:
    """The decision that a source may be read, and the fact that goes on record."""

    standing: Standing
    writable_reason: str

    def to_json(self) -> JsonDict:
        """For the record: whether the source could have been written to."""
        return {
            "mount_point": self.standing.mount_point,
            "could_be_written": not self.standing.read_only,
            "writable_reason": self.writable_reason,
        }


def admit(standing: Standing, writable_reason: str) -> Admission:
    """Decide whether a source may be read.

    Raises:
        UnusableError: A disk is mounted writable and nobody said why.
    """
    if standing.mount_point and not standing.read_only and not writable_reason:
        raise UnusableError(
            "This disk is mounted writable: the computer may already be changing it.",
            safe="Nothing was read or written.",
            todo="Mount it read-only, best behind a write blocker, or give the"
            " reason with --writable-ok.",
        )
    return Admission(standing, writable_reason)
