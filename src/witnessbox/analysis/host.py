# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""All stages over one item in one decode; runs in the locked-down child only.

What holds: a stage that raises, or whose finding breaks a rule, has failed with a
reason and is asked no more; the others go on, and what it found before is not
given. Who is at work stands on a page that the parent sees (`media.progress`), so
that a stage that takes the child down with it is known, and the item is looked at
again without it. Every picture that stages see leaves as a still.

What is given, part by part: `{"still": …}` with raw pixels; `{"stage": n,
"findings": […]}`; at last `{"end": …}`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from witnessbox.analysis.running import Running
from witnessbox.analysis.stage import (
    About,
    FineWatcher,
    PacketSize,
    Sound,
    Stage,
    Takes,
    Watcher,
)
from witnessbox.base.canonical import JsonDict, JsonValue
from witnessbox.media import decode, fine, hearing, packets, pictures, probe, walk
from witnessbox.media.formats import Reason
from witnessbox.media.frame import BASE_EDGE, Frame
from witnessbox.media.probe import Refused
from witnessbox.media.progress import Progress
from witnessbox.media.record import MAX_STREAMS
from witnessbox.media.source import SourceFile
from witnessbox.model.finding import Finding

if TYPE_CHECKING:
    from witnessbox.media.reader import Answer

BATCH = 256
"""Findings in one part."""


class Host:
    """The eyes of a walk: gives each picture to every stage.

    Args:
        stages: Which, in their order.
        about: The item.
        progress: The page that the parent sees.
        stills: Whether pictures leave as stills.
    """

    def __init__(
        self,
        stages: Sequence[Stage],
        about: About,
        progress: Progress,
        *,
        stills: bool = True,
    ) -> None:
        self._progress = progress
        self._keeps = stills
        self._stills: list[tuple[JsonDict, bytes]] = []
        self.running: list[Running] = []
        for number, stage in enumerate(stages, 1):
            running = Running(number, stage, Watcher())
            self.running.append(running)
            running.call(progress, lambda r=running: self._begin(r, about))  # type: ignore[misc]

    def _begin(self, running: Running, about: About) -> Iterable[Finding]:
        running.watcher = running.stage.watch(about)
        return ()

    def suspects(self, frame: Frame, sizes: Sequence[PacketSize]) -> bool:
        """Whether any fine watcher wants the frames before this picture."""
        found = False
        for running in self._taking(Takes.PICTURES):
            watcher = running.watcher
            if isinstance(watcher, FineWatcher):
                answers: list[bool] = []
                running.call(
                    self._progress,
                    lambda w=watcher, a=answers: _asked(a, w.suspects(frame, sizes)),  # type: ignore[misc]
                )
                found = found or any(answers)
        return found

    def between(self, frame: Frame) -> bool:
        """One frame before a sampled picture, for the fine watchers."""
        found = False
        for running in self._taking(Takes.PICTURES):
            watcher = running.watcher
            if isinstance(watcher, FineWatcher):
                answers: list[bool] = []
                running.call(
                    self._progress,
                    lambda w=watcher, a=answers: _asked(a, w.between(frame)),  # type: ignore[misc]
                )
                found = found or any(answers)
        return found

    def frame(self, frame: Frame, *, seen: bool = False) -> None:
        """One sampled picture, for all that take pictures; leaves as a still.

        A fine watcher that has seen it among the frames between is not asked again.
        """
        for running in self._taking(Takes.PICTURES):
            if seen and isinstance(running.watcher, FineWatcher):
                continue
            running.call(self._progress, lambda r=running: r.watcher.frame(frame))  # type: ignore[misc]
        if not self._keeps:
            return
        pixels = frame.rgb(BASE_EDGE)
        self._stills.append(
            (
                {
                    "stream": frame.stream,
                    "pts": frame.pts,
                    "time": probe.pair(frame.time) or [0, 1],
                    "width": pixels.shape[1],
                    "height": pixels.shape[0],
                },
                pixels.tobytes(),
            )
        )

    def every(self, frame: Frame) -> None:
        """One frame of a close look."""
        for running in self._taking(Takes.EVERY_PICTURE):
            running.call(self._progress, lambda r=running: r.watcher.frame(frame))  # type: ignore[misc]

    def sound(self, sound: Sound) -> None:
        """A piece of sound."""
        for running in self._taking(Takes.SOUND):
            running.call(self._progress, lambda r=running: r.watcher.sound(sound))  # type: ignore[misc]

    def file(self, file: SourceFile) -> None:
        """The whole file, for each stage that takes files, at its start."""
        for running in self._taking(Takes.FILE):
            file.seek(0)
            running.call(self._progress, lambda r=running: r.watcher.file(file))  # type: ignore[misc]
        file.seek(0)

    def end(self) -> None:
        """The item is over."""
        for running in self.running:
            running.call(self._progress, running.watcher.end)

    def taking(self, takes: Takes) -> bool:
        """Whether anything takes this: a stage, or the stills."""
        stills = takes is Takes.PICTURES and self._keeps
        return stills or bool(self._taking(takes))

    def decodes(self) -> bool:
        """Whether anything needs more of the item than its bytes."""
        wanted = (Takes.PICTURES, Takes.EVERY_PICTURE, Takes.SOUND)
        return any(self.taking(takes) for takes in wanted)

    def parts(self, *, whole: bool = False) -> Iterator[Answer]:
        """What can leave now; all of it if `whole`."""
        for still, pixels in self._stills:
            yield {"still": still}, [pixels]
        self._stills = []
        for running in self.running:
            while len(running.pending) >= BATCH or (whole and running.pending):
                batch, running.pending = (
                    running.pending[:BATCH],
                    running.pending[BATCH:],
                )
                yield {"stage": running.number, "findings": [*batch]}, []

    def _taking(self, takes: Takes) -> list[Running]:
        return [r for r in self.running if r.stage.takes is takes and not r.failed]


