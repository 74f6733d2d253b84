# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""One family of errors, each with a code, an exit status and a sentence.

What holds: every error that a person can meet derives from `WitnessboxError`
and says three things: what happened, what is safe, and what to do. Codes are
stable and unique; exit statuses are those of the command line's contract.
Misuse by a programmer is `ValueError` or `RuntimeError`, never one of these.
Only `witnessbox.cli.main` turns an error into an exit.
"""

from __future__ import annotations

from typing import ClassVar

EXIT_DONE = 0
EXIT_FAULTS = 1
EXIT_UNUSABLE = 2
EXIT_LOCKED = 3
EXIT_DAMAGED = 4
EXIT_SOURCE = 5
EXIT_INTERNAL = 70
EXIT_INTERRUPTED = 130


class WitnessboxError(Exception):
    """The root of the family; never raised itself.

    Attributes:
        what: One sentence: what happened.
        safe: One sentence: what is safe. Empty where nothing was at stake.
        todo: One sentence: what to do next.
    """

    code: ClassVar[str] = "internal"
    exit_status: ClassVar[int] = EXIT_INTERNAL

    def __init__(self, what: str, *, safe: str = "", todo: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.safe = safe
        self.todo = todo

    def sentence(self) -> str:
        """All three parts, for a person."""
        return " ".join(part for part in (self.what, self.safe, self.todo) if part)


class UnusableError(WitnessboxError):
    """The request cannot be carried out as it was made."""

    code = "unusable"
    exit_status = EXIT_UNUSABLE


class BusyError(UnusableError):
    """Another process holds what this one needs alone."""

    code = "busy"


class MissingError(UnusableError):
    """What was asked for is not here, or not for this member: both read alike."""

    code = "missing"


class QuarantinedError(MissingError):
    """An item is held back: whoever may not open it is told that it is not there."""

    code = "quarantined"


class ModelError(UnusableError):
    """A model is not here, or its bytes are not those of the manifest."""

    code = "model"


class StatementError(UnusableError):
    """A statement breaks a rule, and was not made.

    Attributes:
        problems: (field, code) of each, the field empty where it is none's.
    """

    code = "statement-refused"

    def __init__(self, problems: tuple[tuple[str, str], ...]) -> None:
        self.problems = problems
        told = ", ".join(f"{field or 'record'}: {code}" for field, code in problems)
        super().__init__(
            f"The statement was refused: {told}.",
            safe="Nothing was recorded.",
            todo="Mend what is named and state it again.",
        )


class LockedError(WitnessboxError):
    """The key that would open this is not at hand."""

    code = "locked"
    exit_status = EXIT_LOCKED


class WrongKeyError(LockedError):
    """A key or passphrase was given, and it does not open this."""

    code = "wrong-key"


class DamagedError(WitnessboxError):
    """Bytes are not what the ledger says, and going on would lose more."""

    code = "damaged"
    exit_status = EXIT_DAMAGED


class NewerFormatError(DamagedError):
    """The box was written by a later program than this one."""

    code = "newer-format"


class StorageError(WitnessboxError):
    """The box's own disk refused a write: full, failing or gone."""

    code = "storage"
    exit_status = EXIT_DAMAGED


class SourceError(WitnessboxError):
    """The source could not be read whole."""

    code = "source"
    exit_status = EXIT_SOURCE


class MediaRefusedError(WitnessboxError):
    """A file cannot be shown: its format is not allowed, or its parser failed."""

    code = "media-refused"
    exit_status = EXIT_FAULTS


class SandboxError(WitnessboxError):
    """The lock-down that media need is not complete on this system."""

    code = "sandbox"
    exit_status = EXIT_UNUSABLE
