# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Typed ids, compartments, faults and the limits that bound what we accept.

What holds: ids are random and tell nothing; a `Fault` is data, keyed to a
clause of docs/spec; every limit on untrusted input has a name here or in the
module that enforces it.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

MemberId = NewType("MemberId", str)
LogId = NewType("LogId", str)
ItemId = NewType("ItemId", str)
AccessionId = NewType("AccessionId", str)
ObjectName = NewType("ObjectName", str)
"""32 lower-case hex digits, random; the object lies at objects/<first two>/<name>."""

HASH_SIZE = 32
ID_BYTES = 16


class Compartment(StrEnum):
    """A set of sealed things with its own key, or the unsealed public record."""

    PUBLIC = "public"
    """Not sealed: members' public keys and the digests of key files, no names."""
    EVIDENCE = "evidence"
    IDENTITIES = "identities"
    SOURCES = "sources"
    RESTRICTED = "restricted"
    AUDIT = "audit"
    """Who opened which original, when: for the auditor."""


SEALED_COMPARTMENTS = (
    Compartment.EVIDENCE,
    Compartment.IDENTITIES,
    Compartment.SOURCES,
    Compartment.RESTRICTED,
    Compartment.AUDIT,
)


class Severity(StrEnum):
    """How bad a fault is; `NOTE` faults leave a verification whole."""

    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that a verification found.

    Attributes:
        code: The clause of docs/spec that is broken, such as `object-chunk`.
        severity: `note` leaves the verification whole; the others do not.
        where: A path inside the box, with `/`; never a path of the machine.
        detail: One sentence for a person.
    """

    code: str
    severity: Severity
    where: str
    detail: str


def random_id(prefix: str) -> str:
    """A fresh random id such as `i-5f0c…`, 128 bits, telling nothing."""
    return f"{prefix}-{secrets.token_hex(ID_BYTES)}"


def random_object_name() -> ObjectName:
    """A fresh object name: 128 random bits in hex."""
    return ObjectName(secrets.token_hex(ID_BYTES))
