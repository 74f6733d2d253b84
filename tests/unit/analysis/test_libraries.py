# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The libraries that load models start no thread, and so report nothing (ADR 0014)."""

from __future__ import annotations

import subprocess
import sys

import pytest

COUNT = """
import os
{}
print(len(os.listdir("/proc/self/task")))
"""
ALONE = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


def threads(code: str) -> int:
    ran = subprocess.run(
        [sys.executable, "-c", COUNT.format(code)],
        check=True,
        capture_output=True,
        text=True,
        env=ALONE,
    )
    return int(ran.stdout)


@pytest.mark.parametrize("name", ["onnxruntime", "cv2", "numpy", "av"])
def test_importing_it_starts_no_thread(name: str) -> None:
    assert threads(f"import {name}") == 1


def test_a_thread_would_be_counted() -> None:
    # The control.
    timer = "import threading; t = threading.Timer(9, int); t.daemon = True; t.start()"
    assert threads(timer) == 2
