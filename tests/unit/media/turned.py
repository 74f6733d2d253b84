# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""A spawner whose children are turned: they try what an exploit would try.

Run as a program in place of `witnessbox.pipeline.spawner`. Each attempt is a
raw system call, and counts as reached unless the kernel or the filter refuses
it: ENOENT or EBADF mean that the call was let through.
"""

from __future__ import annotations

import ctypes
import errno
import functools
import mmap
import os
import struct
import sys
import time
from collections.abc import Callable
from typing import Any

from witnessbox.base.canonical import JsonDict, JsonValue
from witnessbox.media import probe, reader, spawner
from witnessbox.media.source import SourceFile
from witnessbox.pipeline.spawner import open_source

COMMAND = (sys.executable, "-I", os.path.abspath(__file__))
REFUSED = (errno.EPERM, errno.EACCES, errno.ENOSYS, errno.EMFILE, errno.EAGAIN)

_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long

AT_CWD = -100
PARENT = 1
"""The spawner is process 1 of its own namespace."""
_ROOM = ctypes.create_string_buffer(4096)
_PASSWD = b"/etc/passwd\x00"

# name: (number on x86-64, arguments)
CALLS: dict[str, tuple[Any, ...]] = {
    "open a file to read": (2, _PASSWD, 0, 0),
    "openat a file to read": (257, AT_CWD, _PASSWD, 0, 0),
    "openat2 a file": (437, AT_CWD, _PASSWD, bytes(24), 24),
    "create a file": (257, AT_CWD, b"/tmp/turned\x00", 0o102, 0o600),
    "creat": (85, b"/tmp/turned\x00", 0o600),
    "open a folder": (257, AT_CWD, b"/\x00", 0o200000, 0),
    "open the environment": (257, AT_CWD, b"/proc/self/environ\x00", 0, 0),
    "open the parent's memory": (257, AT_CWD, b"/proc/1/mem\x00", 0, 0),
    "open the terminal": (257, AT_CWD, b"/dev/null\x00", 0o2, 0),
    "stat a file": (4, _PASSWD, _ROOM),
    "newfstatat a file": (262, AT_CWD, _PASSWD, _ROOM, 0),
    "statx a file": (332, AT_CWD, _PASSWD, 0, 0xFFF, _ROOM),
    "access a file": (21, _PASSWD, 4),
    "readlink": (89, b"/proc/self/exe\x00", _ROOM, 4096),
    "getcwd": (79, _ROOM, 4096),
    "chdir": (80, b"/\x00"),
    "unlink": (87, b"/tmp/none\x00"),
    "mkdir": (83, b"/tmp/turned-folder\x00", 0o700),
    "rename": (82, b"/tmp/none\x00", b"/tmp/none2\x00"),
    "symlink": (88, b"/etc/passwd\x00", b"/tmp/turned-link\x00"),
    "link": (86, b"/tmp/none\x00", b"/tmp/none2\x00"),
    "chmod": (90, b"/tmp/none\x00", 0o777),
    "chown": (92, b"/tmp/none\x00", 0, 0),
    "truncate": (76, b"/tmp/none\x00", 0),
    "mknod a FIFO": (133, b"/tmp/turned-fifo\x00", 0o010600, 0),
    "set an extended attribute": (188, b"/tmp/none\x00", b"user.x\x00", b"y", 1, 0),
    "list a folder by a descriptor": (217, 0, _ROOM, 4096),
    "name_to_handle_at": (303, AT_CWD, _PASSWD, _ROOM, _ROOM, 0),
    "memfd_create": (319, b"x\x00", 0),
    "socket tcp": (41, 2, 1, 0),
    "socket udp": (41, 2, 2, 0),
    "socket tcp6": (41, 10, 1, 0),
    "socket unix": (41, 1, 1, 0),
    "socket netlink": (41, 16, 3, 0),
    "socket vsock": (41, 40, 1, 0),
    "socket raw": (41, 2, 3, 255),
    "socketpair": (53, 1, 1, 0, _ROOM),
    "connect": (42, 0, bytes(16), 16),
    "bind": (49, 0, bytes(16), 16),
    "receive a descriptor": (47, 999, _ROOM, 0),
    "send a descriptor": (46, 999, _ROOM, 0),
    "sendto": (44, 999, b"x", 1, 0, 0, 0),
    "pipe": (22, _ROOM),
    "dup": (32, 2),
    "dup2": (33, 2, 77),
    "fcntl duplicate": (72, 2, 0, 0),
    "execve": (59, b"/nowhere\x00", 0, 0),
    "execveat": (322, 999, b"\x00", 0, 0, 0x1000),
    "ptrace the parent": (101, 3, PARENT, 0, 0),
    "process_vm_readv": (310, PARENT, 0, 0, 0, 0, 0),
    "process_vm_writev": (311, PARENT, 0, 0, 0, 0, 0),
    "kill the parent": (62, PARENT, 0),
    "kill everybody": (62, -1, 0),
    "tkill": (200, PARENT, 0),
    "tgkill": (234, PARENT, PARENT, 0),
    "pidfd_open": (434, PARENT, 0),
    "pidfd_getfd": (438, 999, 0, 0),
    "pidfd_send_signal": (424, 999, 0, 0, 0),
    "TIOCSTI": (16, 0, 0x5412, b"x"),
    "TIOCLINUX": (16, 0, 0x541C, b"\x02"),
    "keyctl": (250, 0, -3, 0),
    "add_key": (248, b"user\x00", b"x\x00", b"y", 1, -2),
    "request_key": (249, b"user\x00", b"x\x00", 0, 0),
    "unshare the user namespace": (272, 0x10000000),
    "unshare the network": (272, 0x40000000),
    "setns": (308, 999, 0),
    "mount": (165, b"none\x00", b"/mnt\x00", b"nosuchfs\x00", 0, 0),
    "umount": (166, b"/nowhere\x00", 0),
    "pivot_root": (155, b"/nowhere\x00", b"/nowhere\x00"),
    "chroot": (161, b"/\x00"),
    "open_tree": (428, AT_CWD, b"/\x00", 0),
    "fsopen": (430, b"tmpfs\x00", 0),
    "io_uring_setup": (425, 1, _ROOM),
    "io_uring_enter": (426, 999, 0, 0, 0, 0, 0),
    "io_setup": (206, 1, _ROOM),
    "bpf": (321, 5, _ROOM, 16),
    "perf_event_open": (298, bytes(128), 0, -1, -1, 0),
    "userfaultfd": (323, 1),
    "seccomp": (317, 2, 0, _ROOM),
    "prctl dumpable": (157, 4, 1, 0, 0, 0),
    "prctl name": (157, 15, b"innocent\x00", 0, 0, 0),
    "prctl ambient capability": (157, 47, 4, 0, 0, 0),
    "capset": (126, struct.pack("<Ii", 0x20080522, 0), bytes(24)),
    "setuid": (105, 65534),
    "setgroups": (116, 0, 0),
    "setresuid": (117, -1, -1, -1),
    "landlock_create_ruleset": (444, struct.pack("<Q", 1), 8, 0),
    "landlock_restrict_self": (446, 999, 0),
    "setrlimit": (160, 7, struct.pack("<QQ", 1 << 10, 1 << 10)),
    "prlimit the parent": (302, PARENT, 7, 0, _ROOM),
    "personality": (135, 0xFFFFFFFF),
    "modify_ldt": (154, 0, _ROOM, 16),
    "arch_prctl": (158, 0x1003, _ROOM),
    "shmget": (29, 0, 4096, 0o1600),
    "msgget": (68, 0, 0o1600),
    "semget": (64, 0, 1, 0o1600),
    "mq_open": (240, b"turned\x00", 0o102, 0o600, 0),
    "inotify_init": (253,),
    "fanotify_init": (300, 0, 0),
    "epoll_create1": (291, 0),
    "eventfd2": (290, 0, 0),
    "timerfd_create": (283, 1, 0),
    "signalfd4": (289, -1, bytes(8), 8, 0),
    "sched_setscheduler": (144, 0, 0, struct.pack("<i", 0)),
    "sched_setaffinity": (203, 0, 8, b"\xff" * 8),
    "setpriority": (141, 0, 0, 0),
    "sethostname": (170, b"x", 1),
    "uname": (63, _ROOM),
    "sysinfo": (99, _ROOM),
    "getppid": (110,),
    "setsid": (112,),
    "umask": (95, 0o22),
    "sync": (162,),
    "swapon": (167, b"/nowhere\x00", 0),
    "quotactl": (179, 0x80000100, 0, 0, 0),
    "splice": (275, 999, 0, 999, 0, 0, 0),
    "sendfile": (40, 999, 999, 0, 0),
    "copy_file_range": (326, 999, 0, 999, 0, 0, 0),
    "cross-memory move_pages": (279, PARENT, 0, 0, 0, 0, 0),
    "membarrier": (324, 0, 0, 0),
    "kcmp": (312, PARENT, PARENT, 0, 0, 0),
    "lookup_dcookie": (212, 0, _ROOM, 0),
    "clone3": (435, _ROOM, 0),
}


def _reached(call: tuple[Any, ...]) -> bool:
    arguments = [
        ctypes.c_long(part) if isinstance(part, int) else part for part in call
    ]
    ctypes.set_errno(0)
    given = _libc.syscall(*arguments)
    return bool(given >= 0 or ctypes.get_errno() not in REFUSED)


def _forks(number: int, *arguments: int) -> bool:
    ctypes.set_errno(0)
    given = _libc.syscall(
        ctypes.c_long(number), *(ctypes.c_long(part) for part in arguments)
    )
    if given == 0:
        os._exit(0)
    if given > 0:
        os.waitpid(given, 0)
    return bool(given > 0)


def _maps(protection: int) -> bool:
    try:
        mmap.mmap(-1, 4096, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, protection)
    except OSError:
        return False
    return True


def _makes_executable() -> bool:
    page = mmap.mmap(-1, 4096, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    address = ctypes.addressof(ctypes.c_char.from_buffer(page))
    return _reached((10, address, 4096, mmap.PROT_READ | mmap.PROT_EXEC))


def _writes_source() -> bool:
    # The only descriptors are the answer's socket and the source's.
    return any(
        _reached((18, number, b"x", 1, 0)) or _reached((77, number, 0))
        for number in range(3, 64)
        if _libc.lseek(number, 0, 1) >= 0
    )


def _imports() -> bool:
    try:
        import antigravity  # noqa: F401
    except (ImportError, OSError):
        return False
    return True


ATTEMPTS: dict[str, Callable[[], bool]] = {
    "fork": lambda: _forks(57),
    "clone a process": lambda: _forks(56, 17, 0, 0, 0, 0),
    "map memory to execute": lambda: _maps(mmap.PROT_READ | mmap.PROT_EXEC),
    "map memory to write and execute": lambda: _maps(7),
    "make memory executable": _makes_executable,
    "write to the source": _writes_source,
    # Last: a signal would stop a traced process, and its tracer never waits.
    "ptrace": lambda: _reached((101, 0, 0, 0, 0)),
}


def attempt(file: SourceFile, parameters: JsonDict) -> tuple[JsonDict, list[bytes]]:
    """Try everything; which attempts were let through."""
    del file, parameters
    done: JsonDict = {name: _reached(call) for name, call in CALLS.items()}
    done.update({name: tried() for name, tried in ATTEMPTS.items()})
    return done, []


def hog(file: SourceFile, parameters: JsonDict) -> tuple[JsonDict, list[bytes]]:
    """Allocate for ever."""
    del file, parameters
    held = []
    while True:
        held.append(b"x" * (16 << 20))


def spin(file: SourceFile, parameters: JsonDict) -> tuple[JsonDict, list[bytes]]:
    """Compute for ever."""
    del file, parameters
    while True:
        pass


def sleep(file: SourceFile, parameters: JsonDict) -> tuple[JsonDict, list[bytes]]:
    """Wait for ever."""
    del file, parameters
    while True:
        time.sleep(3600)


def crash(file: SourceFile, parameters: JsonDict) -> tuple[JsonDict, list[bytes]]:
    """Read address zero."""
    del file, parameters
    ctypes.string_at(0)
    raise AssertionError


def foreign(file: SourceFile, parameters: JsonDict) -> tuple[JsonDict, list[bytes]]:
    """A call by the x32 numbering, which a filter might overlook."""
    del file, parameters
    return {"reached": _reached((0x40000000 | 39,))}, []


def raw(file: SourceFile, parameters: JsonDict) -> tuple[JsonDict, list[bytes]]:
    """Write the file's own bytes into the answer's socket, over and over."""
    data = file.read()
    times: Any = parameters["times"]
    channel = next(number for number in range(64) if _is_socket(number))
    for _ in range(times):
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(channel, rest) :]
    os._exit(0)


def layered(file: SourceFile, parameters: JsonDict) -> tuple[JsonValue, list[bytes]]:
    """A look with our own lists on or off."""
    if not parameters["lists"]:
        checked = probe.open_container
        probe.refuse_early = _nothing_early
        probe.open_container = functools.partial(checked, checked=False)
    elif not parameters["early"]:
        probe.refuse_early = _nothing_early
    return reader.look(file, {})


def _nothing_early(first: bytes, last: bytes = b"") -> None:
    del first, last


def _is_socket(number: int) -> bool:
    ctypes.set_errno(0)
    return bool(_libc.lseek(number, 0, 1) < 0 and ctypes.get_errno() == errno.ESPIPE)


if __name__ == "__main__":
    for turned in (attempt, hog, spin, sleep, crash, foreign, raw, layered):
        reader.VERBS[turned.__name__] = turned
    spawner.serve(open_source)
