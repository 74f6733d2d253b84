# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The encrypted index files, opened under keys that their reader holds.

What holds: each compartment's file is SQLCipher under a raw 32-byte key, in
WAL with synchronous=NORMAL; a connection has an empty in-memory main database
and attaches exactly the compartments whose keys it was given, so that what a
member may not read is not there to be queried. Temporary data stay in memory.
A disk that is full or failing is a `StorageError` with a sentence, wherever it
shows itself: opening, writing or committing. An index that another version of
the tables made is emptied on opening: the ledger fills it again.
Nothing here logs a statement: the key is in one.
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Callable, Mapping

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection, Engine, ExceptionContext, create_engine, event
from sqlalchemy.pool import QueuePool

from witnessbox.base.canonical import encode
from witnessbox.base.errors import DamagedError, StorageError, WrongKeyError
from witnessbox.base.values import Compartment
from witnessbox.catalogue import found_schema as found_schema
from witnessbox.catalogue import schema, search_schema
from witnessbox.catalogue import stated_schema as stated_schema
from witnessbox.catalogue import work_schema as work_schema

MINIMUM_SQLITE = (3, 51, 3)
"""Earlier versions can corrupt a WAL file in a race of two checkpoints."""

BUSY_MS = 60_000

READING, WRITING = 64 << 10, 32 << 10
"""KiB of opened pages that a connection keeps of each file, as far as it used them.
With SQLite's two MiB, a transaction of some hundred items seals and opens the same
pages again and again."""

_READ_ONLY, _IO_ERROR, _FULL, _CANNOT_OPEN = 8, 10, 13, 14
"""SQLite's primary result codes for a disk that refused."""

KEPT_OPEN = 4
"""Connections of each sort that stay open; what is needed besides is closed again."""

Keys = Mapping[Compartment, bytes]


class Index:
    """The index files of one box, for one holder of keys."""

    def __init__(self, folder: str, keys: Keys) -> None:
        if sqlcipher.sqlite_version_info < MINIMUM_SQLITE:
            raise DamagedError("The SQLite library is too old to keep an index safe.")
        self._folder = folder
        self._keys = dict(keys)
        self._holders = 0
        os.makedirs(folder, mode=0o700, exist_ok=True)
        self.reader = _engine(self._opener(tuple(self._keys), READING), "BEGIN")
        self._writers = {
            compartment: _engine(
                self._opener((compartment,), WRITING), "BEGIN IMMEDIATE"
            )
            for compartment in self._keys
        }
        for compartment in self._keys:
            self._create(compartment)

    @property
    def compartments(self) -> tuple[Compartment, ...]:
        """The compartments whose indexes can be read here."""
        return tuple(self._keys)

    @property
    def folder(self) -> str:
        """Where the index files lie."""
        return self._folder

    def writer(self, compartment: Compartment) -> Engine:
        """The engine that writes one compartment's file, one writer at a time."""
        return self._writers[compartment]

    @classmethod
    def shared(cls, folder: str, keys: Keys) -> Index:
        """The one that this process has open with the same keys, or a new one.

        Members who hold the same compartments have one cache of pages and of prepared
        queries: with one each, every page is the first for ten people in turn. Whoever
        was given it closes it; the last to close it shuts it.
        """
        key = (os.path.realpath(folder), tuple(keys.items()))
        with _sharing:
            found = _shared.get(key)
            if found is None:
                found = _shared[key] = cls(folder, keys)
            found._holders += 1
            return found

    def close(self) -> None:
        """Close every connection, unless somebody else holds it."""
        with _sharing:
            self._holders -= 1
            if self._holders > 0:
                return
            for key in [key for key, one in _shared.items() if one is self]:
                del _shared[key]
        self.reader.dispose()
        for engine in self._writers.values():
            engine.dispose()

    def dump(self, compartment: Compartment) -> str:
        """The digest of an ordered canonical dump of a compartment's tables."""
        with self.reader.connect() as connection:
            return dump(connection, compartment)

    def _create(self, compartment: Compartment) -> None:
        name = compartment.value
        tables = schema.tables_of(compartment)
        with self._writers[compartment].begin() as connection:
            written = connection.exec_driver_sql(f"PRAGMA {name}.user_version")
            if written.scalar_one() != schema.SCHEMA_VERSION:
                # Of another version of ours: the ledger fills it again.
                _empty(connection, name)
                version = f"PRAGMA {name}.user_version = {schema.SCHEMA_VERSION}"
                connection.exec_driver_sql(version)
            schema.metadata.create_all(connection, tables=tables, checkfirst=True)
            for statement in search_schema.made_by_hand(compartment):
                connection.exec_driver_sql(statement)

    def _opener(
        self, compartments: tuple[Compartment, ...], cache: int
    ) -> Callable[[], sqlcipher.Connection]:
        def opened() -> sqlcipher.Connection:
            connection = sqlcipher.connect(
                ":memory:", check_same_thread=False, isolation_level=None
            )
            # The library writes its own log to stderr otherwise.
            connection.execute("PRAGMA cipher_log_level = NONE")
            connection.execute("PRAGMA temp_store = MEMORY")
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
            for compartment in compartments:
                self._attach(connection, compartment)
                pages = f"PRAGMA {compartment.value}.cache_size = -{cache}"
                connection.execute(pages)
            return connection

        return opened

    def _attach(
        self, connection: sqlcipher.Connection, compartment: Compartment
    ) -> None:
        path = os.path.join(self._folder, f"{compartment.value}.db")
        name = compartment.value
        # The raw form skips the passphrase stretching: 108 ms a connection.
        key = f"x'{self._keys[compartment].hex()}'"
        try:
            connection.execute(f'ATTACH DATABASE ? AS {name} KEY "{key}"', (path,))
            connection.execute(f"PRAGMA {name}.journal_mode = WAL")
            # After a power cut the last transactions may be missing: whole ones, with
            # their watermark, and the ledger has them. Nobody waits for the disk.
            connection.execute(f"PRAGMA {name}.synchronous = NORMAL")
            connection.execute(f"PRAGMA {name}.schema_version")
        except sqlcipher.DatabaseError as error:
            if "locked" in str(error) or "busy" in str(error):
                raise
            if _disk_refused(error):
                raise _refused(error) from error
            raise WrongKeyError(
                f"The index {name}.db does not open with this key, or is damaged.",
                safe="It holds nothing that the ledger does not.",
                todo="Run 'witnessbox rebuild'.",
            ) from error


