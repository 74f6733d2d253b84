# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""One way through a film, coarse to fine; runs in the locked-down child only.

What holds: the file is read once from start to end, every coded packet is
committed to on the way (see `packets`), and the keyframes that `sampling` wants
are decoded alone. Between two of them the frames are decoded, through a second
reader of the same file, only where a watcher suspects that something begins there
or where keyframes are further apart than `LONGEST`. Pictures come in order of
time, each once. What is damaged is passed over, and noted.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Protocol

import av
import av.error

from witnessbox.media import decode, packets, probe
from witnessbox.media.fine import Fine, Walked, frame_of, prepare
from witnessbox.media.frame import Frame
from witnessbox.media.probe import Opened
from witnessbox.media.sampling import CALM, LARGE, LONGEST, Sampler

if TYPE_CHECKING:
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream


FULL = 1920 * 1080
PURSE, PURSE_A_PICTURE = 150 * FULL, FULL // 4
"""Pixels of frames between keyframes that may be decoded on suspicion: a short small
film all; of a long one of 1080p, of which every picture is suspicious, one frame in
four hundred. A frame of 1080p costs 8 ms with what looks at it, a keyframe 20, and
with all stages 35: what is paid at most is a fortieth of that, and 1.2 s a film."""
SHORT = Fraction(30)
"""Seconds up to which a film's last frames are decoded in any case."""
CLOSING = Fraction(1)
"""Seconds after the last picture from which the film's last frame is one too."""


class Eyes(Protocol):
    """Who watches; see `analysis.stage.FineWatcher`."""

    def suspects(self, frame: Frame, sizes: Sequence[tuple[int, int, bool]]) -> bool:
        """Whether the frames before this picture must be decoded."""
        ...

    def between(self, frame: Frame) -> bool:
        """One frame before it; true makes it a sampled picture as well."""
        ...

    def frame(self, frame: Frame, *, seen: bool = False) -> None:
        """One sampled picture; `seen` if it was given to `between` before."""
        ...


