# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""End-to-end tests import `bench` and each other from the project's folder.

Programs that they start can be interrupted, also where the tests themselves were
started in the background of a shell, which has its children ignore interrupts.
"""

from __future__ import annotations

import signal
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
