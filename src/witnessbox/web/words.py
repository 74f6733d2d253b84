# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What codes and numbers are called on screen; the only place that knows.

What holds: each code that the floors below give has a sentence here, and an
unknown one shows as itself; sentences are whole, never put together from
parts, so that they can be translated; numbers carry their unit.
"""

from __future__ import annotations

from witnessbox.model.evidence import readable

KINDS = {
    "video": "Video",
    "photograph": "Photograph",
    "sound": "Sound",
    "document": "Document",
    "other": "Other file",
    "": "Not looked at yet",
}
KINDS_MANY = {
    "video": "Video",
    "photograph": "Photographs",
    "sound": "Sound",
    "document": "Documents",
    "other": "Other files",
}
STATES = {
    "waiting": "Still being looked at",
    "looked": "Can be shown",
    "not-shown": "Cannot be shown",
}
REASONS = {
    "format-not-allowed": "Its format is not one that this program opens",
    "codec-not-allowed": "Its coding is not one that this program opens",
    "damaged": "Damaged: no picture could be read",
    "encrypted": "Encrypted by whoever made it",
    "fragment": "A part of a larger recording, without its beginning",
    "empty": "Empty: it has no bytes",
    "too-large": "Larger than the locked-down reader accepts",
    "timed-out": "The reader took too long and was ended",
    "crashed": "The reader crashed on it, inside its cage",
    "lied": "The reader's answer was not believable",
    "no-picture": "It holds no picture",
    "no-sound": "It holds no sound",
    "past-end": "It ends before that",
    "not-shown-yet": "A kind that this version does not show yet",
    "source-unreadable": "Its sealed copy could not be read: verify the box",
}
ACTS = {
    "original-given-out": "Original given out",
    "proof-given-out": "Proof given out",
    "key-revealed": "Key revealed",
    "original-opened": "Original opened",
    "revealed": "Revealed",
}
COMPARTMENTS = {
    "evidence": "Evidence",
    "identities": "Identities",
    "sources": "Sources",
    "restricted": "Restricted",
    "audit": "Audit",
}
LACKS = {
    "linux": "Linux",
    "seccomp": "seccomp, which limits the calls a reader may make",
    "landlock": "Landlock, which keeps a reader from every file",
    "no-new-privileges": "no-new-privileges",
    "mount-namespace": "a file system of its own for the reader",
    "cgroup-namespace": "a control group of its own for the reader",
    "host-name-namespace": "a host name of its own for the reader",
    "ipc-namespace": "shared memory of its own for the reader",
    "network-namespace": "a network of its own, with nothing in it",
    "process-namespace": "a process table of its own for the reader",
}
OUTCOMES = {
    "counting": "Counting what is there",
    "copying": "Taking in",
    "running": "Taking in",
    "looking": "Taken in; still being looked at",
    "done": "Taken in",
    "ended": "Taken in",
    "failed": "Stopped",
    "stopped": "Stopped",
    "interrupted": "Interrupted; the same command goes on",
    "source-lost": "The source went away",
    "storage-refused": "The box's disk refused",
}
UNITS = ("bytes", "kB", "MB", "GB", "TB", "PB")
THIN = "\u202f"
"""A narrow space that does not break: between thousands."""

SPACE = "\u00a0"
"""A space that does not break: before a unit."""


def number(value: int) -> str:
    """1234567 as 1 234 567."""
    return f"{value:,}".replace(",", THIN)


def size(value: int) -> str:
    """Bytes in decimal units, three figures."""
    if value == 1:
        return f"1{SPACE}byte"
    if value < 1000:
        return f"{value}{SPACE}bytes"
    amount, unit = float(value), 0
    while amount >= 999.5 and unit < len(UNITS) - 1:
        amount /= 1000
        unit += 1
    digits = 2 if amount < 10 else 1 if amount < 100 else 0
    return f"{amount:.{digits}f}{SPACE}{UNITS[unit]}"


def length(fraction: tuple[int, int] | None) -> str:
    """An exact length as 0:04 or 1:02:33, rounded down; empty if unknown."""
    if fraction is None or fraction[1] <= 0:
        return ""
    return clock(fraction[0] // fraction[1])


def clock(seconds: int) -> str:
    """Whole seconds as 0:04 or 1:02:33."""
    minutes, rest = divmod(max(0, seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours}:{minutes:02d}:{rest:02d}"
    return f"{minutes}:{rest:02d}"


def span(seconds: int) -> str:
    """A waiting time in words: 40 s, 12 min, 1 h 14 min."""
    if seconds < 60:
        return f"{max(1, seconds)}{SPACE}s"
    minutes = round(seconds / 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours}{SPACE}h {minutes}{SPACE}min"
    return f"{minutes}{SPACE}min"


def moment(instant: str) -> str:
    """2024-03-08T21:14:00Z as 2024-03-08 21:14:00 UTC; anything else as it is."""
    if len(instant) == 20 and instant[10] == "T" and instant.endswith("Z"):
        return f"{instant[:10]} {instant[11:19]} UTC"
    return plain(instant)


def grouped(digest: str) -> str:
    """A hex digest in groups of eight, so that two can be compared by eye."""
    return " ".join(digest[at : at + 8] for at in range(0, len(digest), 8))


def plain(text: str) -> str:
    """Text from a disk with its control and direction characters as symbols."""
    return readable(text.encode("utf-8", "surrogatepass"))


def said(table: dict[str, str], code: str) -> str:
    """What a code is called; an unknown code shows as itself."""
    return table.get(code, plain(code))
