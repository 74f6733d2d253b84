# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Take a hostile disk in; account for it; get every original back; touch nothing.

What holds: the source is a copy of a disk (or one made by script) with names,
links, devices, holes and depths that no repository should carry, and old times
on everything, so that a touch would show. The accounting must equal our own walk;
each original must come back equal by `cat`, and through the stock `age` tool
(sparse files are exempt from the second: their object holds data without holes);
the source must be the same tree as before, and strace must see nothing under it
opened for writing, made, renamed, removed or changed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass

from bench import audit, trees
from bench.program import Item, Program, acks, make_light, preload
from bench.report import Report
from bench.scene import keep_in_memory

HOSTILE_PROBE = os.path.join("..", "shared", "probes", "hostile_names.py")
SHARED_DISK = os.path.join("..", "shared", "data", "disk")

LARGE = 64 << 20
"""An item above this is read as a stream, not kept in memory."""

_OPENS = re.compile(rb"\b(?:open|openat|openat2|creat)\(")
_CHANGES = re.compile(
    rb"\b(?:creat|mkdir|mknod|rename|link|symlink|unlink|rmdir|truncate|chmod|chown"
    rb"|lchown|fchmod|fchown|utime|utimes|utimensat|futimesat|setxattr|lsetxattr"
    rb"|fsetxattr|removexattr|ftruncate|fallocate)(?:at|at2)?\("
)
_WRITING = re.compile(rb"O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|O_APPEND|O_TMPFILE")
_WATCHED = (
    "trace=open,openat,openat2,creat,mkdir,mkdirat,mknod,mknodat,rename,renameat,"
    "renameat2,link,linkat,symlink,symlinkat,unlink,unlinkat,rmdir,truncate,"
    "ftruncate,fallocate,chmod,fchmod,fchmodat,chown,fchown,lchown,fchownat,"
    "utime,utimes,utimensat,futimesat,setxattr,lsetxattr,fsetxattr,removexattr,"
    "lremovexattr,fremovexattr"
)


@dataclass(frozen=True, slots=True)
class Returned:
    """How many originals came back equal, and which did not."""

    by_cat: int
    by_age: int
    sparse: int
    unequal: tuple[str, ...]


def make_source(source: str, disk: str, seed: int) -> str:
    """Fill the source; say from what."""
    if os.path.isdir(disk):
        shutil.copytree(disk, source, symlinks=True, dirs_exist_ok=True)
        origin = "a copy of the shared disk"
    else:
        trees.script_disk(source, seed)
        origin = "a disk made by script"
    if os.path.exists(HOSTILE_PROBE):
        added = os.path.join(source, "added by the probe")
        os.mkdir(added)
        subprocess.run(
            [sys.executable, HOSTILE_PROBE, added], check=True, capture_output=True
        )
        origin += ", the probe's names"
    own = os.path.join(source, "added here")
    os.mkdir(own)
    trees.hostile_names(own)
    first = os.path.join(source, "added here", "...")
    try:
        os.setxattr(first, "user.note", b"an attribute")
    except OSError:
        origin += ", without extended attributes"
    trees.age(source)
    return origin + ", our own names"


def writes_seen(log: str, source: str) -> list[str]:
    """Lines of an strace log that open or change anything under the source."""
    prefix = os.fsencode(source)
    found = []
    with open(log, "rb") as lines:
        for line in lines:
            if prefix not in line:
                continue
            opened = _OPENS.search(line) and _WRITING.search(line)
            if opened or _CHANGES.search(line):
                found.append(line.decode("utf-8", "replace").strip())
    return found


def intake(program: Program, source: str, log: str) -> tuple[int, bytes, bytes]:
    """Take the source in under strace, which writes to `log`."""
    argv = ["strace", "-f", "-qq", "-y", "-s", "4096", "-o", log]
    argv += ["-e", _WATCHED]
    argv += program.intake_argv(source, 2)
    done = subprocess.run(argv, capture_output=True, check=False)
    return done.returncode, done.stdout, done.stderr


def control(work: str) -> int:
    """How many of three changes of another tree strace is seen to notice."""
    other = os.path.join(work, "other")
    os.mkdir(other)
    code = (
        "import os, sys; p = os.path.join(sys.argv[1], 'x');"
        " open(p, 'w').close(); os.chmod(p, 0o600); os.unlink(p)"
    )
    log = os.path.join(work, "control.log")
    argv = ["strace", "-f", "-qq", "-y", "-o", log, "-e", _WATCHED]
    subprocess.run([*argv, sys.executable, "-c", code, other], check=True)
    return len(writes_seen(log, other))


def expected(nodes: dict[bytes, trees.Node]) -> Counter[str]:
    """The accounting that our own walk gives."""
    count: Counter[str] = Counter(seen=len(nodes))
    contents = set()
    for node in nodes.values():
        if node.is_original:
            count["known" if node.sha256 in contents else "stored"] += 1
            contents.add(node.sha256)
        else:
            count["refused" if node.kind == "file" else "noted"] += 1
    return count


