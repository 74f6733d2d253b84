# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Objects in a folder of this machine: `objects/ab/<name>`.

What holds, beyond the contract in `backend`: files are created with mode 0600
and never followed through links. On the file systems of `disk` one flush of the
file system settles thousands of objects (a flush for each took 3 to 10 ms); on
all others every file is flushed when it is closed and every touched folder when
it is settled.

Crash table: before `publish`, a file in `incoming/<run>`, which `sweep` removes;
between `publish` and `settle`, an object that may be short or gone, and that no
entry names; after `settle`, the object. `replace` flushes the new file before
its rename, so that one of the two is there whole.
"""

from __future__ import annotations

import os
import stat
import weakref
from collections.abc import Callable, Iterable, Iterator

from witnessbox.base.errors import StorageError
from witnessbox.base.values import ObjectName
from witnessbox.vault import disk
from witnessbox.vault.backend import (
    Incoming,
    ReadAt,
    checked_name,
    checked_run,
    name_taken,
    no_object,
    refused,
)
from witnessbox.vault.format import Buffer

_FOLDER_MODE = 0o700
_FILE_MODE = 0o600
_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
_INCOMING = "incoming"


class LocalBackend:
    """The objects of a box in a folder; each process opens its own."""

    def __init__(self, folder: str | os.PathLike[str], *, durable: bool = True) -> None:
        """Open a folder, and make it if need be.

        Args:
            folder: The box's `objects`.
            durable: False only in the power-cut test, to show that it notices.

        Raises:
            StorageError: The folder cannot be made or opened.
        """
        self.folder = os.fspath(folder)
        self._durable = durable
        self._failed = False
        self._touched: set[str] = set()
        try:
            _make(os.path.join(self.folder, _INCOMING))
            # Opened before anything is written: syncfs reports through a
            # descriptor only the errors that came after its opening.
            self._root = os.open(self.folder, _FOLDER)
            self._end = weakref.finalize(self, os.close, self._root)
            self._whole = disk.syncs_whole(self._root)
        except OSError as error:
            raise refused(error) from error
        self._known_folders: set[str] = set()

    def close(self) -> None:
        """Close the folder, as forgetting the backend does; it is of no use then."""
        self._end()

    def __reduce__(self) -> tuple[Callable[..., LocalBackend], tuple[str]]:
        if not self._durable:
            raise RuntimeError("a backend that does not flush stays in its process")
        return LocalBackend, (self.folder,)

    def create(self, run: str, name: ObjectName) -> Incoming:
        """Begin an object; see `Backend`."""
        self._stand()
        path = self._incoming(run, name)
        try:
            self._folder(os.path.dirname(path))
            descriptor = os.open(path, _CREATE, _FILE_MODE)
        except FileExistsError as error:
            raise name_taken() from error
        except OSError as error:
            raise self._fail(error) from error
        return _LocalIncoming(path, descriptor, self._fail, flush=self._each)

    def publish(self, run: str, names: Iterable[ObjectName]) -> None:
        """Give written objects their names; see `Backend`."""
        self._stand()
        for name in names:
            path = self._path(name)
            try:
                self._folder(os.path.dirname(path))
                disk.rename_new(self._incoming(run, name), path)
            except FileExistsError as error:
                raise name_taken() from error
            except FileNotFoundError as error:
                raise no_object() from error
            except OSError as error:
                raise self._fail(error) from error
            self._touched.add(os.path.dirname(path))

    def replace(self, run: str, name: ObjectName) -> None:
        """Put a written object in another's place; see `Backend`."""
        self._stand()
        path, new = self._path(name), self._incoming(run, name)
        if not os.path.lexists(path) or not os.path.lexists(new):
            raise no_object()
        try:
            if self._durable:
                _flush(new, os.O_RDONLY)
            os.rename(new, path)
            if self._durable:
                _flush(os.path.dirname(path), _FOLDER)
        except OSError as error:
            raise self._fail(error) from error

    def settle(self) -> None:
        """Return when all that was published is durable; see `Backend`."""
        self._stand()
        if not self._durable:
            return
        try:
            if self._whole:
                disk.sync_file_system(self._root)
            else:
                for folder in sorted(self._touched):
                    _flush(folder, _FOLDER)
                os.fsync(self._root)
        except OSError as error:
            raise self._fail(error) from error
        self._touched.clear()

    def reader(self, name: ObjectName) -> ReadAt:
        """Open an object for reading; see `Backend`."""
        try:
            descriptor = os.open(self._path(name), _READ)
        except FileNotFoundError as error:
            raise no_object() from error
        except OSError as error:
            raise refused(error) from error
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            os.close(descriptor)
            raise no_object()

        def read_at(offset: int, size: int) -> bytes:
            try:
                return os.pread(descriptor, size, offset)
            except OSError as error:
                raise refused(error) from error

        return ReadAt(status.st_size, read_at, descriptor, lambda: os.close(descriptor))

    def names(self) -> Iterator[ObjectName]:
        """The names of all published objects, sorted."""
        for group in sorted(os.listdir(self.folder)):
            if len(group) == 2:
                for name in sorted(os.listdir(os.path.join(self.folder, group))):
                    if _is_name(name) and name.startswith(group):
                        yield ObjectName(name)

    def remove(self, name: ObjectName) -> None:
        """Remove an object; see `Backend`."""
        self._stand()
        path = self._path(name)
        try:
            os.unlink(path)
        except FileNotFoundError as error:
            raise no_object() from error
        except OSError as error:
            raise self._fail(error) from error
        self._touched.add(os.path.dirname(path))

    def runs(self) -> list[str]:
        """Runs that left something behind, or are going on."""
        return sorted(os.listdir(os.path.join(self.folder, _INCOMING)))

    def sweep(self, run: str) -> int:
        """Remove what a run left unpublished; see `Backend`."""
        folder = os.path.join(self.folder, _INCOMING, checked_run(run))
        try:
            left = os.listdir(folder)
        except FileNotFoundError:
            return 0
        try:
            for name in left:
                os.unlink(os.path.join(folder, name))
            os.rmdir(folder)
        except OSError as error:
            raise refused(error) from error
        self._known_folders.discard(folder)
        return len(left)

    @property
    def _each(self) -> bool:
        return self._durable and not self._whole

    def _path(self, name: ObjectName) -> str:
        return os.path.join(self.folder, checked_name(name)[:2], name)

    def _incoming(self, run: str, name: ObjectName) -> str:
        return os.path.join(
            self.folder, _INCOMING, checked_run(run), checked_name(name)
        )

    def _folder(self, path: str) -> None:
        if path not in self._known_folders:
            _make(path)
            self._known_folders.add(path)

    def _stand(self) -> None:
        if self._failed:
            raise StorageError(
                "The disk that the box lies on failed before; nothing more is written.",
                safe="What was acknowledged before the failure is safe.",
                todo="Look at the disk, then start the program again.",
            )

    def _fail(self, error: OSError) -> StorageError:
        self._failed = True
        return refused(error)


