# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""One spawner for a test module, and bytes as a descriptor."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator

import pytest

from witnessbox.media.client import SpawnerClient
from witnessbox.media.record import Look
from witnessbox.pipeline.desk import COMMAND

# Test modules share `clips` and this file as tests.unit.media.*.
sys.path.insert(0, os.path.abspath(f"{__file__}/../../../.."))

LookAt = Callable[[bytes], Look]


@pytest.fixture(scope="session")
def client() -> Iterator[SpawnerClient]:
    with SpawnerClient(COMMAND) as made:
        yield made


@pytest.fixture(scope="session")
def look(client: SpawnerClient) -> LookAt:
    def look_at(data: bytes) -> Look:
        descriptor = descriptor_of(data)
        try:
            return client.look(descriptor, None, len(data))
        finally:
            os.close(descriptor)

    return look_at


def descriptor_of(data: bytes) -> int:
    descriptor = os.memfd_create("input")
    os.write(descriptor, data)
    return descriptor
