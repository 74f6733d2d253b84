# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What `verify` says of a box's ledger, of box.toml and of the key files.

What holds: no key is needed, nothing is written, and all faults are found in
one pass. The order: the log that founded the box, then every other log with its
members; box.toml against the founding entry; the files under keys/ against the
latest `key-wrapped` of each; last, checkpoints that were kept elsewhere, for
only they can show that a whole box was rolled back or forked.
"""

from __future__ import annotations

import hashlib
import os
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from witnessbox.base.canonical import JsonDict
from witnessbox.base.values import Fault, LogId, MemberId, Severity
from witnessbox.ledger.anchor import Checkpoint, is_id, parse
from witnessbox.ledger.audit import Audit, audit
from witnessbox.ledger.clause import Clause, LedgerError
from witnessbox.ledger.folder import (
    DRAFTS,
    HEAD,
    LOCK,
    TORN,
    Folder,
    torn_holds,
)
from witnessbox.ledger.segment import segment_name

BOX_FILE = "box.toml"
LEDGER = "ledger"
KEYS = "keys"
MAX_BOX_FILE = 65_536
MAX_KEY_FILE = 65_536
MAX_AGAINST = 16 << 20
NOTE_LINES = 4
"""Lines of a checkpoint's note that are not empty."""


@dataclass(frozen=True, slots=True)
class Examination:
    """What was found.

    Attributes:
        faults: Everything that is wrong; notes leave the verification whole.
        entries: Entries in all logs.
        objects: Objects that their records pledge.
        checkpoints: The last checkpoint of each log: worth keeping elsewhere.
    """

    faults: tuple[Fault, ...]
    entries: int
    objects: int
    checkpoints: tuple[Checkpoint, ...]


def verify(box: str, against: bytes | None = None) -> list[Fault]:
    """The faults of a box's ledger; see `examine`."""
    return list(examine(box, against).faults)


def examine(box: str, against: bytes | None = None) -> Examination:
    """Verify a box's ledger, box.toml and key files, without any key.

    Args:
        box: The box's folder.
        against: Checkpoints kept elsewhere, one after another.

    Raises:
        StorageError: A file of the ledger could not be read.
    """
    raw = _content(os.path.join(box, BOX_FILE), MAX_BOX_FILE)
    values = _toml(raw)
    log = None if values is None else values.get("log")
    founding = LogId(str(log)) if is_id(log) else None
    audits = _logs(os.path.join(box, LEDGER), founding)
    faults = [fault for one in audits.values() for fault in one.faults]
    faults.extend(_stray(os.path.join(box, LEDGER)))
    first = next(iter(audits.values()), None)
    body = None if first is None else first.state.founding
    if founding is not None and len(audits) > 1 and not audits[founding].state.size:
        # Another log lies here: then it is the name in box.toml that is wrong.
        faults.append(
            _error(Clause.BOX_DIFFERS, BOX_FILE, "box.toml names a log of no entries.")
        )
    faults.extend(_box(raw, values, body))
    files: dict[str, str] = {}
    for one in audits.values():
        files.update(one.state.key_files)
    faults.extend(_keys(box, files))
    if against is not None:
        faults.extend(_against(against, audits))
    last = [one.state.last for one in audits.values()]
    return Examination(
        tuple(faults),
        sum(one.state.size for one in audits.values()),
        sum(one.objects for one in audits.values()),
        tuple(checkpoint for checkpoint in last if checkpoint is not None),
    )


def _logs(ledger: str, founding: LogId | None) -> dict[LogId, Audit]:
    """The audit of each log; the one that founds the box comes first."""
    found = [
        LogId(name)
        for name in _listed(ledger)
        if is_id(name) and os.path.isdir(os.path.join(ledger, name))
    ]
    if founding is None:
        founding = found[0] if found else LogId("unknown")
    others = [log for log in found if log != founding]
    audits = {founding: _log(ledger, founding, {})}
    members = audits[founding].state.members
    for log in others:
        audits[log] = _log(ledger, log, members)
    return audits


def _log(ledger: str, log: LogId, members: Mapping[MemberId, bytes]) -> Audit:
    if not os.path.isdir(os.path.join(ledger, log)):
        report = audit(log, members, (), ("", None))
        report.fault(Clause.LOG_MISSING, f"{LEDGER}/{log}", "The log is not there.")
        return report
    folder = Folder(os.path.join(ledger, log))
    # Sizes are taken under the lock: what is appended meanwhile is not read.
    with folder.locked(exclusive=False):
        names, head = folder.names(), folder.read_head()
        sizes = {name: folder.size(name) for name in names}
    segments = [segment_name(number) for number in folder.segments(names)]
    whole = [segment_name(number) for number in range(len(segments))]
    present = [one for one, due in zip(segments, whole, strict=True) if one == due]
    contents = (
        (folder.where(name), folder.read(name, 0, sizes[name]) or b"")
        for name in present
    )
    report = audit(log, members, contents, (folder.where(HEAD), head))
    if present != segments or not segments:
        where = folder.where(segment_name(len(present)))
        report.fault(Clause.SEGMENT_MISSING, where, "The segment is not there.")
    for name in names:
        if name not in segments and name not in (LOCK, HEAD, *DRAFTS):
            _beside(report, folder, name)
    return report


