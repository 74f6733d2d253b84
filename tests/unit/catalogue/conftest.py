# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""An empty world of events, closed afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.unit.catalogue.world import World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(str(tmp_path))
    made.accession()
    yield made
    made.close()