class Walk:
    """One film, one pass.

    Args:
        opened: The container, at its start.
        again: Opens the same file a second time, for the fine looks.
        walked: Filled on the way.
        salt: Of the packets' commitments; empty for none.
    """

    def __init__(
        self,
        opened: Opened,
        again: Callable[[], Opened],
        walked: Walked,
        salt: bytes = b"",
    ) -> None:
        self.walked = walked
        self._opened = opened
        self._again = again
        self._salt = salt
        self._fine: Fine | None = None
        self._last: Fraction | None = None
        self._purse = PURSE

    def through(self, stream: VideoStream | None, eyes: Eyes) -> Iterator[None]:
        """Walk to the end; yields after each sampled picture.

        Args:
            stream: Whose pictures are watched; None only commits to packets.
            eyes: Who watches them.
        """
        if stream is not None:
            prepare(stream)
            base = Fraction(stream.time_base or Fraction(1, av.time_base))
            sampler = Sampler(base)
        sizes: list[tuple[int, int, bool]] = []
        passed: Any = None
        for packet in self._packets():
            if stream is None or packet.stream_index != stream.index:
                continue
            stamp = packet.pts if packet.pts is not None else packet.dts
            if stamp is None:
                continue
            key = packet.is_keyframe and not packet.is_corrupt
            found = None
            if sampler.wanted(stamp, packet.size, key=key):
                found = self._alone(stream, packet)
            if found is not None:
                between = passed, sizes
                yield from self._step(stream, frame_of(found, stream), between, eyes)
                sizes, passed = [], None
            elif key:
                passed = packet
            sizes.append((stamp, packet.size, key))
        if stream is None:
            return
        found = None if passed is None else self._alone(stream, passed)
        if found is not None:
            # The last keyframe, which was passed over, may begin something.
            between = None, sizes
            yield from self._step(stream, frame_of(found, stream), between, eyes)
            sizes = [one for one in sizes if one[0] >= (found.pts or 0)]
        if self._last is None or unsettled(sizes, base, self._last):
            yield from self._between(stream, None, eyes)

    def _packets(self) -> Iterator[Any]:
        trees = self.walked.trees
        try:
            for packet in self._opened.container.demux():
                if not packet.size:
                    continue
                if packet.is_corrupt:
                    self.walked.notes.add("damaged")
                if self._salt:
                    index = packet.stream_index
                    tree = trees.setdefault(index, packets.Tree())
                    data = bytes(packet)
                    tree.append(
                        packets.packet_digest(self._salt, index, tree.size, data)
                    )
                yield packet
        except (av.error.FFmpegError, OSError) as error:
            if isinstance(error, MemoryError | BrokenPipeError):
                raise
            self.walked.broken = True

    def _alone(self, stream: VideoStream, packet: Any) -> VideoFrame | None:
        """Decode one keyframe without its neighbours."""
        frames = decode.decoded(stream, packet, self.walked.notes)
        with contextlib.suppress(av.error.FFmpegError, ValueError):
            # Decoders hold pictures back for reordering: ask for them, begin anew.
            frames += stream.codec_context.decode(None)
        stream.codec_context.flush_buffers()
        for found in frames:
            self.walked.decoded += 1
            if found.width * found.height > probe.MAX_PIXELS:
                self.walked.notes.add("damaged")
                continue
            found.pts = found.pts if found.pts is not None else packet.pts
            return found  # type: ignore[no-any-return]
        return None

    def _step(
        self,
        stream: VideoStream,
        frame: Frame,
        between: tuple[Any, Sequence[tuple[int, int, bool]]],
        eyes: Eyes,
    ) -> Iterator[None]:
        """One picture, and what lies between the last one and it.

        Args:
            stream: Whose.
            frame: The picture.
            between: A keyframe that was passed over, or None, and all packets' sizes.
            eyes: Who watches.
        """
        passed, sizes = between
        wide = self._last is not None and frame.time - self._last > LONGEST
        # Asked always, so that the watcher's own account of the film has no gap.
        suspected = self._last is not None and eyes.suspects(frame, sizes)
        self._purse += PURSE_A_PICTURE
        if suspected and not wide and self._purse <= 0:
            # What a film may cost is rationed in frames, never in measured time, so
            # that the same film gives the same findings on every machine.
            self.walked.notes.add("coarse")
            suspected = False
        halved = None
        if suspected and passed is not None and not wide:
            # One keyframe tells which half it is in: a frame for up to fifty.
            halved = self._alone(stream, passed)
        if halved is not None:
            middle = frame_of(halved, stream)
            first = [one for one in sizes if one[0] < (middle.pts or 0)]
            yield from self._step(stream, middle, (None, first), eyes)
            rest = [one for one in sizes if one[0] >= (middle.pts or 0)]
            yield from self._step(stream, frame, (None, rest), eyes)
            return
        if wide or suspected:
            yield from self._between(stream, frame.time, eyes)
        self._give(frame, eyes)
        yield

    def _between(
        self, stream: VideoStream, until: Fraction | None, eyes: Eyes
    ) -> Iterator[None]:
        if self._fine is None:
            self._fine = Fine(self._again(), stream.index, self.walked)
        after = self._last
        held: Frame | None = None
        for frame in self._fine.frames(after, until):
            self._purse -= frame.size[0] * frame.size[1]
            due = self._last is None or frame.time - self._last >= CALM
            if eyes.between(frame) or due:
                self._give(frame, eyes, seen=True)
                held = None
                yield
            else:
                held = frame
        if until is None and held is not None and self._far(held.time):
            # The last frame of the film closes the account.
            self._give(held, eyes, seen=True)
            yield

    def _far(self, time: Fraction) -> bool:
        return self._last is None or time - self._last >= CLOSING

    def _give(self, frame: Frame, eyes: Eyes, *, seen: bool = False) -> None:
        self._last = frame.time
        self.walked.pictures += 1
        eyes.frame(frame, seen=seen)


def unsettled(
    sizes: Sequence[tuple[int, int, bool]], base: Fraction, last: Fraction
) -> bool:
    """Whether the frames after the last sampled picture must be decoded.

    They are where the film is short, where they last too long, and where one of
    them is so large that it is a new picture; else they are like what was seen.
    """
    if len(sizes) < 2:
        return False
    end = sizes[-1][0] * base
    key = sizes[0][1]
    large = any(size * LARGE[1] > key * LARGE[0] for _, size, _ in sizes[1:])
    return large or end < SHORT or end - last > LONGEST
