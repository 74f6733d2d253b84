# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Where items are watched: one object, one key, one child, many stages.

What holds: a child is given one object's descriptor and that object's file key,
nothing else; what comes back was checked. A stage that takes its child down with
it has failed, by name, and the item is watched again without it; what was
watched before then is thrown away, so that nothing is counted twice. It ends
after at most one try more than there are stages.
"""

from __future__ import annotations

import secrets
import sys
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from witnessbox.analysis import claims
from witnessbox.analysis.claims import EndClaim, FindingsClaim, StillClaim
from witnessbox.analysis.stage import About, Stage
from witnessbox.base.canonical import JsonDict
from witnessbox.base.errors import SandboxError
from witnessbox.base.values import ObjectName
from witnessbox.media import check, record
from witnessbox.media.check import LiedError
from witnessbox.media.client import SpawnerClient, cpu
from witnessbox.media.follow import STALLED_SECONDS, Followed, Watching, follow
from witnessbox.media.formats import Reason
from witnessbox.media.job import Job
from witnessbox.media.reply import Bounds, Reply
from witnessbox.model.evidence import Extent
from witnessbox.model.finding import Finding
from witnessbox.vault.format import X25519Identity
from witnessbox.vault.store import Vault

COMMAND = (sys.executable, "-I", "-m", "witnessbox.pipeline.watcher")
SALT_SIZE = 32
STILL_BYTES = 3 * record.STILL_EDGE * record.STILL_EDGE
BOUNDS = Bounds(blobs=1, blob=STILL_BYTES, total=STILL_BYTES, parts=claims.MAX_PARTS)
BASE_SECONDS = 120.0
BYTES_A_SECOND = 100e3
"""A film of 4 Mbit/s whose every frame is decoded at the speed at which it was
filmed takes 500 kB/s; a fifth of that is let pass."""

Extents = tuple[Extent, ...] | None


@dataclass(frozen=True, slots=True)
class Sealed:
    """Where an original lies."""

    name: ObjectName
    size: int
    extents: Extents


@dataclass(slots=True)
class Seen:
    """What was made of one item.

    Attributes:
        findings: Per stage that did not fail.
        failed: Per stage that did, why.
        end: The child's account; None if it could give none.
        reason: Why nothing could be watched, if so.
        salt: Of the commitments to packets.
    """

    findings: dict[str, list[Finding]] = field(default_factory=dict)
    failed: dict[str, Reason] = field(default_factory=dict)
    end: EndClaim | None = None
    reason: Reason | None = None
    salt: bytes = b""


def client_for(models: Mapping[str, str]) -> SpawnerClient:
    """The way to a process that has these models; its first use starts it."""
    named = [f"{name}={path}" for name, path in sorted(models.items())]
    return SpawnerClient((*COMMAND, *named))


class Album(Protocol):
    """Takes the pictures of one item."""

    def add(self, still: StillClaim) -> None:
        """One more."""
        ...

    def restart(self) -> None:
        """Those so far are not to be used: the item is watched again."""
        ...


class Lookout:
    """Watches sealed originals with one compartment's identity.

    Args:
        vault: Where they lie.
        identity: Opens them.
        models: Name and path of each model that is there and was checked.
        client: The way to the process that forks the children.

    Attributes:
        stalled: Seconds after which a child that does nothing is ended.
    """

    def __init__(
        self,
        vault: Vault,
        identity: X25519Identity,
        models: Mapping[str, str],
        client: SpawnerClient,
    ) -> None:
        self._vault = vault
        self._identity = identity
        self.models = dict(models)
        self.stalled = STALLED_SECONDS
        self.client = client

    def able(self, stages: Sequence[Stage]) -> list[Stage]:
        """Those whose models are all there."""
        return [s for s in stages if all(name in self.models for name in s.models)]

    def watch(
        self,
        sealed: Sealed,
        about: About,
        stages: Sequence[str],
        album: Album | None,
        *,
        packets: bool = True,
    ) -> Seen:
        """Watch one item with some stages, in one decode.

        Args:
            sealed: The original.
            about: What is known of it.
            stages: Names of stages, all able.
            album: Takes each picture that was watched; None wants none.
            packets: Whether to commit to the coded packets as well.

        Raises:
            SandboxError: The lock-down is not complete on this system.
        """
        seen = Seen(salt=secrets.token_bytes(SALT_SIZE) if packets else b"")
        left = list(stages)
        gone = 0
        while True:
            followed = self._once(sealed, about, left, (seen, album))
            if followed.reason is None and seen.end is not None:
                break
            gone += followed.gone
            if gone > 1:
                raise refusal()
            reason = seen.reason or followed.reason or Reason.CRASHED
            seen.findings, seen.end = {}, None
            if album is not None:
                album.restart()
            if followed.gone:
                continue
            if not followed.who or seen.reason is not None:
                seen.reason = reason
                break
            seen.failed[left.pop(followed.who - 1)] = reason
        if seen.end is not None:
            seen.failed.update(seen.end.failed)
            seen.reason = seen.end.reason
        for name in seen.failed:
            seen.findings.pop(name, None)
        return seen

    def _once(
        self,
        sealed: Sealed,
        about: About,
        names: Sequence[str],
        kept: tuple[Seen, Album | None],
    ) -> Followed:
        seen, album = kept
        parameters: JsonDict = {
            "stages": [*names],
            "about": about_json(about),
            "salt": seen.salt.hex(),
            "stills": album is not None,
        }
        seconds = BASE_SECONDS + sealed.size / BYTES_A_SECOND
        watching = Watching(BOUNDS, seconds, len(names), self.stalled)
        parts = self.job("watch", sealed, parameters, watching)
        while True:
            try:
                part = next(parts)
            except StopIteration as stop:
                followed: Followed = stop.value
                return followed
            try:
                take(seen, part, names, album)
            except LiedError:
                parts.close()
                seen.reason = Reason.LIED
                return Followed(Reason.LIED)

    def job(
        self, verb: str, sealed: Sealed, parameters: JsonDict, watching: Watching
    ) -> Generator[Reply, None, Followed]:
        """The parts of one answer, well framed and still untrusted."""
        key = self._vault.file_key(sealed.name, self._identity)
        job = Job(
            verb, parameters, key, sealed.size, sealed.extents, cpu(watching.seconds)
        )
        with self._vault.backend.reader(sealed.name) as opened:
            return (yield from follow(self.client, job, opened.fileno, watching))


def take(seen: Seen, part: Reply, names: Sequence[str], album: Album | None) -> None:
    """Check one part and keep what it says.

    Raises:
        LiedError: It breaks a rule.
    """
    answer = check.take_dict(part.untrusted_result)
    if seen.end is not None or seen.reason is not None:
        raise LiedError("a part after the end")
    if "failed" in answer:
        seen.reason = check.take_reason(answer["failed"]) or Reason.CRASHED
        return
    claim = claims.check_part(answer, part.blobs, names)
    if isinstance(claim, StillClaim):
        if album is None:
            raise LiedError("a still that nobody asked for")
        album.add(claim)
    elif isinstance(claim, FindingsClaim):
        found = seen.findings.setdefault(names[claim.stage - 1], [])
        found.extend(claim.findings)
        if len(found) > claims.MOST_FINDINGS:
            raise LiedError("more findings than a stage may give")
    else:
        seen.end = claim


def about_json(about: About) -> JsonDict:
    """As it travels to the child."""
    return {
        "kind": about.kind,
        "media_type": about.media_type,
        "size": None if about.size is None else [*about.size],
        "duration": None
        if about.duration is None
        else [about.duration.numerator, about.duration.denominator],
        "settings": dict(about.settings),
    }


def refusal() -> SandboxError:
    """What is said when no item can be watched here."""
    return SandboxError(
        "The process that watches items ended, twice.",
        safe="What was recorded is stored; this item waits as before.",
        todo="Run `witnessbox status` to see what this system lacks.",
    )
