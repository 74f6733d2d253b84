# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What every test run says at its end: which system packages it went without."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name what scripts/system_packages.sh could not install."""
    absent = os.environ.get("WITNESSBOX_NOT_INSTALLED", "").splitlines()
    if absent:
        terminalreporter.section("not installed on this machine")
        for line in absent:
            terminalreporter.line(line)
