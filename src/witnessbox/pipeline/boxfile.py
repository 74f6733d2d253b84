# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""box.toml: the one file that says what a folder is, and nothing telling.

What holds: it names the format, the box, its log, the founder's public keys
and each compartment's public key; no name, place or time. Its SHA-256 stands
in the ledger's first entry. A format later than this program's is refused
before anything else is read.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass

from witnessbox.base.errors import DamagedError, NewerFormatError
from witnessbox.base.values import Compartment, LogId, MemberId

FORMAT = 1
BOX_FILE = "box.toml"
MAX_BOX_FILE = 65_536


@dataclass(frozen=True, slots=True)
class Founder:
    """The member who made the box, by public keys only.

    Attributes:
        sealing: An age recipient.
        signing: Ed25519 public key, hex.
    """

    member: MemberId
    handle: str
    sealing: str
    signing: str


@dataclass(frozen=True, slots=True)
class BoxFile:
    """What box.toml says."""

    box: str
    log: LogId
    founder: Founder
    compartments: Mapping[Compartment, str]

    def encode(self) -> bytes:
        """The file's bytes; values are hex, bech32 and pseudo-words: no escapes."""
        lines = [
            f"format = {FORMAT}",
            f'box = "{self.box}"',
            f'log = "{self.log}"',
            "",
            "[founder]",
            f'member = "{self.founder.member}"',
            f'handle = "{self.founder.handle}"',
            f'sealing = "{self.founder.sealing}"',
            f'signing = "{self.founder.signing}"',
            "",
            "[compartments]",
        ]
        lines.extend(f'{name} = "{key}"' for name, key in self.compartments.items())
        return ("\n".join(lines) + "\n").encode("ascii")


def decode(untrusted: bytes) -> BoxFile:
    """Read box.toml.

    Raises:
        NewerFormatError: A later program wrote the box.
        DamagedError: The file is not what this program writes.
    """
    try:
        values = tomllib.loads(untrusted[:MAX_BOX_FILE].decode("ascii"))
        if isinstance(values["format"], int) and values["format"] > FORMAT:
            raise NewerFormatError(
                f"This box has format {values['format']};"
                f" this program knows formats up to {FORMAT}.",
                safe="Nothing was changed.",
                todo="Use the newer version of Witnessbox that wrote it.",
            )
        founder = values["founder"]
        read = BoxFile(
            box=str(values["box"]),
            log=LogId(str(values["log"])),
            founder=Founder(
                MemberId(str(founder["member"])),
                str(founder["handle"]),
                str(founder["sealing"]),
                str(founder["signing"]),
            ),
            compartments={
                Compartment(name): str(key)
                for name, key in values["compartments"].items()
            },
        )
    except (UnicodeDecodeError, KeyError, ValueError, TypeError, AttributeError) as e:
        raise _damaged() from e
    if read.encode() != untrusted:
        raise _damaged()
    return read


def _damaged() -> DamagedError:
    return DamagedError(
        "box.toml is damaged.",
        safe="Objects and ledger do not depend on it.",
        todo="Put back a copy of box.toml from a backup.",
    )
