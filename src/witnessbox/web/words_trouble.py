# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Errors of the floors below, said in the language of the page.

What holds: what happened, what is safe and what to do are said as the floors below
say them in English; in another language a sentence that is not known here is given in
English behind a general one of its kind, so that nothing is left out and nothing made
up. The list repeats sentences from below; a test finds each of them there.
"""

from __future__ import annotations

import re
from functools import lru_cache

from witnessbox.base.errors import WitnessboxError
from witnessbox.web import tongue
from witnessbox.web.tongue import N_, gettext

GENERAL = {
    "busy": N_("Another process holds what this one needs alone."),
    "damaged": N_("Bytes are not what the ledger says, and going on would lose more."),
    "internal": N_("An error of our own: please report it."),
    "key-document": N_("A key file opens, and does not hold what a key file holds."),
    "key-text": N_("A key is not written as keys are written."),
    "ledger": N_("The ledger's bytes are not what its format allows."),
    "locked": N_("The key that would open this is not at hand."),
    "media-refused": N_(
        "A file cannot be shown: its format is not allowed, or its parser failed."
    ),
    "missing": N_("What was asked for is not here, or not for you."),
    "model": N_("A model is not here, or its bytes are not those of the manifest."),
    "newer-format": N_("The box was written by a later program than this one."),
    "sandbox": N_("The lock-down that media need is not complete on this system."),
    "sealed": N_("A sealed object is not what its format allows."),
    "sealed-header": N_("A sealed object's header is not what its format allows."),
    "sealed-mac": N_("A sealed object's header was altered after it was written."),
    "sealed-payload": N_("A sealed object was cut, extended, reordered or altered."),
    "source": N_("The source could not be read whole."),
    "statement-refused": N_("A statement breaks a rule, and was not made."),
    "storage": N_("The box's own disk refused a write: full, failing or gone."),
    "unusable": N_("The request cannot be carried out as it was made."),
    "wrong-key": N_("A key or passphrase was given, and it does not open this."),
}
"""What each code means, for sentences that have no translation."""

OURS = (
    N_("An error of our own ended this. What was acknowledged is safe."),
    N_("The session was locked before this could begin."),
)
SENTENCES = (
    N_("The source is not a folder."),
    N_("The source cannot be read: %(why)s."),
    N_("What was taken in before is stored and listed."),
    N_("Connect the disk again and repeat the same command."),
    N_("Give the folder where the disk is mounted."),
    N_("This disk is mounted writable: the computer may already be changing it."),
    N_(
        "Mount it read-only, best behind a write blocker, or give the reason with"
        " --writable-ok."
    ),
    N_(
        "The source went away while it was being read: it was unplugged, or is failing."
    ),
    N_("What was acknowledged is stored and listed."),
    N_("Connect it again and repeat the same command."),
    N_("The box lies inside the source: it would take in itself."),
    N_("Put the box on another disk."),
    N_(
        "The disk of the box has too little room: %(needed)s bytes are needed,"
        " %(free)s are free."
    ),
    N_("Nothing was stored; the source was not touched."),
    N_("Make room, or put the box on a larger disk."),
    N_("The box's disk is nearly full; the intake stopped by itself."),
    N_("Everything acknowledged is stored; the source was not touched."),
    N_("Make room and repeat the same command: it goes on from here."),
    N_("The accession '%(name)s' came from another source."),
    N_("Give this one a name of its own."),
    N_("Another process is at work on this and must be alone."),
    N_("Nothing was changed by this one."),
    N_("Wait for it, or stop it and repeat the command."),
    N_("The box's disk refused a write: %(why)s."),
    N_("The disk that the box lies on refused: %(why)s."),
    N_("The disk that the box lies on refused a write to an index: %(why)s."),
    N_("The disk that the box lies on failed before; nothing more is written."),
    N_("What was acknowledged before the failure is safe."),
    N_("What was acknowledged before is safe; what was being written is not."),
    N_("Make room or change the disk, then start again; it goes on from there."),
    N_("What was acknowledged is in the ledger, which an index only repeats."),
    N_("Make room or change the disk, then repeat the command."),
    N_("What was acknowledged is stored."),
    N_("Look at the disk, then repeat the command."),
    N_("Look at the disk, then start the program again."),
    N_("A sealing process ended unexpectedly."),
    N_("What was acknowledged is stored; the source was not touched."),
    N_("Repeat the same command: it goes on where it stopped."),
    N_("The lock-down for media is incomplete here: %(what)s."),
    N_("No media file was parsed."),
    N_("Use a Linux kernel of 5.13 or later with seccomp and Landlock."),
    N_("The process that opens media did not start."),
    N_("Run `witnessbox status` to see what this system lacks."),
    N_("This needs the key of the compartment '%(compartment)s'."),
    N_("Nothing was opened."),
    N_("Ask a member who has it."),
    N_("A member's key file cannot be read."),
    N_("The objects are as they were."),
    N_("Put the file back from a backup of the box."),
    N_("This passphrase does not open the key."),
    N_("Nothing was changed."),
    N_("Nothing was read or written."),
    N_("Type it again; check the keyboard's language and Caps Lock."),
    N_("The ledger is shorter than it was."),
    N_("Only a film that can be shown is looked at closely."),
    N_("There is nothing of yours to undo."),
    N_("There is no such record."),
    N_("Nothing was recorded."),
    N_("Mend what is named and state it again."),
    N_("Printing a statement needs a reason, which is recorded."),
    N_("What was withdrawn is not printed."),
    N_("The table has no rows."),
    N_("The table could not be read whole."),
    N_("Nothing was imported."),
    N_("It has no sheet of that number."),
    N_("It is neither CSV nor XLSX."),
    N_("It asks for a password."),
    N_("It is larger than any table that is read."),
    N_("It has more rows, or more text, than are read at once."),
    N_("The mapping of that name is of a table with other columns."),
    N_("Give another name, and the columns with --map."),
    N_("These columns are not the table's, or two are one field."),
    N_("No column is the field '%(name)s', which every complaint needs."),
    N_("Say which is, with --map 'COLUMN=%(name)s'."),
    N_("Nothing says in which language the accounts are."),
    N_("Add --language, such as --language ru."),
    N_("At most %(count)s statements come in together."),
    N_("Part the table."),
    N_("So many rows are malformed that no record could list them."),
    N_("Mend the table first."),
)
REFUSALS = (
    N_("Permission denied"),
    N_("Input/output error"),
    N_("No such file or directory"),
    N_("Stale file handle"),
    N_("Structure needs cleaning"),
    N_("Too many levels of symbolic links"),
    N_("No such device or address"),
    N_("No such device"),
    N_("Invalid argument"),
    N_("File name too long"),
    N_("Operation not permitted"),
    N_("Operation not supported"),
    N_("Is a directory"),
    N_("Not a directory"),
    N_("No space left on device"),
    N_("Read-only file system"),
    N_("unreadable"),
    N_("more than %(count)s folders deep"),
    N_("another file system is mounted here; take it in by itself"),
)
"""Why a name on a disk could not be read, as the system says it."""

_PLACE = re.compile(r"%\((\w+)\)s")


def trouble(error: WitnessboxError | None) -> str:
    """What happened, what is safe and what to do; nothing for no error."""
    if error is None:
        return ""
    if tongue.current() == tongue.ENGLISH:
        return error.sentence()
    what = translated(error.what)
    if what == error.what:
        general = gettext(GENERAL.get(error.code, GENERAL["internal"]))
        what = gettext("%(general)s In English: “%(what)s”", general=general, what=what)
    rest = [translated(part) for part in (error.safe, error.todo)]
    return " ".join(part for part in (what, *rest) if part)


def translated(sentence: str) -> str:
    """A sentence from below in the page's language; one not known stays as it is."""
    text = gettext(sentence)
    if text != sentence or tongue.current() == tongue.ENGLISH:
        return text
    for pattern, message in _patterns():
        found = pattern.fullmatch(sentence)
        if found:
            parts = {name: gettext(part) for name, part in found.groupdict().items()}
            return gettext(message, **parts)
    return sentence


@lru_cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """The sentences with placeholders, as what they look like when filled in."""
    found = []
    for message in (*SENTENCES, *REFUSALS):
        parts = _PLACE.split(message)
        if len(parts) > 1:
            shape = re.escape(parts[0])
            for name, text in zip(parts[1::2], parts[2::2], strict=True):
                shape += f"(?P<{name}>.+?)" + re.escape(text)
            found.append((re.compile(shape, re.DOTALL), message))
    return tuple(found)