def _beside(report: Audit, folder: Folder, name: str) -> None:
    where = folder.where(name)
    if not name.startswith(TORN):
        detail = "The file does not belong to a log."
        report.fault(Clause.STRAY_FILE, where, detail, Severity.NOTE)
    elif torn_holds(name, folder.read(name) or b""):
        detail = "A crash left an unfinished group, which was set aside."
        report.fault(Clause.TORN_KEPT, where, detail, Severity.NOTE)
    else:
        detail = "What was set aside after a crash has changed since."
        report.fault(Clause.TORN_CHANGED, where, detail, Severity.WARNING)


def _box(
    raw: bytes | None, values: JsonDict | None, founding: JsonDict | None
) -> Iterator[Fault]:
    if raw is None or values is None:
        yield _error(Clause.BOX_FORM, BOX_FILE, "box.toml is missing or not readable.")
        return
    if founding is None:
        yield _error(Clause.BOX_CREATED, LEDGER, "The log does not found a box.")
        return
    if values != {name: founding.get(name) for name in founding if name != "box_toml"}:
        yield _error(
            Clause.BOX_DIFFERS, BOX_FILE, "box.toml does not say what the ledger says."
        )
    elif hashlib.sha256(raw).hexdigest() != founding.get("box_toml"):
        yield _error(Clause.BOX_DIGEST, BOX_FILE, "box.toml was changed.")


def _keys(box: str, files: Mapping[str, str]) -> Iterator[Fault]:
    for file, digest in sorted(files.items()):
        raw = _content(os.path.join(box, file), MAX_KEY_FILE)
        if raw is None:
            yield _error(Clause.KEY_MISSING, file, "A key file is not there.")
        elif hashlib.sha256(raw).hexdigest() != digest:
            yield _error(Clause.KEY_CHANGED, file, "A key file was changed.")
    for parent, folders, names in os.walk(os.path.join(box, KEYS)):
        folders.sort()
        for name in sorted(names):
            file = os.path.relpath(os.path.join(parent, name), box)
            if file not in files:
                detail = "No entry names this key file; a crash may have left it."
                yield Fault(Clause.KEY_UNLISTED.value, Severity.NOTE, file, detail)


def read_against(untrusted: bytes) -> list[Checkpoint]:
    """The checkpoints of a file that was kept elsewhere.

    Notes follow one another; empty lines between them do not matter.

    Raises:
        LedgerError: It is not such a file.
    """
    lines = [line for line in untrusted.split(b"\n") if line]
    if not lines or len(lines) % NOTE_LINES or len(untrusted) > MAX_AGAINST:
        raise LedgerError(Clause.AGAINST_FORM, "The file does not hold checkpoints.")
    notes = []
    for at in range(0, len(lines), NOTE_LINES):
        origin, size, root, signed = lines[at : at + NOTE_LINES]
        notes.append(parse(b"\n".join((origin, size, root, b"", signed, b""))))
    return notes


def _against(untrusted: bytes, audits: Mapping[LogId, Audit]) -> Iterator[Fault]:
    try:
        checkpoints = read_against(untrusted)
    except LedgerError as error:
        yield _error(Clause.AGAINST_FORM, LEDGER, error.what)
        return
    for kept in checkpoints:
        yield from _compare(kept, audits.get(kept.log))


def _compare(kept: Checkpoint, report: Audit | None) -> Iterator[Fault]:
    where = f"{LEDGER}/{kept.log}"
    if report is None:
        yield _error(Clause.AGAINST_ROLLBACK, where, "A log is not in the box.")
        return
    state = report.state
    public = state.members.get(kept.signer)
    if kept.size > state.size:
        yield _error(
            Clause.AGAINST_ROLLBACK,
            where,
            f"The log has {state.size} entries; it once had {kept.size}.",
        )
    elif public is None or not kept.verify(public):
        yield _error(
            Clause.AGAINST_SIGNATURE, where, "A kept checkpoint is not a member's."
        )
    elif report.root_at(kept.size) != kept.root:
        yield _error(
            Clause.AGAINST_FORK,
            where,
            f"The first {kept.size} entries are not those that were pinned.",
        )


def _stray(ledger: str) -> Iterator[Fault]:
    for name in _listed(ledger):
        if not (is_id(name) and os.path.isdir(os.path.join(ledger, name))):
            where, detail = f"{LEDGER}/{name}", "The file does not belong to a ledger."
            yield Fault(Clause.STRAY_FILE.value, Severity.NOTE, where, detail)


def _error(clause: Clause, where: str, detail: str) -> Fault:
    return Fault(clause.value, Severity.ERROR, where, detail)


def _toml(raw: bytes | None) -> JsonDict | None:
    try:
        return None if raw is None else tomllib.loads(raw.decode("utf-8"))
    except ValueError:
        return None


def _content(path: str, limit: int) -> bytes | None:
    try:
        with open(path, "rb") as file:
            return file.read(limit + 1)
    except OSError:
        return None


def _listed(path: str) -> list[str]:
    try:
        return sorted(os.listdir(path))
    except OSError:
        return []
