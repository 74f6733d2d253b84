# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""An interrupt that falls into the end of an object is neither lost nor a traceback."""

from __future__ import annotations

import subprocess
import sys

import pytest

PROGRAM = """
import sys, time
from witnessbox.cli import main
class Ending:
    def __init__(self, error):
        self.error = error
    def __del__(self):
        raise self.error
{hook}
try:
    Ending({error})
    for _ in range(100):
        time.sleep(0.01)
    print("went on")
except KeyboardInterrupt:
    print("interrupted")
"""
HOOK = "sys.unraisablehook = main.again"


def ran(error: str, hook: str = HOOK) -> tuple[str, str]:
    code = PROGRAM.format(hook=hook, error=error)
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    return done.stdout.strip(), done.stderr


def test_an_interrupt_at_the_end_of_an_object_still_interrupts() -> None:
    assert ran("KeyboardInterrupt()") == ("interrupted", "")
    # The negative control: the interpreter's own way prints it and goes on.
    said, told = ran("KeyboardInterrupt()", hook="")
    assert said == "went on"
    assert "Traceback" in told


@pytest.mark.parametrize("secret", ["bako mitu relo"])
def test_another_error_there_is_told_without_its_value(secret: str) -> None:
    said, told = ran(f"ValueError({secret!r})")
    assert said == "went on"
    assert "ValueError" in told
    assert secret not in told
    assert "Traceback" not in told
    assert secret in ran(f"ValueError({secret!r})", hook="")[1]