def watch(
    stages: Sequence[Stage], file: SourceFile, parameters: JsonDict, progress: Progress
) -> Iterator[Answer]:
    """The verb `watch`: some stages over one file, in one decode.

    Args:
        stages: All that are loaded.
        file: The original.
        parameters: `stages` (names, in order), `about`, `stills` (whether pictures
            leave as stills), and `salt` (hex, or empty for no commitment to packets).
        progress: Where it says who is at work.
    """
    wanted: Any = parameters["stages"]
    by_name = {stage.name: stage for stage in stages}
    about = about_from(parameters["about"])
    running = [by_name[name] for name in wanted]
    host = Host(running, about, progress, stills=bool(parameters["stills"]))
    salt = bytes.fromhex(str(parameters["salt"]))
    walked = fine.Walked()
    reason: Reason | None = None
    decoder = "none"
    host.file(file)
    yield from host.parts()
    try:
        if about.kind == "photograph":
            decoder = pictures.decoder_name()
            if host.taking(Takes.PICTURES):
                host.frame(pictures.view(file, walked.notes))
        elif about.kind in ("video", "sound") and (salt or host.decodes()):
            opened = _open(file)
            decoder = opened.decoder
            for _ in _film(host, opened, file, (walked, salt)):
                yield from host.parts()
    except Refused as refused:
        reason = refused.reason
    if file.failed:
        # The box's own bytes are damaged: what was seen of them is not given.
        raise OSError
    host.end()
    yield from host.parts(whole=True)
    yield _end(host, walked, decoder, reason), []


def about_from(document: Any) -> About:
    """What the parent knows of the item."""
    size, duration = document["size"], document["duration"]
    return About(
        kind=document["kind"],
        media_type=document["media_type"],
        size=None if size is None else (size[0], size[1]),
        duration=None if duration is None else Fraction(*duration),
        settings=document["settings"],
    )


def _film(
    host: Host,
    opened: probe.Opened,
    file: SourceFile,
    account: tuple[fine.Walked, bytes],
) -> Iterator[None]:
    """Each way through the file that any stage needs; yields now and then."""
    walked, salt = account
    pictures = host.taking(Takes.PICTURES)
    if pictures or salt:
        going = walk.Walk(opened, lambda: _open(file.again()), walked, salt)
        yield from going.through(_picture_stream(opened) if pictures else None, host)
    if host.taking(Takes.EVERY_PICTURE):
        again = _open(file.again())
        stream = decode.picture_stream(again)
        for frame in fine.every(again, stream, walked):
            host.every(frame)
            yield
    if host.taking(Takes.SOUND):
        for start, index, samples in hearing.blocks(_open(file.again()), walked.notes):
            host.sound(Sound(index, start, samples))
            yield


def _picture_stream(opened: probe.Opened) -> Any:
    """The stream that is watched; None for sound alone."""
    try:
        return decode.picture_stream(opened)
    except Refused as refused:
        if refused.reason is Reason.NO_PICTURE:
            return None
        raise


def _open(file: SourceFile) -> probe.Opened:
    first = probe.sample(file)
    probe.refuse_early(first)
    return probe.open_container(file, first)


def _asked(answers: list[bool], answer: bool) -> Iterable[Finding]:
    answers.append(answer)
    return ()


def _end(
    host: Host, walked: fine.Walked, decoder: str, reason: Reason | None
) -> JsonValue:
    return {
        "end": {
            "decoder": decoder,
            "reason": reason,
            "broken": walked.broken,
            "notes": [note for note in sorted(walked.notes) if note != "encrypted"],
            "pictures": walked.pictures,
            "decoded": walked.decoded,
            "roots": packets.roots(walked.trees)[:MAX_STREAMS],
            "failed": {r.stage.name: r.failed for r in host.running if r.failed},
            "cut": [r.stage.name for r in host.running if r.cut],
        }
    }
