# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""New members and stations, each with keys of their own.

What holds: key files are durable before the ledger speaks of them; nobody
gives a compartment that they do not hold; a handle is random and tells nothing.
"""

from __future__ import annotations

from witnessbox.base.values import Compartment
from witnessbox.pipeline.premises import member_added, named
from witnessbox.pipeline.session import Session
from witnessbox.pipeline.station import STATION_FILE, station_file
from witnessbox.vault.keys import CompartmentKey, MemberKeys, new_handle
from witnessbox.vault.recipient import DEFAULT_WORK_FACTOR


def add_member(
    session: Session,
    name: str,
    role: str,
    compartments: tuple[Compartment, ...],
    passphrase: str,
    *,
    work_factor: int = DEFAULT_WORK_FACTOR,
) -> str:
    """Make a member with keys of their own; their handle.

    Raises:
        LockedError: This member does not hold a compartment that is to be given.
    """
    keys = [
        CompartmentKey(each, session.keyring.identity(each)) for each in compartments
    ]
    handle = _free_handle(session)
    own = MemberKeys.generate()
    locked = own.lock(passphrase, work_factor=work_factor)
    wrapped = session.premises.write_keys(handle, locked, own, keys)
    session.committer.commit(
        [
            member_added(handle, own),
            *wrapped,
            named(handle, name, role, compartments),
        ]
    )
    return handle


def add_station(session: Session, name: str) -> str:
    """Make a station, which seals and signs and opens nothing; its handle."""
    handle = _free_handle(session)
    own = MemberKeys.generate()
    files = {STATION_FILE: station_file(own.signing_seed)}
    wrapped = session.premises.write_key_files(handle, files)
    acts = [member_added(handle, own), *wrapped, named(handle, name, "station", ())]
    session.committer.commit(acts)
    return handle


def _free_handle(session: Session) -> str:
    taken = {member.handle for member in session.members()}
    handle = new_handle()
    while handle in taken:
        handle = new_handle()
    return handle
