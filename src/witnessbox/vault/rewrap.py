# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Give an object a new header: other recipients, the same payload.

What holds: the payload stays byte for byte what the ledger pledged, or nothing
is replaced. The order is: open the old header, write new header and payload
beside, compare the payload's digest on the way, flush, rename, flush the folder.
A crash before the rename leaves the old object and a file that `sweep` removes;
after it, the new object. There is no moment without one of the two.

Whoever could open the object before has perhaps kept its file key: a new header
closes the object to those who have not read it yet, and to nobody else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from witnessbox.vault.backend import Backend, Incoming, ReadAt, checked_name
from witnessbox.vault.check import Pledge
from witnessbox.vault.clause import Clause, PayloadError
from witnessbox.vault.format import MAX_HEADER, Identity, Recipient, read_header
from witnessbox.vault.header import write_header

_STEP = 1 << 20


def rewrap(
    backend: Backend,
    run: str,
    pledge: Pledge,
    identities: Sequence[Identity],
    recipients: Sequence[Recipient],
) -> int:
    """Replace an object's header; the new header's size. Durable on return.

    Raises:
        MissingError: There is no such object.
        WrongKeyError: No identity opens it.
        SealedError: It is not the object that was pledged; it was left alone.
        StorageError: The medium refused; the old object is still there.
    """
    name = checked_name(pledge.name)
    with backend.reader(name) as old:
        header, old_size = read_header(old.read_at(0, MAX_HEADER))
        new = write_header(header.file_key(identities), recipients)
        incoming = backend.create(run, name)
        try:
            incoming.write(new)
            if _copy(old, old_size, incoming) != pledge.payload_sha256:
                raise PayloadError(
                    Clause.OBJECT_DIGEST,
                    "The payload is not the one that was pledged; nothing is replaced.",
                )
            incoming.close()
        except BaseException:
            incoming.discard()
            raise
    backend.replace(run, name)
    return len(new)


def _copy(old: ReadAt, start: int, incoming: Incoming) -> str:
    digest = hashlib.sha256()
    while data := old.read_at(start, _STEP):
        digest.update(data)
        incoming.write(data)
        start += len(data)
    return digest.hexdigest()
