# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""XMP packets: the few properties that tell of a device, a time or a place.

What holds: no XML parser sees the packet, so that no entity, no reference and
no nesting can do harm: the names are looked for as they stand, as attribute or
as element, in the first 256 KiB. What is written in an unusual form is missed.
"""

from __future__ import annotations

import html
import re

from witnessbox.analysis.making import clean

MAX_PACKET = 1 << 18
NAMES = (
    "tiff:Make", "tiff:Model", "tiff:Software", "aux:SerialNumber", "aux:Lens",
    "exifEX:BodySerialNumber", "exif:BodySerialNumber", "exif:GPSLatitude",
    "exif:GPSLongitude", "exif:DateTimeOriginal", "xmp:CreateDate", "xmp:ModifyDate",
    "xmp:CreatorTool", "photoshop:DateCreated", "xmpMM:DocumentID",
    "xmpMM:OriginalDocumentID", "xmpMM:InstanceID",
)  # fmt: skip

_FORMS = {
    name: re.compile(
        rf"{re.escape(name)}(?:\s*=\s*[\"']([^\"'<>]{{0,256}})[\"']"
        rf"|\s*>([^<>]{{0,256}})</)"
    )
    for name in NAMES
}


def tags_of(packet: bytes) -> list[tuple[str, str]]:
    """(name in lower case, text) of each property that is there, once each."""
    if not packet:
        return []
    text = packet[:MAX_PACKET].decode("utf-8", "replace")
    found = []
    for name, form in _FORMS.items():
        match = form.search(text)
        value = clean(html.unescape(match[1] or match[2] or "")) if match else ""
        if value:
            found.append((name.lower(), value))
    return found
