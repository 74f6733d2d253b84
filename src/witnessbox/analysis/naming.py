# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What the name of a file says: whose pattern it is, its number, its time.

What holds: pure, and never raises. A pattern is the name with its digits taken
out, but for a channel and an address (`img_####`, `ch01_########`): devices
number what they record, so that equal patterns are a sign of one device, and
a weak one. A time is taken only where it is a date that exists; it is the
device's clock in no stated zone, but for makers who write UTC. Anyone can
rename a file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from witnessbox.analysis.making import Moment, clean, moment

MAX_NAME = 255
DAY = r"(?P<y>(?:19|20)\d\d)(?P<s>[-_.]?)(?P<m>[01]\d)(?P=s)(?P<d>[0-3]\d)"
CLOCK = r"(?P<H>[0-2]\d)(?P<t>[-_.:h]?)(?P<M>[0-5]\d)(?:(?P=t)m?(?P<S>[0-5]\d))?"
DAY_FIRST = r"(?P<d>[0-3]\d)(?P<s>[-_.])(?P<m>[01]\d)(?P=s)(?P<y>20\d\d)"
_TIMES = tuple(
    re.compile(rf"(?<!\d){form}", re.ASCII)
    for form in (
        rf"{DAY}(?:[-_ T]|_at_| at |__)?{CLOCK}(?P<ms>\d{{3}})?(?!\d)",
        rf"{DAY}(?!\d)",
        # Day first, as people and Russian recorders write it.
        rf"{DAY_FIRST}(?:[-_ ]{CLOCK})?(?!\d)",
        rf"(?P<y>[12]\d)(?P<m>[01]\d)(?P<d>[0-3]\d)[-_]{CLOCK}(?!\d)",
    )
)
_CHANNEL = re.compile(
    r"(?<![a-z])(?:ch|cam|camera|channel|kamera|kanal|камера|кам|канал)[ _-]?"
    r"0*(\d{1,3})(?!\d)",
    re.IGNORECASE | re.ASCII,
)
_ADDRESS = re.compile(r"(?<!\d)\d{1,3}(?:\.\d{1,3}){3}_(\d{1,3})(?=_)", re.ASCII)
_UTC = re.compile(r"PXL_", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{2}")
_DIGITS = re.compile(r"\d+", re.ASCII)
FAMILIES = tuple(
    (name, re.compile(pattern, re.IGNORECASE | re.ASCII))
    for name, pattern in (
        ("Apple or Canon photograph", r"IMG_E?####"),
        ("Canon film", r"MVI_####"),
        ("Nikon", r"_?DSC_####|DSCN####|_DSC####"),
        ("Sony", r"_?DSC#####|MAH#####|C####|M4H#####"),
        ("Fujifilm", r"_?DSCF####"),
        ("Panasonic or Olympus", r"P#######"),
        ("Samsung camera", r"SAM_####"),
        ("camcorder", r"#####|M2U#####|MOV###|MOV_####|MOVI####|CLIP####"),
        ("GoPro", r"GOPR####|G[HXLP]######"),
        ("DJI", r"DJI_####|DJI_<time>_####_[A-Z]|DJI_<time>"),
        ("Android", r"(IMG|VID|PXL|MVIMG|PANO|BURST|REC|AUD)_<time>.*|<time>"),
        ("Windows Phone", r"WP_<time>(_.*)?"),
        ("WhatsApp", r"(IMG|VID|AUD|PTT|DOC)-<time>-WA####.*|WhatsApp .* <time>.*"),
        ("Telegram", r"(photo|video|audio|file)_(#+@)?<time>.*"),
        ("Signal", r"signal-<time>.*"),
        ("screen", r"(Screenshot|Screen ?Recording|Screenrecorder|ScreenRec).*"),
        ("Hikvision", r"hiv#####|ch\d+_(<time>|#{8,}).*|[\d.]+_\d+_<time>.*"),
        ("Dahua", r"(NVR|XVR|DVR|HCVR)_.*ch\d+_.*<time>.*|<clock>-<clock>\[.\].*"),
        ("recorder", r".*(ch|cam|camera|kamera|камера)[ _-]?\d+.*"),
        ("dashcam", r"(FILE|REC|EVT|NOR|EMR)_?(<time>[-_]?|#)#*[FR]?"),
    )
)
"""Makers whose patterns they are: a hint, for patterns are shared. The pattern
is matched as a whole; the first that fits counts."""
PROGRAMS = ("WhatsApp", "Telegram", "Signal", "screen")
"""Not devices: what passes through them is renamed, whoever recorded it."""
_DAHUA_CLOCK = re.compile(r"\d\d\.\d\d\.\d\d(?=-\d\d\.\d\d\.\d\d|\[)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Named:
    """What a name says; empty or None where it says nothing.

    Attributes:
        pattern: Lower case, without extension, `#` for each digit.
        family: Whose pattern it may be, a key of `FAMILIES`.
        counter: The number that goes up from file to file.
        channel: Of a recorder with several cameras.
        recorded: The time in it; `until` a second one after it.
    """

    pattern: str
    family: str = ""
    counter: int | None = None
    channel: int | None = None
    recorded: Moment | None = None
    until: Moment | None = None

    @property
    def telling(self) -> bool:
        """Whether the pattern is one that few devices have."""
        if self.family:
            return self.family not in PROGRAMS
        return "#" in self.pattern and bool(_WORD.search(self.pattern))


def parse(name: str) -> Named:
    """What the last part of a path says."""
    stem = _stem(name)
    found, marked = _times(stem)
    channel = _ADDRESS.search(stem) or _CHANNEL.search(stem)
    kept = channel.span() if channel else (0, 0)
    # In the marked name the channel may lie elsewhere: its own search.
    again = _ADDRESS.search(marked) or _CHANNEL.search(marked)
    form, counter = _counted(marked, again.span() if again else (0, 0))
    family = next((maker for maker, like in FAMILIES if like.fullmatch(form)), "")
    utc = bool(_UTC.match(stem))
    times = [Moment(f"{t.text}Z", zone=True) if utc else t for t in found]
    return Named(
        _counted(stem, kept)[0].lower(),
        family,
        counter,
        int(channel[1]) if channel else None,
        times[0] if times else None,
        times[1] if len(times) > 1 else None,
    )


def _stem(name: str) -> str:
    last = re.split(r"[/\\]", name)[-1]
    kept = clean(last)[:MAX_NAME]
    stem, dot, extension = kept.rpartition(".")
    known = dot and stem and 1 <= len(extension) <= 5 and extension.isalnum()
    # `05.06.07-05.36.07[M]` and dates have dots of their own.
    return stem if known and not extension.isdigit() else kept


def _times(stem: str) -> tuple[list[Moment], str]:
    """Up to two times, and the name with marks in their places."""
    found: list[Moment] = []
    rest = _DAHUA_CLOCK.sub("<clock>", stem)
    rest = re.sub(r"(?<=<clock>-)\d\d\.\d\d\.\d\d", "<clock>", rest)
    for form in _TIMES:
        at = 0
        while len(found) < 2:
            match = form.search(rest, at)
            if match is None:
                break
            stated = _moment(match)
            if stated is None:
                at = match.end()
                continue
            found.append(stated)
            rest = f"{rest[: match.start()]}<time>{rest[match.end() :]}"
            at = match.start() + len("<time>")
        if found:
            break
    return found, rest


def _moment(match: re.Match[str]) -> Moment | None:
    part = match.groupdict()
    # Dashcams write the year in two digits.
    year = part["y"] if len(part["y"]) == 4 else f"20{part['y']}"
    text = f"{year}-{part['m']}-{part['d']}"
    if part.get("H"):
        text += f"T{part['H']}:{part['M']}"
        text += f":{part['S']}" if part["S"] else ""
        text += f".{part['ms']}" if part.get("ms") and part["S"] else ""
    stated = moment(text)
    # A time of day that does not exist: the digits were something else.
    whole = stated is not None and ("T" in stated.text) == ("T" in text)
    return stated if whole else None


def _counted(rest: str, channel: tuple[int, int]) -> tuple[str, int | None]:
    """The name with `#` for its numbers, and the last of these numbers."""
    counter: int | None = None
    out, at = [], 0
    for match in _DIGITS.finditer(rest):
        inside = channel[0] <= match.start() < channel[1]
        out.append(rest[at : match.start()])
        out.append(match[0] if inside else "#" * len(match[0]))
        if not inside and len(match[0]) <= 9:
            counter = int(match[0])
        at = match.end()
    return "".join([*out, rest[at:]]), counter
