# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The stages that look for people, served by a process of their own; a program.

Arguments: `NAME=PATH` for each model.
"""

from __future__ import annotations

import os
import sys

from witnessbox.analysis.close import CloseFaces
from witnessbox.analysis.faces import Faces
from witnessbox.analysis.persons import ClosePersons
from witnessbox.analysis.stage import Stage
from witnessbox.pipeline import watcher

COMMAND = (sys.executable, "-I", os.path.abspath(__file__))
STAGES: tuple[Stage, ...] = (Faces(), CloseFaces(), ClosePersons())

if __name__ == "__main__":
    watcher.serve(STAGES, dict(one.split("=", 1) for one in sys.argv[1:]))
