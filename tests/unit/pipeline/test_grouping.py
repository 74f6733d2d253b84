# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Items are grouped by what their files say of the device, out of the index."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image
from tests.unit.pipeline.conftest import TakeIn

from witnessbox.analysis.devices import Grade
from witnessbox.base.values import Compartment
from witnessbox.pipeline import grouping
from witnessbox.pipeline.session import Session
from witnessbox.pipeline.survey import Pace

MAKE, MODEL, SERIAL = 0x010F, 0x0110, 0xA431


def photograph(number: int, serial: str) -> bytes:
    exif = Image.Exif()
    exif[MAKE], exif[MODEL] = "Larch", "Pocket 4"
    exif.get_ifd(0x8769)[SERIAL] = serial
    out = io.BytesIO()
    Image.new("RGB", (64, 48), (number * 40, 90, 90)).save(out, "JPEG", exif=exif)
    return out.getvalue()


def test_photographs_of_one_serial_number_are_one_group(
    session: Session, tmp_path: Path, take_in: TakeIn
) -> None:
    place = tmp_path / "photographs"
    place.mkdir()
    for number, serial in enumerate(["1234567", "1234567", "7654321", "7654321"]):
        (place / f"IMG_{number:04d}.JPG").write_bytes(photograph(number, serial))
    take_in(place)
    with session.reading() as connection:
        # Before the survey nothing but the names ties them.
        assert all(g.grade > Grade.SAME_SERIAL for g in grouping.devices(connection))
    session.survey().run(session.premises.recipients[Compartment.EVIDENCE], Pace())
    with session.reading() as connection:
        found = grouping.devices(connection)
    assert [(g.grade, len(g.members)) for g in found[:2]] == [
        (Grade.SAME_SERIAL, 2),
        (Grade.SAME_SERIAL, 2),
    ]
    assert all("Pocket 4" in group.label for group in found[:2])
