# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Stop a program at its Nth chosen system call: kill it, fail the call, or look on.

What holds: calls are counted over all processes and threads of the program
together, in the order in which the kernel stopped them; a kill ends all of them
before the call is carried out; a failed call is not carried out, and the program
sees the error number. The kernel stops only the chosen calls (a seccomp filter
with TRACE), so that the program runs at nearly its own speed. `strace --inject`
does the same, but counts in each thread apart and kills one process only.

Only Linux on x86-64; elsewhere `TracerError` says so. One run at a time in a
process, because the tracer waits for every child that it has.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import signal
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import NoReturn

import pyseccomp

STORAGE_CALLS = (
    "write",
    "pwrite64",
    "writev",
    "pwritev",
    "pwritev2",
    "fsync",
    "fdatasync",
    "syncfs",
    "sync_file_range",
    "ftruncate",
    "fallocate",
    "rename",
    "renameat",
    "renameat2",
    "link",
    "linkat",
    "unlink",
    "unlinkat",
    "copy_file_range",
    "sendfile",
)
"""Every call that changes what a disk holds, but for making files and folders."""

SYNC_CALLS = ("fsync", "fdatasync", "syncfs", "sync_file_range", "msync", "sync")

_PATH_ARGUMENTS = {
    "rename": 1,
    "link": 1,
    "unlink": 0,
    "renameat": 3,
    "renameat2": 3,
    "linkat": 3,
    "unlinkat": 1,
}
_FOLDER_ARGUMENTS = {"renameat": 2, "renameat2": 2, "linkat": 2, "unlinkat": 0}

_REGISTERS = (112, 104, 96, 56, 72, 44)  # rdi rsi rdx r10 r8 r9 in `struct user`
_RESULT, _NUMBER = 80, 120

_TRACEME, _PEEKUSER, _POKEUSER, _CONT, _SETOPTIONS = 0, 3, 6, 7, 0x4200
_OPTIONS = (
    0x2 | 0x4 | 0x8 | 0x10 | 0x80 | 0x100000
)  # fork vfork clone exec seccomp kill
_EVENT_SECCOMP = 7
_ALL_CHILDREN = 0x40000000
_AT_FDCWD = -100


class TracerError(RuntimeError):
    """This machine cannot stop a program at a system call."""


class Step(IntEnum):
    """What becomes of a call; a number above zero is the error it fails with."""

    GO = 0
    KILL = -1
    SKIP = -2
    """Not carried out, and reported to the program as done: for syncs."""
    SWALLOW = -3
    """A write that is reported as whole and of which no byte is written."""


@dataclass(frozen=True, slots=True)
class Call:
    """One system call about to be carried out.

    Attributes:
        number: Which of the counted calls it is, from 1.
        path: The file it works on, as far as the kernel tells.
        descriptor: Its first argument, where that is a descriptor; else -1.
    """

    number: int
    name: str
    path: bytes
    descriptor: int


@dataclass(slots=True)
class Ending:
    """How a traced program ended.

    Attributes:
        status: Exit status, or minus the signal that ended it.
        calls: How many calls were counted.
    """

    status: int
    calls: int
    seconds: float
    timed_out: bool = False
    names: dict[str, int] = field(default_factory=dict)


Decide = Callable[[Call], int]
Counts = Callable[[str, bytes, int], bool]


def missing() -> str:
    """Why tracing is impossible here; empty where it works."""
    if sys.platform != "linux" or platform.machine() != "x86_64":
        return "stopping a program at a system call needs Linux on x86-64"
    return ""


def under(folder: str, *, acks: bool = True) -> Counts:
    """Count the calls on files of a folder, and on standard output."""
    prefix = os.fsencode(os.path.realpath(folder)) + b"/"

    def counts(_name: str, path: bytes, descriptor: int) -> bool:
        return (path + b"/").startswith(prefix) or (acks and descriptor == 1)

    return counts


