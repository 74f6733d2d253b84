# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Filling a box from a disk or from the demo's story, beside a server.

What holds: a disk is one accession named `first`, so that the same command
goes on after any interruption; the demo's story is taken in batch by batch as
it is drawn.
"""

from __future__ import annotations

import os
import threading

from witnessbox.cli import output
from witnessbox.pipeline.box import Box
from witnessbox.pipeline.demo import fill
from witnessbox.pipeline.intake_order import Listener, Order, Plan
from witnessbox.pipeline.surveyor import Surveyor

ACCESSION = "first"
CODENAME = "HERON"
WORKERS = max(1, min(os.cpu_count() or 1, 8))


class Filling:
    """One box being filled."""

    def __init__(
        self,
        box: Box,
        passphrase: str,
        disk: str | None,
        data: str,
        stop: threading.Event,
    ) -> None:
        self._box = box
        self._passphrase = passphrase
        self._disk = disk
        self._data = data
        self._stop = stop
        self._meter = output.Meter(0)

    def run(self) -> None:
        """Fill it, and look at what was taken in."""
        session = self._box.unlock(self._passphrase)
        try:
            if self._disk is None:
                fill(session, self._data, self._stop)
                output.complain("The demo is complete.")
                return
            surveyor = Surveyor(session)
            order = Order((os.fsencode(self._disk),), ACCESSION, CODENAME, "", WORKERS)
            listener = Listener(
                self._planned, self._moved, lambda *_: None, surveyor.start
            )
            try:
                counts = session.take_in(order, listener)
            except KeyboardInterrupt:
                surveyor.stop()
                raise
            finally:
                self._meter.end()
                surveyor.finish()
            output.complain(
                f"Taken in: {counts.stored} stored, {counts.known} known,"
                f" {counts.noted} noted, {counts.refused} refused."
            )
        finally:
            session.close()

    def _planned(self, plan: Plan) -> None:
        output.complain(
            f"{plan.names} names, {output.size(plan.bytes)} to read;"
            f" {output.size(plan.needed)} needed, {output.size(plan.free)} free."
        )
        self._meter = output.Meter(plan.bytes)

    def _moved(self, names: int, done: int) -> None:
        if self._stop.is_set():
            # What stops a person's own intake stops this one: Ctrl-C.
            raise KeyboardInterrupt
        self._meter.show(names, done)
