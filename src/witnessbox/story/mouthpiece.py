# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""A process that speaks the lines it is given and ends: `python -m …mouthpiece`.

What holds: stdin is a JSON list of [words, language, pitch]; stdout is, for
each, four bytes of length and 16-bit samples. A fresh process speaks the same
words the same way; one that has spoken before does not.
"""

from __future__ import annotations

import ctypes
import json
import sys

_SYNCHRONOUS = 2
_NO_EXIT = 0x8000
_UTF8 = 1
_RATE, _PITCH, _RANGE = 1, 3, 4
_WORDS_A_MINUTE = 145


def main() -> None:
    """Speaks what stdin asks for."""
    import espeakng_loader

    library = ctypes.CDLL(str(espeakng_loader.get_library_path()))
    data = str(espeakng_loader.get_data_path()).encode()
    library.espeak_Initialize(_SYNCHRONOUS, 0, data, _NO_EXIT)
    heard: list[bytes] = []

    def hear(samples: int, count: int, events: int) -> int:
        del events
        if samples and count > 0:
            heard.append(ctypes.string_at(samples, count * 2))
        return 0

    kind = ctypes.CFUNCTYPE(
        ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p
    )
    kept = kind(hear)
    library.espeak_SetSynthCallback(kept)
    for words, language, pitch in json.load(sys.stdin):
        heard.clear()
        library.espeak_SetVoiceByName(language.encode())
        library.espeak_SetParameter(_RATE, _WORDS_A_MINUTE, 0)
        library.espeak_SetParameter(_PITCH, pitch, 0)
        library.espeak_SetParameter(_RANGE, 45, 0)
        text = words.encode() + b"\0"
        library.espeak_Synth(text, len(text), 0, 1, 0, _UTF8, None, None)
        library.espeak_Synchronize()
        spoken = b"".join(heard)
        sys.stdout.buffer.write(len(spoken).to_bytes(4, "big") + spoken)


if __name__ == "__main__":
    main()
