# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""A small box and a small source, made by script."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.unit.analysis import staged

from witnessbox.media.client import SpawnerClient
from witnessbox.pipeline.box import Box
from witnessbox.pipeline.counts import Counts
from witnessbox.pipeline.intake_order import Listener, Order
from witnessbox.pipeline.session import Session

PASSPHRASE = "only for this test"
CHEAP = 4

TakeIn = Callable[..., Counts]


@pytest.fixture
def box(tmp_path: Path) -> Box:
    return Box.create(
        str(tmp_path / "box"), PASSPHRASE, name="Anna", title="T", work_factor=CHEAP
    )


@pytest.fixture
def session(box: Box) -> Iterator[Session]:
    opened = box.unlock(PASSPHRASE)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def staged_client() -> Iterator[SpawnerClient]:
    """The way to stages that do as they are named; see `staged`."""
    with SpawnerClient(staged.COMMAND) as made:
        yield made


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Nine names: two copies of one content, an empty file, a link, a folder."""
    place = tmp_path / "source"
    (place / "колония").mkdir(parents=True)
    (place / "a.bin").write_bytes(os.urandom(100_000))
    (place / "колония" / "b.bin").write_bytes((place / "a.bin").read_bytes())
    (place / "empty").write_bytes(b"")
    (place / "line\nbreak").write_bytes(b"a name with a line break")
    (place / "link").symlink_to("/etc/hostname")
    os.mkfifo(place / "fifo")
    with open(place / "sparse", "wb") as file:
        file.truncate(5 << 20)
        file.seek(1 << 20)
        file.write(b"an island of data")
    with open(os.path.join(os.fsencode(place), b"\xd0\xf0\xe0.txt"), "wb") as file:
        file.write(b"a name that is not UTF-8")
    return place


@pytest.fixture
def take_in(session: Session) -> TakeIn:
    def taken(
        *sources: Path,
        accession: str = "first",
        acks: list[tuple[bytes, str]] | None = None,
        workers: int = 1,
    ) -> Counts:
        kept = [] if acks is None else acks
        listener = Listener(
            planned=lambda plan: None,
            moved=lambda names, done: None,
            ack=lambda path, digest: kept.append((path, digest)),
            committed=lambda: None,
        )
        order = Order(
            tuple(os.fsencode(one) for one in sources), accession, "HERON", "", workers
        )
        return session.take_in(order, listener)

    return taken
