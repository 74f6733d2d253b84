# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What every leaked disk has: exact copies, strange names, a false video.

What holds: names are bytes; each odd file says what is odd about it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from witnessbox.story.cast import SEVERIA
from witnessbox.story.plot import HERON

_BY_KEY = {clip.key: clip for clip in HERON}
_COPIED = datetime(2024, 3, 20, 23, 41, tzinfo=SEVERIA)


@dataclass(frozen=True, slots=True)
class Oddity:
    """A file that is a copy, or is not what it seems.

    Attributes:
        path: Where it lies on the disk.
        kind: "copy", "note" or "playlist".
        says: One sentence.
        content: Its bytes, unless it is a copy.
        copy_of: The path of what it copies.
        dated: Its time on the disk.
    """

    path: bytes
    kind: str
    says: str
    content: bytes = b""
    copy_of: bytes = b""
    dated: datetime = _COPIED


def _note(name: bytes, says: str, text: str) -> Oddity:
    return Oddity(b"RAZNOE/" + name, "note", says, text.encode())


_LONG = ("список_" + "очень_" * 30).encode()[:250]
while True:
    # Cut between letters, not inside one.
    try:
        _LONG.decode()
        break
    except UnicodeDecodeError:
        _LONG = _LONG[:-1]
_LONG = _LONG + b"_" * (251 - len(_LONG)) + b".txt"

ODDITIES = (
    Oddity(
        b"KOPII/gate_0403.mp4",
        "copy",
        "An exact copy of the gate on 4 March.",
        copy_of=_BY_KEY["gate-2"].path,
    ),
    Oddity(
        "KOPII/نسخة الفيديو.mp4".encode(),
        "copy",
        "An exact copy under an Arabic name.",
        copy_of=_BY_KEY["store-4"].path,
    ),
    Oddity(
        b"KOPII/" + "извинение.mp4".encode("cp1251"),
        "copy",
        "An exact copy under a name that is not UTF-8.",
        copy_of=_BY_KEY["apology-2"].path,
    ),
    Oddity(
        b"REGISTRATOR/REG_0130.MP4",
        "playlist",
        "A playlist that poses as video and names a file of the reader's machine.",
        b"#EXTM3U\n#EXT-X-VERSION:3\n#EXTINF:10.0,\nfile:///etc/hostname\n#EXT-X-ENDLIST\n",
    ),
    _note(
        "справка\u202egpj.exe".encode(),
        "A name that reads backwards.",
        "Это обычный текст. Имя файла показано задом наперёд.\n",
    ),
    _note(_LONG, "A name of 255 bytes.", "Имя этого файла занимает 255 байт.\n"),
    _note(
        "\"кавычки\" 'и' `ещё` $(не команда).txt".encode(),
        "A name with quotes.",
        "Кавычки в имени ничего не значат.\n",
    ),
    _note(
        b"<img src=x onerror=alert(1)>.txt",
        "A name that poses as markup.",
        "This name is only a name.\n",
    ),
    _note(b"=HYPERLINK(0).csv", "A name that poses as a formula.", "a;b\n1;2\n"),
)
