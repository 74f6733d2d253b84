# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""A listener without a model, which does what an item's media type says.

Run as a program in place of `witnessbox.pipeline.listener`: the protocol and the
lock-down are the real ones. With the argument `open` nothing is locked down: the
negative control.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from witnessbox.analysis.stage import About, Sound, Takes, Watcher
from witnessbox.base.canonical import JsonDict
from witnessbox.media import sandbox
from witnessbox.model.finding import Finding
from witnessbox.pipeline import listener

COMMAND = (sys.executable, "-I", os.path.abspath(__file__))
SUMMARY: JsonDict = {
    "draft": True,
    "dropped": {},
    "language": "ru",
    "languages": {"ru": 500},
    "voice_ms": 500,
    "words": 1,
}


def said(sound: Sound, *texts: str, **other: Any) -> Finding:
    """An honest finding at a block's start, or one with other fields."""
    first = int(sound.start * 1000) + 1
    value: JsonDict = {
        "draft": True,
        "language": "ru",
        "text": " ".join(texts),
        "words": [[first, first + 300, text, 900] for text in texts],
    }
    value.update(other.pop("value", {}))
    fields: dict[str, Any] = {
        "kind": "speech",
        "stream": sound.stream,
        "start": Fraction(first, 1000),
        "end": Fraction(first + 300, 1000),
        "score": 900,
    }
    return Finding(**(fields | other), value=value)


def garbage(sound: Sound) -> Iterator[Finding]:
    os.write(3, b"\x00\x00\x00\x02[]" * 100)
    yield said(sound, "после")


def torn(sound: Sound) -> Iterator[Finding]:
    os.write(3, b"\x00\x00\xff\xff{")
    ctypes.string_at(0)
    yield said(sound, "никогда")


def crash(sound: Sound) -> Iterator[Finding]:
    ctypes.string_at(0)
    yield said(sound, "никогда")


def fault(sound: Sound) -> Iterator[Finding]:
    yield said(sound, str(1 // len(sound.samples[:0])))


def hang(sound: Sound) -> Iterator[Finding]:
    time.sleep(3600)
    yield said(sound, "никогда")


def hog(sound: Sound) -> Iterator[Finding]:
    held = [bytearray(1 << 30) for _ in range(8)]
    yield said(sound, str(len(held)))


def endless(sound: Sound) -> Iterator[Finding]:
    while True:
        yield said(sound, "снова")


def attempts(sound: Sound) -> Iterator[Finding]:
    """Everything that a turned child tries; says what was let through."""
    done = {name: turned._reached(call) for name, call in turned.CALLS.items()}
    done |= {name: tried() for name, tried in turned.ATTEMPTS.items()}
    yield said(sound, f"of {len(done)}", *(name for name, out in done.items() if out))


def thread(sound: Sound) -> Iterator[Finding]:
    heard: list[int] = []
    started = threading.Thread(target=heard.append, args=(1,))
    started.start()
    started.join()
    yield said(sound, *["нить" for _ in heard])


def secret(sound: Sound) -> Iterator[Finding]:
    """Give the test time to read this process's memory."""
    held = bytes(range(200, 232))
    time.sleep(3)
    yield said(sound, str(len(held)))


LIES: dict[str, Callable[[Sound], Finding]] = {
    "time": lambda s: said(s, "а", start=Fraction(-5), end=Fraction(-4)),
    "late": lambda s: said(s, "а", end=Fraction(99999)),
    "timeless": lambda s: said(s, "а", start=None, end=None),
    "stream": lambda s: said(s, "а", stream=s.stream + 1),
    "kind": lambda s: said(s, "а", kind="face"),
    "score": lambda s: said(s, "а", score=None),
    "fact": lambda s: said(s, "а", value={"draft": False}),
    "language": lambda s: said(s, "а", value={"language": "Русский"}),
    "text": lambda s: said(s, "а", value={"text": "б"}),
    "controls": lambda s: said(s, "а\u202eб"),
    "escape": lambda s: said(s, "а\x1b[2J"),
    "empty": lambda s: said(s),
    "more": lambda s: said(s, "а", value={"path": "/etc/passwd"}),
    "early summary": lambda s: Finding("summary", value=SUMMARY),
    "order": lambda s: said(
        s, "а", value={"text": "а б", "words": [[200, 250, "а", 1], [100, 150, "б", 1]]}
    ),
    "beyond": lambda s: said(s, "а", value={"words": [[1, 99999, "а", 1]]}),
    "sure": lambda s: said(s, "а", value={"words": [[1, 2, "а", 1001]]}),
}
DOES: dict[str, Callable[[Sound], Iterator[Finding]]] = {
    "words": lambda sound: iter([said(sound, "слово", "второе")]),
    "many": lambda sound: iter([said(sound, str(n)) for n in range(300)]),
    "garbage": garbage,
    "torn": torn,
    "crash": crash,
    "fault": fault,
    "hang": hang,
    "hog": hog,
    "endless": endless,
    "attempts": attempts,
    "thread": thread,
    "secret": secret,
}


class OddWatcher(Watcher):
    def __init__(self, what: str) -> None:
        self._what = what

    def sound(self, sound: Sound) -> Iterator[Finding]:
        if self._what in DOES:
            yield from DOES[self._what](sound)
        elif self._what in LIES:
            yield LIES[self._what](sound)

    def end(self) -> Iterator[Finding]:
        if self._what == "no summary":
            return
        summary = dict(SUMMARY)
        if self._what == "odd summary":
            summary["words"] = -1
        yield Finding("summary", value=summary)
        if self._what == "two summaries":
            yield Finding("summary", value=summary)


class OddStage:
    name = "speech"
    version = "1"
    takes = Takes.SOUND
    kinds = ("sound",)
    models = ()

    def load(self, models: Mapping[str, str]) -> None:
        """Nothing to load; a careless stage would start a thread here."""
        if "careless" in sys.argv:
            threading.Thread(target=time.sleep, args=(60,), daemon=True).start()

    def build(self) -> None:
        """Nothing to build."""

    def watch(self, about: About) -> OddWatcher:
        return OddWatcher(about.media_type)


def _turned() -> Any:
    path = os.path.join(os.path.dirname(__file__), "..", "media", "turned.py")
    spec = importlib.util.spec_from_file_location("turned", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    turned = _turned()
    if "open" in sys.argv:
        sandbox.lock_down = lambda rules, limits: None
    if "gone" in sys.argv:
        sys.exit(0)
    if "unlockable" in sys.argv:
        sandbox.missing = lambda: ["seccomp"]
    listener.serve(OddStage(), {})
