# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The lock-down of a process that is about to parse a stranger's bytes.

What holds after `lock_down` returns: the process keeps the descriptors that it
was given and can open no other; it reaches no file, socket, process or key
ring; it cannot fork, execute, trace or make memory executable; its memory,
processor time and output are bounded. There is no way back.

In what order: limits, capabilities, no-new-privileges, Landlock, the
limit on descriptors, seccomp. seccomp is an allow-list (`ALLOWED_CALLS`): what
is not named fails with EPERM, or ENOSYS where libc should fall back.

What is refused: where seccomp, Landlock or no-new-privileges are missing,
`SandboxError`, and no media are parsed. Namespaces (network, processes,
mounts) are a further wall where the system allows them; `missing` names what
this system lacks.
"""

from __future__ import annotations

import ctypes
import errno
import mmap
import os
import resource
import struct
import sys
from dataclasses import dataclass
from typing import Any

from witnessbox.base.errors import SandboxError

MAX_DATA = 1536 << 20
"""Private writable memory of one child, in bytes."""
MAX_ADDRESS_SPACE = 3 << 30
"""Address space of one child; the libraries alone map about 0.5 GiB."""
MAX_STACK = 16 << 20
MAX_CPU_SECONDS = 120
REQUIRED = ("linux", "seccomp", "landlock")
LANDLOCK_MIN_ABI = 1

_PR_SET_PDEATHSIG = 1
_PR_SET_DUMPABLE = 4
_PR_CAPBSET_DROP = 24
_PR_SET_NO_NEW_PRIVS = 38
_PR_CAP_AMBIENT = 47
_PR_CAP_AMBIENT_CLEAR_ALL = 4
_SIGKILL = 9
_LAST_CAPABILITY = 63

_SYS_LANDLOCK_CREATE = 444
_SYS_LANDLOCK_RESTRICT = 446
_LANDLOCK_CREATE_VERSION = 1
# Every access right that each ABI knows: all are handled, none is granted.
_LANDLOCK_FS_BITS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
_LANDLOCK_NET_ABI = 4
_LANDLOCK_SCOPE_ABI = 6

_CLONE_NEWNS = 0x00020000
_CLONE_NEWCGROUP = 0x02000000
_CLONE_NEWUTS = 0x04000000
_CLONE_NEWIPC = 0x08000000
_CLONE_NEWUSER = 0x10000000
_CLONE_NEWPID = 0x20000000
_CLONE_NEWNET = 0x40000000
NAMESPACES = (
    ("mount-namespace", _CLONE_NEWNS),
    ("cgroup-namespace", _CLONE_NEWCGROUP),
    ("host-name-namespace", _CLONE_NEWUTS),
    ("ipc-namespace", _CLONE_NEWIPC),
    ("network-namespace", _CLONE_NEWNET),
    ("process-namespace", _CLONE_NEWPID),
)

ALLOWED_CALLS = (
    # Bytes in and out of descriptors that are open already.
    "read", "pread64", "readv", "preadv", "lseek", "write", "writev",
    "fstat", "close",
    # Memory; mmap, mprotect and mremap only without PROT_EXEC, see below.
    "munmap", "mremap", "brk", "madvise",
    # Locks, clocks, randomness and the end.
    "futex", "sched_yield", "clock_gettime", "clock_getres", "gettimeofday",
    "clock_nanosleep", "nanosleep", "getrandom", "getpid", "gettid", "getuid",
    "sched_getaffinity", "rt_sigaction", "rt_sigprocmask", "rt_sigreturn",
    "sigaltstack", "restart_syscall", "rseq", "set_robust_list",
    "exit", "exit_group",
)  # fmt: skip
THREAD_FLAGS = 0x003D0F00
"""What libc asks of `clone` for a thread: all of the process shared, no namespace."""
ABSENT_CALLS = ("clone3", "statx", "openat2", "memfd_create", "rseq_slice_yield")
"""Answered ENOSYS, so that libc falls back to a call that is then refused."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one child may use.

    Attributes:
        data: Private writable memory in bytes.
        address_space: Address space in bytes.
        cpu_seconds: Processor seconds, after which the kernel ends it.
        threads: Whether it may start threads: the kernel counts them as it counts
            processes, all of the user's together, so that no number can be set.
    """

    data: int = MAX_DATA
    address_space: int = MAX_ADDRESS_SPACE
    cpu_seconds: int = MAX_CPU_SECONDS
    threads: bool = False


_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long


def missing() -> list[str]:
    """Names of the walls that this system lacks; tried in a forked probe.

    Required: `linux`, `seccomp`, `landlock`. Wished for: the namespaces.
    """
    if not sys.platform.startswith("linux"):
        return ["linux"]
    absent = []
    if not _seccomp_works():
        absent.append("seccomp")
    if landlock_abi() < LANDLOCK_MIN_ABI:
        absent.append("landlock")
    absent.extend(name for name, flag in NAMESPACES if not _probe_namespace(flag))
    return absent


def required_missing() -> list[str]:
    """Those of `missing` without which no media are parsed."""
    return [name for name in missing() if name in REQUIRED]


def landlock_abi() -> int:
    """The Landlock ABI of this kernel; 0 where there is none."""
    version = _libc.syscall(_SYS_LANDLOCK_CREATE, None, 0, _LANDLOCK_CREATE_VERSION)
    return max(int(version), 0)


def enter_namespaces() -> list[str]:
    """Leave the system's network, mounts and processes behind, where allowed.

    The caller's next child is process 1 of the new process namespace: when it
    ends, the kernel ends everything in it. Returns the namespaces entered.
    """
    user, group = os.getuid(), os.getgid()
    if _libc.unshare(_CLONE_NEWUSER) == 0:
        for name, line in (
            ("setgroups", "deny"),
            ("uid_map", f"65534 {user} 1"),
            ("gid_map", f"65534 {group} 1"),
        ):
            _write_map(name, line)
    return [name for name, flag in NAMESPACES if _libc.unshare(flag) == 0]


def die_with_parent() -> None:
    """Ask the kernel to end this process when its parent ends."""
    _libc.prctl(_PR_SET_PDEATHSIG, _SIGKILL, 0, 0, 0)


def close_all_but(keep: set[int]) -> None:
    """Close every descriptor except the given ones."""
    low = 0
    for descriptor in sorted(keep):
        # closerange(0, 0) would close everything: its upper end wraps around.
        if low < descriptor:
            os.closerange(low, descriptor)
        low = descriptor + 1
    os.closerange(low, os.sysconf("SC_OPEN_MAX"))


def prepare_filter(*, threads: bool = False) -> Any:
    """The seccomp filter, built once before forking and loaded in each child.

    Args:
        threads: For the process that recognises speech, which parses no file: it
            may start threads, no process, and make memory of its own executable
            (its library compiles the network's layers for this processor).

    Raises:
        SandboxError: seccomp is missing on this system.
    """
    try:
        import pyseccomp
    except (ImportError, RuntimeError) as error:
        raise _refusal("seccomp") from error
    rules = pyseccomp.SyscallFilter(pyseccomp.ERRNO(errno.EPERM))
    for name in ALLOWED_CALLS:
        _rule(rules, pyseccomp.ALLOW, name)
    for name in ABSENT_CALLS:
        _rule(rules, pyseccomp.ERRNO(errno.ENOSYS), name)
    no_exec = pyseccomp.Arg(2, pyseccomp.MASKED_EQ, mmap.PROT_EXEC, 0)
    for name in ("mmap", "mprotect"):
        _rule(rules, pyseccomp.ALLOW, name, no_exec)
    if threads:
        thread = pyseccomp.Arg(0, pyseccomp.EQ, THREAD_FLAGS)
        _rule(rules, pyseccomp.ALLOW, "clone", thread)
        _rule(rules, pyseccomp.ALLOW, "mprotect")
    return rules


def lock_down(rules: Any, limits: Limits) -> None:
    """Give up, for good, everything that a parser does not need.

    Args:
        rules: What `prepare_filter` gave.
        limits: What this process may still use.

    Raises:
        SandboxError: One of the required walls could not be put up.
    """
    die_with_parent()
    _set_limits(limits)
    _libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    _drop_capabilities()
    if _libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        raise _refusal("no-new-privileges")
    _restrict_files()
    # From here on no descriptor can be opened, not even a copy of an old one.
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
    try:
        rules.load()
    except OSError as error:
        raise _refusal("seccomp") from error


def _set_limits(limits: Limits) -> None:
    cpu = limits.cpu_seconds
    for which, soft, hard in (
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_FSIZE, 0, 0),
        (resource.RLIMIT_MEMLOCK, 0, 0),
        (resource.RLIMIT_MSGQUEUE, 0, 0),
        (resource.RLIMIT_CPU, cpu, cpu + 1),
        (resource.RLIMIT_DATA, limits.data, limits.data),
        (resource.RLIMIT_AS, limits.address_space, limits.address_space),
        (resource.RLIMIT_STACK, MAX_STACK, MAX_STACK),
    ):
        resource.setrlimit(which, (soft, hard))
    if not limits.threads:
        resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))


def _drop_capabilities() -> None:
    for capability in range(_LAST_CAPABILITY + 1):
        if _libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0) != 0:
            break
    _libc.prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0)
    header = struct.pack("<Ii", 0x20080522, 0)
    if _libc.capset(header, bytes(24)) != 0:
        raise _refusal("capabilities")


def _restrict_files() -> None:
    abi = landlock_abi()
    if abi < LANDLOCK_MIN_ABI:
        raise _refusal("landlock")
    files = (1 << _LANDLOCK_FS_BITS[min(abi, max(_LANDLOCK_FS_BITS))]) - 1
    network = 3 if abi >= _LANDLOCK_NET_ABI else 0
    scope = 3 if abi >= _LANDLOCK_SCOPE_ABI else 0
    # The structure grew with the ABI; an older kernel takes only its own size.
    fields = 3 if abi >= _LANDLOCK_SCOPE_ABI else 2 if abi >= _LANDLOCK_NET_ABI else 1
    attributes = struct.pack("<QQQ", files, network, scope)[: 8 * fields]
    ruleset = _libc.syscall(_SYS_LANDLOCK_CREATE, attributes, len(attributes), 0)
    if ruleset < 0:
        raise _refusal("landlock")
    refused = _libc.syscall(_SYS_LANDLOCK_RESTRICT, ruleset, 0)
    os.close(ruleset)
    if refused != 0:
        raise _refusal("landlock")


def _rule(rules: Any, action: int, name: str, *conditions: Any) -> None:
    try:
        rules.add_rule(action, name, *conditions)
    except (OSError, ValueError):
        # A call that this libseccomp does not know stays under the default:
        # refused. Every required call is exercised by the tests.
        return


def _write_map(name: str, line: str) -> None:
    try:
        with open(f"/proc/self/{name}", "w", encoding="ascii") as handle:
            handle.write(line)
    except OSError:
        # Unmapped is safer still: the process is then nobody at all.
        return


def _probe_namespace(flag: int) -> bool:
    child = os.fork()
    if child == 0:
        _libc.unshare(_CLONE_NEWUSER)
        os._exit(0 if _libc.unshare(flag) == 0 else 1)
    return os.waitpid(child, 0)[1] == 0


def _seccomp_works() -> bool:
    try:
        rules = prepare_filter()
    except SandboxError:
        return False
    child = os.fork()
    if child == 0:
        try:
            _libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
            rules.load()
            os._exit(0)
        except OSError:
            os._exit(1)
    return os.waitpid(child, 0)[1] == 0


def _refusal(wall: str) -> SandboxError:
    return SandboxError(
        f"The lock-down for media is incomplete here: {wall} is missing.",
        safe="No media file was parsed.",
        todo="Use a Linux kernel of 5.13 or later with seccomp and Landlock enabled.",
    )