def paced(decide: Decide, part: bytes, every: int, seconds: float) -> Decide:
    """Let every Nth call on a part of the disk take its time.

    An intake of a few files ends before its first group is due; on a slow disk it
    commits several. The program itself is not changed.
    """
    seen = 0

    def decide_slowly(call: Call) -> int:
        nonlocal seen
        if part in call.path:
            seen += 1
            if seen % every == 0:
                time.sleep(seconds)
        return decide(call)

    return decide_slowly


def trace(
    argv: Sequence[str],
    *,
    decide: Decide,
    counts: Counts,
    calls: Sequence[str] = STORAGE_CALLS,
    out: str = os.devnull,
    err: str = os.devnull,
    environment: Mapping[str, str] | None = None,
    timeout: float = 300.0,
) -> Ending:
    """Run a program; ask `decide` before every call that `counts`.

    Raises:
        TracerError: Not possible on this machine.
    """
    why = missing()
    if why:
        raise TracerError(why)
    names = {number: name for name in calls if (number := _number(name)) >= 0}
    start = time.monotonic()
    program = _start(argv, tuple(names.values()), out, err, environment)
    return _Run(program, names, decide, counts).follow(start, timeout)


class _Run:
    def __init__(
        self, program: int, names: dict[int, str], decide: Decide, counts: Counts
    ) -> None:
        self._program = program
        self._names = names
        self._decide = decide
        self._counts = counts
        self._known = {program}
        self._count = 0
        self._seen: dict[str, int] = {}
        self._late = False

    def follow(self, start: float, timeout: float) -> Ending:
        previous = signal.signal(signal.SIGALRM, self._alarm)
        signal.setitimer(signal.ITIMER_REAL, timeout)
        status = -signal.SIGKILL
        try:
            while True:
                try:
                    thread, state = os.waitpid(-1, _ALL_CHILDREN)
                except ChildProcessError:
                    break
                if os.WIFSTOPPED(state):
                    self._stopped(thread, state)
                    continue
                self._known.discard(thread)
                if thread == self._program:
                    status = os.waitstatus_to_exitcode(state)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, previous)
        seconds = time.monotonic() - start
        return Ending(status, self._count, seconds, self._late, self._seen)

    def _alarm(self, _signal: int, _frame: object) -> None:
        self._late = True
        self._kill()

    def _stopped(self, thread: int, state: int) -> None:
        stop, event = os.WSTOPSIG(state), state >> 16
        if event == _EVENT_SECCOMP:
            self._call(thread)
            return
        first = thread not in self._known
        self._known.add(thread)
        if first and not event and stop == signal.SIGSTOP:
            stop = 0  # how a new thread reports to its tracer
        passed = 0 if event or stop == signal.SIGTRAP else stop
        _ptrace(_CONT, thread, 0, passed)

    def _call(self, thread: int) -> None:
        try:
            name = self._names.get(_ptrace(_PEEKUSER, thread, _NUMBER, 0), "")
            path, descriptor = _subject(thread, name)
        except OSError:
            # Killed by somebody else while it was stopped, or a bad address.
            name, path, descriptor = "", b"", -1
        step: int = Step.GO
        if name and self._counts(name, path, descriptor):
            self._count += 1
            self._seen[name] = self._seen.get(name, 0) + 1
            step = self._decide(Call(self._count, name, path, descriptor))
        if step == Step.KILL:
            self._kill()
            return
        if step != Step.GO:
            result = -step
            if step == Step.SKIP:
                result = 0
            elif step == Step.SWALLOW:
                result = _ptrace(_PEEKUSER, thread, _REGISTERS[2], 0)
            _ptrace(_POKEUSER, thread, _NUMBER, -1)
            _ptrace(_POKEUSER, thread, _RESULT, result)
        _ptrace(_CONT, thread, 0, 0)

    def _kill(self) -> None:
        for one in self._known | {self._program}:
            try:
                os.kill(one, signal.SIGKILL)
            except ProcessLookupError:
                continue


