# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What goes out of a box and comes into one: records, rows, and how they are marked.

What holds: a writer is given what the gate let pass (`release.gate.Passed`) and makes
bytes of it; a reader is given bytes that nobody vouches for and makes rows of them,
each with what is wrong with it. Neither opens a file.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from witnessbox.base.errors import UnusableError

MARK = "NOT FOR RELEASE"
MARK_IN_NAMES = "NOT-FOR-RELEASE"

MAX_FILE = 64 << 20
MAX_INSIDE = 256 << 20
MAX_MEMBERS = 200
MAX_ROWS = 50_000


class Form(StrEnum):
    """A form of exchange."""

    JSON = "json"
    CSV = "csv"
    FTM = "ftm"
    UWAZI = "uwazi"

    @property
    def own(self) -> bool:
        """Whether it is the group's own form, in which all of a record stays."""
        return self is Form.JSON

    @property
    def ending(self) -> str:
        """Of its files' names."""
        return {Form.JSON: ".json", Form.FTM: ".jsonl"}.get(self, ".zip")


@dataclass(frozen=True, slots=True)
class Version:
    """One statement of a record, as an export tells it."""

    statement: str
    author: str
    at: str
    fields: Mapping[str, Any]
    withdrawn: bool = False
    why: str = ""
    supersedes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Given:
    """A record as it stands and may go out.

    Attributes:
        statement: Its head.
        others: Further heads, where members say different things at once.
        history: What was said before, oldest first; empty unless asked for.
    """

    id: str
    kind: str
    fields: Mapping[str, Any]
    statement: str = ""
    author: str = ""
    at: str = ""
    first_at: str = ""
    first_by: str = ""
    others: tuple[Version, ...] = ()
    history: tuple[Version, ...] = ()


@dataclass(frozen=True, slots=True)
class Cited:
    """An item that records lead to: its kind (`video`, `sound` …) and SHA-256."""

    kind: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Row:
    """A record as a file brings it.

    Attributes:
        where: Its place in the file, for a person.
        theirs: Its id there.
        wrong: (field, code) of what could not be read.
    """

    where: str
    kind: str
    theirs: str
    fields: Mapping[str, Any]
    wrong: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Read:
    """All that a file brings.

    Attributes:
        items: SHA-256 of the items that it names, by their ids there.
        passed_over: (place, reason) of what this program has no record for.
    """

    rows: tuple[Row, ...]
    items: Mapping[str, str]
    passed_over: tuple[tuple[str, str], ...] = ()


class Renamed:
    """Names for one export alone, so that two exports cannot be joined by them."""

    def __init__(self, fresh: Callable[[], str]) -> None:
        self._fresh = fresh
        self._names: dict[str, str] = {}

    def of(self, name: str) -> str:
        """The name of something in this export."""
        if name not in self._names:
            self._names[name] = self._fresh()
        return self._names[name]

    @property
    def known(self) -> tuple[tuple[str, str], ...]:
        """Each name and what it became."""
        return tuple(self._names.items())


def zipped(members: Mapping[str, bytes]) -> bytes:
    """A zip of members in their order, the same for the same members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.comment = MARK.encode("ascii")
        for name, data in members.items():
            # A fixed time: when a file was packed is nobody's business outside.
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return out.getvalue()


def unzipped(untrusted: bytes) -> dict[str, bytes]:
    """The members of a zip by their names, within limits.

    Raises:
        UnusableError: It is none, or is larger inside than any that we would read.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(untrusted)) as archive:
            infos = [one for one in archive.infolist() if not one.is_dir()]
            if len(infos) > MAX_MEMBERS:
                raise UnusableError(f"The file holds more than {MAX_MEMBERS} files.")
            found: dict[str, bytes] = {}
            left = MAX_INSIDE
            for info in infos:
                with archive.open(info) as member:
                    # The size that a zip tells of itself is not to be believed.
                    data = member.read(left + 1)
                left -= len(data)
                if left < 0:
                    raise UnusableError("The file is too large when unpacked.")
                found[info.filename] = data
    except (
        zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError,
        ValueError, zlib.error,
    ) as error:  # fmt: skip
        raise UnusableError("The file is not a zip that can be read.") from error
    return found


def text_of(untrusted: bytes) -> str:
    """A file's text, with or without a byte order mark.

    Raises:
        UnusableError: It is not UTF-8.
    """
    try:
        return untrusted.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnusableError("The file is not text in UTF-8.") from error


def too_many(rows: Sequence[object]) -> bool:
    """Whether a file brings more rows than one import takes."""
    return len(rows) > MAX_ROWS
