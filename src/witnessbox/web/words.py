# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What codes and numbers are called on screen; the only place that knows.

What holds: each code that the floors below give has a sentence here, marked for
translation, and an unknown one shows as itself; sentences are whole, never put
together from parts, so that they can be translated; numbers carry their unit; all
is said in the language of the page that is being made.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from witnessbox.model.evidence import readable
from witnessbox.web import dated
from witnessbox.web.tongue import N_, decimal, gettext, ngettext

KINDS = {
    "video": N_("Video"),
    "photograph": N_("Photograph"),
    "sound": N_("Sound"),
    "document": N_("Document"),
    "other": N_("Other file"),
    "": N_("Not looked at yet"),
}
KINDS_MANY = {
    "video": N_("Video"),
    "photograph": N_("Photographs"),
    "sound": N_("Sound"),
    "document": N_("Documents"),
    "other": N_("Other files"),
}
STATES = {
    "waiting": N_("Still being looked at"),
    "looked": N_("Can be shown"),
    "not-shown": N_("Cannot be shown"),
}
REASONS = {
    "format-not-allowed": N_("Its format is not one that this program opens"),
    "codec-not-allowed": N_("Its coding is not one that this program opens"),
    "damaged": N_("Damaged: no picture could be read"),
    "encrypted": N_("Encrypted by whoever made it"),
    "fragment": N_("A part of a larger recording, without its beginning"),
    "empty": N_("Empty: it has no bytes"),
    "too-large": N_("Larger than the locked-down reader accepts"),
    "timed-out": N_("The reader took too long and was ended"),
    "crashed": N_("The reader crashed on it, inside its cage"),
    "lied": N_("The reader's answer was not believable"),
    "no-picture": N_("It holds no picture"),
    "no-sound": N_("It holds no sound"),
    "past-end": N_("It ends before that"),
    "not-shown-yet": N_("A kind that this version does not show yet"),
    "source-unreadable": N_("Its sealed copy could not be read: verify the box"),
}
ACTS = {
    "original-given-out": N_("Original given out"),
    "proof-given-out": N_("Proof given out"),
    "key-revealed": N_("Key revealed"),
    "exported": N_("Records exported"),
    "imported": N_("Records imported"),
    "original-opened": N_("Original opened"),
    "revealed": N_("Revealed"),
}
ROLES = {
    "founder": N_("founder"),
    "analyst": N_("analyst"),
    "coder": N_("coder"),
    "lawyer": N_("lawyer"),
    "clinician": N_("clinician"),
    "legal officer": N_("legal officer"),
    "editor": N_("editor"),
    "source keeper": N_("source keeper"),
    "interpreter": N_("interpreter"),
    "auditor": N_("auditor"),
}
"""Those that rules know, and those that groups use most; others show as they are."""

COMPARTMENTS = {
    "evidence": N_("Evidence"),
    "identities": N_("Identities"),
    "sources": N_("Sources"),
    "restricted": N_("Restricted"),
    "audit": N_("Audit"),
}
LACKS = {
    "linux": N_("Linux"),
    "seccomp": N_("seccomp, which limits the calls a reader may make"),
    "landlock": N_("Landlock, which keeps a reader from every file"),
    "no-new-privileges": N_("no-new-privileges"),
    "mount-namespace": N_("a file system of its own for the reader"),
    "cgroup-namespace": N_("a control group of its own for the reader"),
    "host-name-namespace": N_("a host name of its own for the reader"),
    "ipc-namespace": N_("shared memory of its own for the reader"),
    "network-namespace": N_("a network of its own, with nothing in it"),
    "process-namespace": N_("a process table of its own for the reader"),
}
OUTCOMES = {
    "counting": N_("Counting what is there"),
    "copying": N_("Taking in"),
    "running": N_("Taking in"),
    "looking": N_("Taken in; still being looked at"),
    "done": N_("Taken in"),
    "ended": N_("Taken in"),
    "failed": N_("Stopped"),
    "stopped": N_("Stopped"),
    "interrupted": N_("Interrupted; the same command goes on"),
    "source-lost": N_("The source went away"),
    "storage-refused": N_("The box's disk refused"),
}
UNITS = (N_("kB"), N_("MB"), N_("GB"), N_("TB"), N_("PB"))
THIN = "\u202f"
"""A narrow space that does not break: between thousands."""

SPACE = "\u00a0"
"""A space that does not break: before a unit."""


def number(value: int) -> str:
    """1234567 as 1 234 567."""
    return f"{value:,}".replace(",", THIN)


def size(value: int) -> str:
    """Bytes in decimal units, three figures."""
    if value < 1000:
        return ngettext("%(num)s\u00a0byte", "%(num)s\u00a0bytes", value)
    amount, unit = value / 1000, 0
    while amount >= 999.5 and unit < len(UNITS) - 1:
        amount /= 1000
        unit += 1
    digits = 2 if amount < 10 else 1 if amount < 100 else 0
    return f"{decimal(amount, digits)}{SPACE}{gettext(UNITS[unit])}"


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
        return gettext("%(count)s\u00a0s", count=max(1, seconds))
    minutes = round(seconds / 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return _hours(str(hours), str(minutes))
    return gettext("%(count)s\u00a0min", count=minutes)


def playing(seconds: int) -> str:
    """A length for a list: 12 h 05 min, 3 min, 40 s; nothing for none."""
    if seconds <= 0:
        return ""
    if seconds < 60:
        return gettext("%(count)s\u00a0s", count=seconds)
    whole, minutes = divmod(round(seconds / 60), 60)
    if not whole:
        return gettext("%(count)s\u00a0min", count=minutes)
    return _hours(number(whole), f"{minutes:02d}")


def _hours(hours: str, minutes: str) -> str:
    return gettext(
        "%(hours)s\u00a0h\u00a0%(minutes)s\u00a0min", hours=hours, minutes=minutes
    )


def moment(instant: str) -> str:
    """An entry's time: 8 Mar 2024, 21:14:00 UTC; anything else as it is."""
    try:
        at = datetime.strptime(instant, "%Y-%m-%dT%H:%M:%SZ")
    except ValueError:
        return plain(instant)
    day, time = dated.short(at.date()), instant[11:19]
    return gettext("%(day)s, %(time)s UTC", day=day, time=time)


def grouped(digest: str) -> str:
    """A hex digest in groups of eight, so that two can be compared by eye."""
    return " ".join(digest[at : at + 8] for at in range(0, len(digest), 8))


def plain(text: str) -> str:
    """Text from a disk with its control and direction characters as symbols."""
    return readable(text.encode("utf-8", "surrogatepass"))


def roles(text: str) -> str:
    """A member's roles, which are written with commas between them."""
    return ", ".join(said(ROLES, one.strip()) for one in text.split(","))


def said(table: Mapping[str, str], code: str) -> str:
    """What a code is called; an unknown code shows as itself."""
    return gettext(table[code]) if code in table else plain(code)
