# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The stage that reads text, served by a process of its own; a program.

Arguments: `NAME=PATH` for each model.
"""

from __future__ import annotations

import os
import sys

from witnessbox.analysis.text import TextStage
from witnessbox.pipeline import watcher

COMMAND = (sys.executable, "-I", os.path.abspath(__file__))

if __name__ == "__main__":
    watcher.serve((TextStage(),), dict(one.split("=", 1) for one in sys.argv[1:]))
