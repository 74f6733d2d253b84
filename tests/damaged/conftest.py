# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Lets these tests import `bench` and each other from the project's folder."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
