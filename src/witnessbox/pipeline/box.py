# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""A box: made once, opened by anybody, unlocked by a member.

What holds: a box comes into being in the order keys, ledger, box.toml, and is
no box before box.toml is there; opening one reads nothing sealed; only
`unlock` loads secret keys. A member is named by a handle that tells nothing,
and the handle is the name of the folder with the member's keys.
"""

from __future__ import annotations

import os

from witnessbox.base.errors import (
    DamagedError,
    MissingError,
    UnusableError,
    WrongKeyError,
)
from witnessbox.base.moment import now
from witnessbox.base.values import (
    SEALED_COMPARTMENTS,
    Compartment,
    LogId,
    MemberId,
    random_id,
)
from witnessbox.ledger.entry import Act, Author
from witnessbox.ledger.log import Log
from witnessbox.pipeline import boxfile, keyring
from witnessbox.pipeline.boxfile import BOX_FILE as BOX_FILE
from witnessbox.pipeline.boxfile import BoxFile
from witnessbox.pipeline.files import write_durably
from witnessbox.pipeline.premises import (
    LEDGER,
    Premises,
    box_created,
    founder_of,
    named,
)
from witnessbox.pipeline.session import Session
from witnessbox.vault.keys import CompartmentKey, MemberKeys, new_handle
from witnessbox.vault.recipient import DEFAULT_WORK_FACTOR

STATION_FILE = "station.key"


class Box(Premises):
    """A box on this machine's disk; nothing of it is unlocked."""

    @staticmethod
    def open(folder: str) -> Box:
        """Open an existing box.

        Raises:
            UnusableError: There is none there.
            NewerFormatError: A later program wrote it.
            DamagedError: box.toml is damaged.
        """
        path = os.path.join(folder, BOX_FILE)
        try:
            with open(path, "rb") as file:
                untrusted = file.read(boxfile.MAX_BOX_FILE + 1)
        except OSError as error:
            raise UnusableError(
                "There is no box in that folder.",
                todo="Make one with 'witnessbox init', or name another folder.",
            ) from error
        return Box(os.path.realpath(folder), boxfile.decode(untrusted))

    @staticmethod
    def create(
        folder: str,
        passphrase: str,
        *,
        name: str = "",
        title: str = "",
        demo: bool = False,
        work_factor: int = DEFAULT_WORK_FACTOR,
    ) -> Box:
        """Make a box and its first member, who holds every compartment.

        Args:
            folder: New, or empty.
            passphrase: The first member's.
            name: How the other members see the first one; sealed.
            title: What the case is called; sealed.
            demo: True if everything in it is invented.
            work_factor: Less than the default is for tests only.

        Raises:
            UnusableError: Something is there already.
            StorageError: The disk refused.
        """
        os.makedirs(folder, mode=0o700, exist_ok=True)
        if os.listdir(folder):
            raise UnusableError(
                "That folder is not empty.",
                safe="Nothing in it was changed.",
                todo="Name a new folder for the box.",
            )
        folder = os.path.realpath(folder)
        own = MemberKeys.generate()
        keys = [CompartmentKey.generate(each) for each in SEALED_COMPARTMENTS]
        handle = new_handle()
        file = BoxFile(
            box=random_id("b"),
            log=LogId(random_id("l")),
            founder=founder_of(handle, own),
            compartments={key.compartment: key.recipient().text() for key in keys},
        )
        box = Box(folder, file)
        wrapped = box.write_keys(
            handle, own.lock(passphrase, work_factor=work_factor), own, keys
        )
        log = Log.create(os.path.join(folder, LEDGER, file.log), file.log)
        acts = [
            box_created(file),
            *wrapped,
            Act(Compartment.EVIDENCE, "box-described", {"title": title, "demo": demo}),
            named(handle, name, "founder", SEALED_COMPARTMENTS),
        ]
        author = Author(MemberId(handle), own.sign)
        log.append(acts, author, now(), box.seal_entry)
        write_durably(os.path.join(folder, BOX_FILE), file.encode())
        return box

    def handles(self) -> list[str]:
        """Every member's handle, in the order of the alphabet."""
        folder = os.path.join(self.folder, keyring.KEYS)
        try:
            found = sorted(os.listdir(folder))
        except OSError as error:
            raise DamagedError(
                "The box's keys folder cannot be read.",
                todo="Put it back from a backup of the box.",
            ) from error
        own = keyring.MEMBER_FILE
        return [h for h in found if os.path.exists(os.path.join(folder, h, own))]

    def unlock(
        self, passphrase: str, handle: str | None = None, *, log: Log | None = None
    ) -> Session:
        """A session of the member whom a passphrase opens; see `ring`.

        Args:
            passphrase: The member's.
            handle: Who it is; None to try each.
            log: This box's log, where this process has it open: to read and check
                200,000 entries takes seconds.
        """
        return Session(self, self.ring(passphrase, handle), log)

    def ring(self, passphrase: str, handle: str | None = None) -> keyring.Keyring:
        """Open a member's keys; without a handle each member's file is tried.

        Raises:
            MissingError: There is no member of that handle.
            WrongKeyError: The passphrase opens none.
        """
        known = self.handles()
        if handle is not None and handle not in known:
            # As slow as a wrong passphrase would be, and as silent.
            raise _no_member()
        for one in known if handle is None else [handle]:
            try:
                return keyring.unlock(self.folder, MemberId(one), passphrase)
            except WrongKeyError:
                continue
            except DamagedError:
                if handle is not None:
                    raise
                continue
        raise WrongKeyError(
            "This passphrase opens no member's key.",
            safe="Nothing was changed.",
            todo="Type it again; check the keyboard's language and Caps Lock.",
        )


def _no_member() -> MissingError:
    return MissingError(
        "There is no member of that handle.",
        safe="Nothing was changed.",
        todo="Check the handle; 'witnessbox member list' shows them.",
    )
