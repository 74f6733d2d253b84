# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Names as the published standards write them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from witnessbox.link.transliteration import BY_CODE, STANDARDS, standards_of, write

SAMPLES = Path(__file__).parents[4] / "shared/data/names/iuliia/samples.json"


def test_a_name_is_written_as_each_standard_says() -> None:
    told = {one.name: write("Хрущёв Юрий", one) for one in STANDARDS}
    assert told["ICAO 9303"] == "khrushchev iurii"
    assert told["ISO/R 9:1968"] == "hruščëv jurij"
    assert told["MVD 310, French"] == "khrouchtchev iourii"
    assert told["GOST 7.79 B"] == "xrushhyov yurij"


def test_the_standards_that_fit_are_named_and_no_others() -> None:
    assert "ICAO 9303" in standards_of("щеглов", "shcheglov")
    assert standards_of("щеглов", "chtcheglov") == ("MVD 310, French",)
    assert standards_of("щеглов", "shcheglow") == ()


@pytest.mark.shared
@pytest.mark.skipif(not SAMPLES.exists(), reason="no shared material beside us")
def test_every_published_example_comes_out_as_published() -> None:
    samples = json.loads(SAMPLES.read_text())
    assert set(samples) == set(BY_CODE)
    for code, told in samples.items():
        for russian, latin in told["samples"]:
            assert write(russian, BY_CODE[code]) == latin.lower(), code