def _subject(thread: int, name: str) -> tuple[bytes, int]:
    """The file that a call works on: for renames, where it goes."""
    if name not in _PATH_ARGUMENTS:
        descriptor = _signed(_ptrace(_PEEKUSER, thread, _REGISTERS[0], 0))
        if name in ("copy_file_range", "sendfile"):
            place = 2 if name == "copy_file_range" else 0
            descriptor = _signed(_ptrace(_PEEKUSER, thread, _REGISTERS[place], 0))
        return _opened(thread, descriptor), descriptor
    address = _ptrace(_PEEKUSER, thread, _REGISTERS[_PATH_ARGUMENTS[name]], 0)
    path = _text(thread, address)
    if path.startswith(b"/"):
        return path, -1
    folder = _AT_FDCWD
    if name in _FOLDER_ARGUMENTS:
        register = _REGISTERS[_FOLDER_ARGUMENTS[name]]
        folder = _signed(_ptrace(_PEEKUSER, thread, register, 0))
    if folder == _AT_FDCWD:
        return os.path.join(os.readlink(f"/proc/{thread}/cwd".encode()), path), -1
    return os.path.join(_opened(thread, folder), path), -1


def _opened(thread: int, descriptor: int) -> bytes:
    try:
        return os.readlink(f"/proc/{thread}/fd/{descriptor}".encode())
    except OSError:
        return b""


def _text(thread: int, address: int) -> bytes:
    with open(f"/proc/{thread}/mem", "rb", buffering=0) as memory:
        memory.seek(address)
        kept = b""
        while b"\0" not in kept and len(kept) < 8192:
            room = 4096 - (address + len(kept)) % 4096
            kept += memory.read(room)
    return kept.split(b"\0", 1)[0]


def _signed(value: int) -> int:
    return ctypes.c_int(value & 0xFFFFFFFF).value


def _number(name: str) -> int:
    number: int = pyseccomp.resolve_syscall(pyseccomp.system_arch(), name)
    return number


def _start(
    argv: Sequence[str],
    calls: Sequence[str],
    out: str,
    err: str,
    environment: Mapping[str, str] | None,
) -> int:
    chosen = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
    for name in calls:
        chosen.add_rule(pyseccomp.TRACE(1), name)
    program = os.fork()
    if program == 0:
        _become(argv, chosen, out, err, environment)
    _, state = os.waitpid(program, _ALL_CHILDREN)
    if not os.WIFSTOPPED(state):
        raise TracerError("the program to trace could not be started")
    _ptrace(_SETOPTIONS, program, 0, _OPTIONS)
    _ptrace(_CONT, program, 0, 0)
    return program


def _become(
    argv: Sequence[str],
    chosen: pyseccomp.SyscallFilter,
    out: str,
    err: str,
    environment: Mapping[str, str] | None,
) -> NoReturn:
    try:
        os.setsid()
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
        for place, path in ((1, out), (2, err)):
            os.dup2(os.open(path, flags, 0o600), place)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        _ptrace(_TRACEME, 0, 0, 0)
        chosen.load()
        os.execvpe(argv[0], list(argv), dict(environment or os.environ))
    except BaseException:
        os._exit(127)
    os._exit(127)


_libc = ctypes.CDLL(None, use_errno=True)
_libc.ptrace.restype = ctypes.c_long
_libc.ptrace.argtypes = (ctypes.c_long,) * 4


def _ptrace(request: int, thread: int, address: int, data: int) -> int:
    ctypes.set_errno(0)
    result: int = _libc.ptrace(request, thread, address, data)
    failure = ctypes.get_errno()
    if result == -1 and failure:
        if failure == errno.ESRCH and request == _CONT:
            return -1  # it was killed while it was stopped
        raise OSError(failure, os.strerror(failure))
    return result
