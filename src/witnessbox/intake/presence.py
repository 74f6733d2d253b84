# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Whether a source that was there is still there, and answers.

What holds: a disk that was pulled out is told from one that only has bad
places: the first is no longer mounted where it was, or its root cannot be
listed, or the system has no such device any more, or a file that could be read
before cannot be read any more. Looking changes nothing on it.
"""

from __future__ import annotations

import os
from contextlib import suppress

from witnessbox.base.errors import SourceError
from witnessbox.intake.origins import first_name, gone

_DEVICES = "/sys/dev/block"


class Presence:
    """One source, as it stood when its intake began."""

    def __init__(self, source: bytes) -> None:
        """Remember where the source lies.

        Raises:
            SourceError: It is not there to begin with.
        """
        self._source = source
        try:
            self._number = os.stat(source).st_dev
        except OSError as error:
            raise gone(error) from error
        device = f"{os.major(self._number)}:{os.minor(self._number)}"
        path = os.path.join(_DEVICES, device)
        # Absent for networks and memory, and where the system shows no devices.
        self._device = path if os.path.exists(path) else ""
        self._readable = -1

    def remember(self, descriptor: int) -> None:
        """Keep the first file that can be read, to ask it again."""
        if self._readable < 0:
            with suppress(OSError):
                if os.pread(descriptor, 1, 0):
                    self._readable = os.dup(descriptor)

    def close(self) -> None:
        """Let go of the file that was kept."""
        if self._readable >= 0:
            os.close(self._readable)
            self._readable = -1

    def answers(self) -> bool:
        """True if the same disk is still there and can be listed and read."""
        try:
            if os.stat(self._source).st_dev != self._number:
                return False
            first_name(self._source)
            if self._readable >= 0:
                os.pread(self._readable, 1, 0)
        except OSError:
            return False
        return not self._device or os.path.exists(self._device)

    def must_answer(self) -> None:
        """End the run if the source is gone.

        Raises:
            SourceError: It is gone.
        """
        if not self.answers():
            raise SourceError(
                "The source went away while it was being read: it was unplugged,"
                " or is failing.",
                safe="What was acknowledged is stored and listed.",
                todo="Connect it again and repeat the same command.",
            )