class _LocalIncoming:
    def __init__(
        self,
        path: str,
        descriptor: int,
        fail: Callable[[OSError], StorageError],
        *,
        flush: bool,
    ) -> None:
        self._path = path
        self._descriptor = descriptor
        self._fail = fail
        self._flush = flush

    def write(self, data: Buffer) -> None:
        if self._descriptor < 0:
            raise RuntimeError("this object was closed")
        view = memoryview(data).cast("B")
        try:
            while view:
                view = view[os.write(self._descriptor, view) :]
        except OSError as error:
            raise self._fail(error) from error

    def close(self) -> None:
        if self._descriptor < 0:
            return
        descriptor, self._descriptor = self._descriptor, -1
        try:
            try:
                if self._flush:
                    os.fsync(descriptor)
            finally:
                os.close(descriptor)
        except OSError as error:
            raise self._fail(error) from error

    def discard(self) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
        try:
            os.unlink(self._path)
        except FileNotFoundError:
            return
        except OSError as error:
            raise self._fail(error) from error


def _make(path: str) -> None:
    os.makedirs(path, _FOLDER_MODE, exist_ok=True)


def _flush(path: str, flags: int) -> None:
    descriptor = os.open(path, flags | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _is_name(name: str) -> bool:
    try:
        checked_name(name)
    except ValueError:
        return False
    return True
