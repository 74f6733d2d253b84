# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What every test run holds: one file's tests run in one worker, and what it lacked.

The tests of a file share its box and may go on from where the one before left it:
dealt out one by one between two workers, each would see half of the story, and each
worker would fill the box anew.
"""

from __future__ import annotations

import os

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep each file's tests together, unless they name another group."""
    for item in items:
        if item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(item.nodeid.partition("::")[0]))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name what scripts/system_packages.sh could not install."""
    absent = os.environ.get("WITNESSBOX_NOT_INSTALLED", "").splitlines()
    if absent:
        terminalreporter.section("not installed on this machine")
        for line in absent:
            terminalreporter.line(line)