_sharing = threading.RLock()
_shared: dict[tuple[str, tuple[tuple[Compartment, bytes], ...]], Index] = {}


def _empty(connection: Connection, name: str) -> None:
    """Drop every table of an index, whatever version made it."""
    found = connection.exec_driver_sql(
        f"SELECT name FROM {name}.sqlite_schema WHERE type = 'table' "  # noqa: S608
        "ORDER BY sql NOT LIKE 'CREATE VIRTUAL%'"
    ).scalars()
    for table in [one for one in found if not one.startswith("sqlite_")]:
        # A full-text table comes first, and takes the tables it is made of with it.
        quoted = table.replace('"', '""')
        connection.exec_driver_sql(f'DROP TABLE IF EXISTS {name}."{quoted}"')


def dump(connection: Connection, compartment: Compartment) -> str:
    """SHA-256 over every row of every table that is not volatile, in key order."""
    digest = hashlib.sha256()
    for table in schema.tables_of(compartment):
        if table.info.get("volatile"):
            continue
        digest.update(encode({"table": table.name}))
        order = [column.asc() for column in table.primary_key]
        for row in connection.execute(table.select().order_by(*order)):
            cells = [
                {"hex": cell.hex()} if isinstance(cell, bytes) else cell for cell in row
            ]
            digest.update(encode({"row": cells}))
    return digest.hexdigest()


def _disk_refused(error: BaseException) -> bool:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return code in (_READ_ONLY, _IO_ERROR, _FULL, _CANNOT_OPEN)


def _refused(error: BaseException) -> StorageError:
    return StorageError(
        f"The disk that the box lies on refused a write to an index: {error}.",
        safe="What was acknowledged is in the ledger, which an index only repeats.",
        todo="Make room or change the disk, then repeat the command.",
    )


def _engine(opened: Callable[[], sqlcipher.Connection], begin: str) -> Engine:
    engine = create_engine(
        "sqlite://",
        module=sqlcipher,
        creator=opened,
        poolclass=QueuePool,
        pool_size=KEPT_OPEN,
        # A request never waits for another's connection, whose thread may wait for it.
        max_overflow=-1,
        # The one that was used last has its pages still.
        pool_use_lifo=True,
    )

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    @event.listens_for(engine, "handle_error")
    def _name_disk_trouble(context: ExceptionContext) -> StorageError | None:
        error = context.original_exception
        return _refused(error) if _disk_refused(error) else None

    return engine
