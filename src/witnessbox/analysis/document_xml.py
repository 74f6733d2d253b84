# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""XML and archives of office documents, under limits.

What holds: a document type, an entity or a reference to anything outside is
refused, elements are nested at most 256 deep, a member of an archive unpacks to
at most 32 MiB, a document to 64 MiB; only stored and deflated members are read,
by their names, and nothing is written anywhere.
"""

from __future__ import annotations

import codecs
import io
import zipfile
import zlib
from collections.abc import Callable, Mapping
from typing import Any
from xml.parsers import expat

MAX_DEPTH = 256
MAX_MEMBER = 32 << 20
MAX_ALL = 64 << 20
MAX_READ = 4 << 20
"""Bytes of one read: the archive's list of members is read at once."""
STEP = 1 << 16

FAULTS = (
    expat.ExpatError, zipfile.BadZipFile, zlib.error, OSError, ValueError, KeyError,
    LookupError, EOFError, NotImplementedError, RuntimeError, ArithmeticError,
    AttributeError, TypeError,
)  # fmt: skip
"""What the library raises on malformed archives and XML."""

Start = Callable[[str, Mapping[str, str]], None]
End = Callable[[str], None]


def prepare() -> None:
    """Load what names of members are read with; a locked-down child cannot."""
    for name in ("cp437", "ascii", "utf-8", "utf-16", "iso8859-1"):
        codecs.lookup(name)


class RefusedError(Exception):
    """The document is not read on, and why.

    Attributes:
        note: A code, see `analysis.documents`.
    """

    def __init__(self, note: str) -> None:
        super().__init__(note)
        self.note = note


class FullError(Exception):
    """There is text enough."""


class Archive:
    """The members of one archive.

    Raises:
        RefusedError: It is none, or its list is too long.
    """

    def __init__(self, data: bytes) -> None:
        self._left = MAX_ALL
        try:
            self._archive = zipfile.ZipFile(_Careful(data))
        except FAULTS as error:
            raise RefusedError("damaged") from error

    def names(self) -> list[str]:
        """Names of members in the order of the archive's list."""
        return self._archive.namelist()

    def parse(self, name: str, start: Start, end: End, text: End) -> None:
        """Read one member as XML; nothing if it is not there.

        Args:
            name: The member's.
            start: Called with each element's local name and attributes.
            end: Called with its local name.
            text: Called with text, in pieces.

        Raises:
            RefusedError: It is damaged, unpacks to too much, or declares
                entities.
        """
        parser = _parser(start, end, text)
        taken = 0
        try:
            info = self._archive.getinfo(name)
            if info.flag_bits & 1:
                raise RefusedError("encrypted")
            if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise RefusedError("damaged")
            with self._archive.open(info) as member:
                while part := member.read(STEP):
                    taken += len(part)
                    self._left -= len(part)
                    if taken > MAX_MEMBER or self._left < 0:
                        raise RefusedError("expands")
                    parser.Parse(part, False)
            parser.Parse(b"", True)
        except KeyError:
            return
        except FAULTS as error:
            raise RefusedError("damaged") from error


class _Careful(io.BytesIO):
    """Bytes of which nobody reads too many at once."""

    def read(self, size: int | None = -1, /) -> bytes:
        left = self.getbuffer().nbytes - self.tell()
        count = left if size is None or size < 0 else min(size, left)
        if count > MAX_READ:
            raise ValueError("more than is read at once")
        return super().read(count)


def _parser(start: Start, end: End, text: End) -> Any:
    parser = expat.ParserCreate(namespace_separator=" ")
    depth = 0

    def begin(name: str, attributes: Mapping[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            raise RefusedError("damaged")
        start(local(name), attributes)

    def finish(name: str) -> None:
        nonlocal depth
        depth -= 1
        end(local(name))

    parser.buffer_text = True
    parser.StartElementHandler = begin
    parser.EndElementHandler = finish
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _forbidden
    parser.EntityDeclHandler = _forbidden
    parser.ExternalEntityRefHandler = _forbidden
    return parser


def local(name: str) -> str:
    """An element's or attribute's name without its space."""
    return name.rsplit(" ", 1)[-1]


def attribute(attributes: Mapping[str, str], wanted: str) -> str:
    """The value of the attribute of that local name; empty if there is none."""
    return next((v for name, v in attributes.items() if local(name) == wanted), "")


def _forbidden(*_: object) -> int:
    raise RefusedError("entities")