def bring_back(program: Program, nodes: dict[bytes, trees.Node], work: str) -> Returned:
    """Get every item back in both ways, and hold it against the source's digest."""
    key = os.path.join(work, "key")
    with open(key, "w", encoding="utf-8") as file:
        file.write(program.identity() + "\n")
    by_cat = by_age = sparse = 0
    unequal = []
    for item in program.items():
        path = item.origins[0][1]
        node = nodes[path]
        if _by_cat(program, item) == (node.sha256, node.size):
            by_cat += 1
        else:
            unequal.append(f"cat {path!r}")
        if any(nodes[origin].sparse for _, origin in item.origins):
            sparse += 1
        elif _by_age(program, item, key) == (node.sha256, node.size):
            by_age += 1
        else:
            unequal.append(f"age {path!r}")
    return Returned(by_cat, by_age, sparse, tuple(unequal))


def _by_cat(program: Program, item: Item) -> tuple[str, int]:
    arguments = ("cat", item.item, "--reason", "round trip")
    if item.size > LARGE:
        return _digest(program.argv(*arguments), item.size)
    ran = program.run(*arguments)
    length = len(ran.out) if ran.status == 0 else -1
    return hashlib.sha256(ran.out).hexdigest(), length


def _by_age(program: Program, item: Item, key: str) -> tuple[str, int]:
    if len(item.objects) != 1:
        return "", -1
    sealed = os.path.join(program.box, item.objects[0])
    return _digest(["age", "-d", "-i", key, sealed], item.size)


def _digest(argv: list[str], size: int) -> tuple[str, int]:
    """SHA-256 and length of the first `size` bytes that a command prints."""
    digest, length = hashlib.sha256(), 0
    with subprocess.Popen(
        argv, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as running:
        if running.stdout is None:
            raise RuntimeError("no output")
        while block := running.stdout.read(1 << 20):
            digest.update(block[: size - length])
            length += len(block[: size - length])
    return digest.hexdigest(), length if running.returncode == 0 else -1


def check(report: Report, arguments: argparse.Namespace, work: str) -> None:
    """The whole trip, figure by figure."""
    source = os.path.join(work, "source")
    os.mkdir(source)
    report.add("source", make_source(source, arguments.disk, arguments.seed))
    before = trees.portrait(source)
    make_light()
    preload()
    program = Program(os.path.join(work, "box"), forked=True).init()
    log = os.path.join(work, "strace.log")
    status, out, err = intake(program, source, log)
    wanted = expected(before)
    well = 1 if wanted["refused"] else 0
    said = err[-600:].decode("utf-8", "replace") if status != well else ""
    report.add("exit status of the intake", f"{status} {said}", "", status == well)
    answer = _last_json(out)
    told = {name: answer.get(name) for name in ("seen", *wanted)}
    same = all(told[name] == wanted[name] for name in wanted)
    report.add("accounting", str(told), str(dict(wanted)), same)
    verdict = audit.audit(program, before, acks(out), complete=not wanted["refused"])
    report.add("box against source", str(verdict), "all holds", bool(verdict))
    after = trees.portrait(source)
    changed = trees.changes(before, after)
    report.add("changes of the source", str(changed[:3] or 0), "0", not changed)
    writing = writes_seen(log, source)
    report.add("opened to be changed", str(writing[:3] or 0), "0", not writing)
    with open(log, "rb") as lines:
        looked = sum(os.fsencode(source) in line for line in lines)
    report.add("calls under the source, strace", looked, "> 0", looked > 0)
    noticed = control(work)
    report.add("control: changes that strace notices", noticed, "3", noticed == 3)
    back = bring_back(program, before, work)
    items = len(program.items())
    report.add("items", items)
    report.add("equal by cat", back.by_cat, str(items), back.by_cat == items)
    plain = items - back.sparse
    report.add("equal by stock age", back.by_age, str(plain), back.by_age == plain)
    if back.unequal:
        report.add("not equal", str(back.unequal[:5]))
    found = program.verify("--full")
    bad = [fault for fault in found["faults"] if fault["severity"] != "note"]
    report.add("verify --full", str(bad[:3] or "ok"), "ok", found["ok"] and not bad)


def _last_json(out: bytes) -> dict[str, object]:
    lines = [line for line in out.splitlines() if line.startswith(b"{")]
    return dict(json.loads(lines[-1])) if lines else {}


def main() -> int:
    """Run the round trip and print its table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=20240305)
    parser.add_argument("--disk", default=SHARED_DISK)
    parser.add_argument("--where", default=keep_in_memory())
    arguments = parser.parse_args()
    for tool in ("age", "strace"):
        if not shutil.which(tool):
            print(f"skipped: the Debian package {tool} is missing", file=sys.stderr)
            return 2
    report = Report("disk_roundtrip", vars(arguments))
    with tempfile.TemporaryDirectory(prefix="witnessbox-", dir=arguments.where) as work:
        try:
            check(report, arguments, work)
        finally:
            # Deeper than any path: only rm, which goes step by step, removes it.
            subprocess.run(["rm", "-rf", os.path.join(work, "source")], check=False)
    return report.close()


if __name__ == "__main__":
    sys.exit(main())
