# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Whisper by way of CTranslate2: stretches of voice in, words with times out.

What holds: four stretches are decoded side by side; greedy search's dearer
brother (five beams), no sampling, no text carried over from one stretch to the
next, so that what is invented once is not believed again. The model comes from
bytes in memory and the tokenizer as well: once built, nothing is opened.

The language is asked of every stretch; each language is decoded by itself.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from witnessbox.analysis.transcript import EXPECTED

BATCH = 4
"""Stretches side by side. Over 250 s of read prose, one core: two took 25.7 s and
724 MB at most, four 26.0 s and 957 MB, eight 24.8 s and 1,250 MB."""
BEAMS = 5
RATE = 16_000
FILES = ("model.bin", "config.json", "tokenizer.json", "vocabulary.txt")
MAX_MODEL = 4 << 30
"""Bytes of the largest file of a model."""
_PREPENDED = "\"'“¿([{-«"
_APPENDED = "\"'.。,，!！?？:：”)]}、»…"
_TOKENS_A_SECOND = 15
"""More than anybody says: a loop ends there and not at 448 tokens."""
_SPARE_TOKENS = 40

Samples = npt.NDArray[np.float32]


class Told:
    """What the recogniser says of one stretch.

    Attributes:
        words: (start and end in seconds of the stretch, text, probability).
        no_speech: Probability that nobody speaks.
        logprob: Mean over the tokens.
        ratio: Bytes of text to bytes compressed.
    """

    __slots__ = ("logprob", "no_speech", "ratio", "words")

    def __init__(self, no_speech: float, logprob: float, text: str) -> None:
        coded = text.encode()
        self.words: list[tuple[float, float, str, float]] = []
        self.no_speech = no_speech
        self.logprob = logprob
        self.ratio = len(coded) / len(zlib.compress(coded)) if coded else 0.0


def read_files(folder: str) -> dict[str, bytes]:
    """The files of a model, before the process gives up files."""
    files = {}
    for name in FILES:
        with open(os.path.join(folder, name), "rb") as handle:
            files[name] = handle.read(MAX_MODEL)
    return files


class Recogniser:
    """A model that was built, and nothing of any sound.

    Args:
        files: As `read_files` gave them.
        threads: Processor threads; 0 for all.
    """

    def __init__(self, files: Mapping[str, bytes], threads: int) -> None:
        from faster_whisper import WhisperModel

        self._model: Any = WhisperModel(
            "whisper",
            device="cpu",
            compute_type="int8",
            cpu_threads=threads,
            files=dict(files),
        )

    def encode(self, stretches: Sequence[Samples]) -> npt.NDArray[np.float32]:
        """What the model heard in each stretch of at most 30 s."""
        features = np.zeros((len(stretches), self._model.model.n_mels, 3000), "float32")
        for at, samples in enumerate(stretches):
            made = self._model.feature_extractor(samples)[:, :-1][:, :3000]
            features[at, :, : made.shape[1]] = made
        return np.asarray(self._model.encode(features))

    def languages(self, heard: npt.NDArray[np.float32]) -> list[dict[str, float]]:
        """Each stretch's chances of each language, by its code."""
        said = self._model.model.detect_language(_storage(heard))
        return [{token[2:-2]: chance for token, chance in one} for one in said]

    def words(
        self,
        heard: npt.NDArray[np.float32],
        seconds: Sequence[float],
        languages: Sequence[str],
    ) -> list[Told]:
        """What is said in each stretch.

        Args:
            heard: As `encode` gave it.
            seconds: How much of each stretch is sound.
            languages: In which each is decoded.
        """
        told: dict[int, Told] = {}
        for language in sorted(set(languages)):
            which = [at for at, one in enumerate(languages) if one == language]
            decoded = self._decode(
                heard[which], [seconds[at] for at in which], language
            )
            told.update(zip(which, decoded, strict=True))
        return [told[at] for at in range(len(languages))]

    def _decode(
        self, heard: npt.NDArray[np.float32], seconds: Sequence[float], language: str
    ) -> list[Told]:
        from faster_whisper.tokenizer import _LANGUAGE_CODES, Tokenizer
        from faster_whisper.transcribe import get_suppressed_tokens

        tokenizer = Tokenizer(
            self._model.hf_tokenizer,
            multilingual=True,
            task="transcribe",
            # A setting may name a language that the model was never taught.
            language=language if language in _LANGUAGE_CODES else EXPECTED[0],
        )
        prompt = self._model.get_prompt(tokenizer, [], without_timestamps=True)
        room = int(_TOKENS_A_SECOND * max(seconds)) + _SPARE_TOKENS
        encoded = _storage(heard)
        results = self._model.model.generate(
            encoded,
            [prompt] * len(seconds),
            beam_size=BEAMS,
            max_length=min(len(prompt) + room, self._model.max_length),
            suppress_blank=True,
            suppress_tokens=get_suppressed_tokens(tokenizer, [-1]),
            return_scores=True,
            return_no_speech_prob=True,
            sampling_temperature=0,
        )
        told = []
        tokens = []
        for result in results:
            text = [one for one in result.sequences_ids[0] if one < tokenizer.eot]
            logprob = result.scores[0] * len(text) / (len(text) + 1)
            told.append(Told(result.no_speech_prob, logprob, tokenizer.decode(text)))
            tokens.append(text)
        self._align(encoded, tokenizer, tokens, (told, seconds))
        return told

    def _align(
        self,
        encoded: Any,
        tokenizer: Any,
        tokens: Sequence[list[int]],
        into: tuple[Sequence[Told], Sequence[float]],
    ) -> None:
        from faster_whisper.transcribe import merge_punctuations

        told, seconds = into
        frames = [max(int(one * 100), 1) for one in seconds]
        aligned = self._model.find_alignment(tokenizer, list(tokens), encoded, frames)
        for one, words in zip(told, aligned, strict=True):
            merge_punctuations(words, _PREPENDED, _APPENDED)
            one.words = [
                (
                    float(word["start"]),
                    float(word["end"]),
                    word["word"].strip(),
                    float(word["probability"]),
                )
                for word in words
                if word["word"].strip()
            ]


Build = Callable[[], Recogniser]


def _storage(heard: npt.NDArray[np.float32]) -> Any:
    import ctranslate2

    return ctranslate2.StorageView.from_array(np.ascontiguousarray(heard))
