# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""`intake`: take in folders or mounted disks."""

from __future__ import annotations

import os
import threading
import time
from contextlib import suppress

import click

from witnessbox.base.errors import EXIT_DONE, EXIT_FAULTS, WitnessboxError
from witnessbox.cli import output
from witnessbox.cli.access import find_box, json_option, member_options, opened
from witnessbox.model.evidence import path_text, readable
from witnessbox.pipeline.box import Box
from witnessbox.pipeline.counts import Counts, ack_line
from witnessbox.pipeline.intake_order import Listener, Order, Plan
from witnessbox.pipeline.session import Session
from witnessbox.pipeline.station import open_station
from witnessbox.pipeline.surveyor import Surveyor


@click.command("intake")
@click.argument("sources", nargs=-1, required=True, type=click.Path(path_type=str))
@click.option("--accession", required=True, help="A name for this handing-over.")
@click.option("--from", "codename", required=True, help="The source's CODE name.")
@click.option("--writable-ok", default="", help="Why a writable mount may be read.")
@click.option("--no-survey", is_flag=True, help="Store only; look later.")
@click.option("--acks", is_flag=True, help="Print one line an original once durable.")
@click.option(
    "--workers",
    type=click.IntRange(1, 16),
    default=max(1, min(os.cpu_count() or 1, 8)),
    help="Sealing processes.",
)
@click.option("--write-only", is_flag=True, help="As a station: no passphrase.")
@json_option
@member_options
def command(
    *,
    box_path: str | None,
    handle: str | None,
    passphrase_file: str | None,
    sources: tuple[str, ...],
    accession: str,
    codename: str,
    writable_ok: str,
    no_survey: bool,
    acks: bool,
    workers: int,
    write_only: bool,
    as_json: bool,
) -> int:
    """Take in SOURCES without altering a byte of them."""
    order = Order(
        sources=tuple(os.fsencode(source) for source in sources),
        accession=accession,
        codename=codename,
        writable_reason=writable_ok,
        workers=workers,
    )
    began = time.monotonic()
    if write_only:
        station = open_station(Box.open(find_box(box_path)), handle)
        printer = _Printer(acks=acks, surveyor=None)
        counts = station.take_in(order, printer.listener())
        printer.end()
    else:
        session = opened(box_path, handle, passphrase_file)
        try:
            counts = _as_member(session, order, acks=acks, survey=not no_survey)
        finally:
            session.close()
    return _report(accession, counts, time.monotonic() - began, as_json=as_json)


def _as_member(session: Session, order: Order, *, acks: bool, survey: bool) -> Counts:
    surveyor = Surveyor(session) if survey else None
    printer = _Printer(acks=acks, surveyor=surveyor)
    try:
        counts = session.take_in(order, printer.listener())
    except BaseException:
        # Whoever interrupts, or has a full disk, does not wait for the survey.
        if surveyor is not None:
            surveyor.stop()
            with suppress(WitnessboxError):
                surveyor.finish()
        raise
    finally:
        printer.end()
    if surveyor is not None:
        try:
            surveyor.finish()
        except WitnessboxError as error:
            output.complain(f"The survey stopped: {error.sentence()}")
    return counts


class _Printer:
    """Acknowledgements on stdout, progress on stderr."""

    def __init__(self, *, acks: bool, surveyor: Surveyor | None) -> None:
        self._acks = acks
        self._surveyor = surveyor
        self._meter = output.Meter(0)
        self._lock = threading.Lock()

    def listener(self) -> Listener:
        return Listener(self.planned, self.moved, self.ack, self.committed)

    def planned(self, plan: Plan) -> None:
        output.complain(
            f"{plan.names} names, {output.size(plan.bytes)} to read;"
            f" {output.size(plan.needed)} needed"
            f" (up to {output.size(plan.likely_known)} more, if what is as large as"
            " something in the box is no copy),"
            f" {output.size(plan.free)} free."
        )
        self._meter = output.Meter(plan.bytes)

    def moved(self, names: int, done: int) -> None:
        self._meter.show(names, done)

    def ack(self, path: bytes, sha256: str) -> None:
        if not self._acks:
            return
        try:
            with self._lock:
                output.line(ack_line(path, sha256))
        except OSError as error:
            # A reader that went away, or a full disk under a file of them.
            self._acks = False
            output.nobody_reads()
            why = os.strerror(error.errno or 0)
            output.complain(
                f"The acknowledgements can no longer be printed: {why}."
                " The intake goes on without them."
            )

    def committed(self) -> None:
        if self._surveyor is not None:
            self._surveyor.start()

    def end(self) -> None:
        self._meter.end()


def _report(accession: str, counts: Counts, seconds: float, *, as_json: bool) -> int:
    if as_json:
        refusals = [
            {"path_b64": path_text(path), "reason": why}
            for path, why in counts.refusals
        ]
        output.document(
            "intake",
            {
                "accession": accession,
                **counts.to_json(),
                "seconds": round(seconds, 3),
                "refusals": refusals,
            },
        )
    else:
        output.say(
            f"{counts.seen} names seen: {counts.stored} stored, {counts.known} known,"
            f" {counts.noted} noted, {counts.refused} refused."
        )
        for path, why in counts.refusals[:20]:
            output.say(f"  refused: {readable(path)}: {why}")
    return EXIT_FAULTS if counts.refused else EXIT_DONE
