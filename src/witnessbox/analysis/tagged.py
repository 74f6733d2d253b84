# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""From the tags of any container to findings: device, place, time, encoder.

What holds: the names under which makers write these things are literal tables;
a tag outside them is not shown. Equal findings are given once, in the order of
the file, and few: a file cannot fill the list with its claims.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from witnessbox.analysis.making import (
    Device,
    Moment,
    clean,
    iso6709,
    moment,
    number,
    place,
    written,
)
from witnessbox.analysis.xmp import tags_of
from witnessbox.base.canonical import JsonDict
from witnessbox.model.finding import Finding

MAX_OF_A_KIND = 16
APPLE = "com.apple.quicktime."
ANDROID = "com.android."

MAKE = {
    "make", f"{APPLE}make", f"{ANDROID}manufacturer", "@mak", "manu", "manufacturer",
    "ecor", "imak", "tiff:make", "camera_manufacturer",
}  # fmt: skip
MODEL = {
    "model", f"{APPLE}model", f"{ANDROID}model", "@mod", "modl", "emdl", "imod",
    "tiff:model", "camera_model", "recording_device", "device_model",
}  # fmt: skip
SERIAL = {
    "serial", "serial_number", "serialnumber", "camera_serial_number", "came",
    "aux:serialnumber", "exif:bodyserialnumber", "exifex:bodyserialnumber",
    f"{APPLE}serialnumber", "device_serial",
}  # fmt: skip
SOFTWARE = {
    f"{APPLE}software", f"{ANDROID}version", "@swr", "software", "firm", "firmware",
}  # fmt: skip
ENCODER = {
    "encoder", "@too", "@enc", "isft", "writing_app", "muxing_app", "encoded_by",
    "xmp:creatortool", "writer",
}  # fmt: skip
WRITTEN = {
    "creation_time", f"{APPLE}creationdate", "date", "@day", "idit", "icrd",
    "date_recorded", "date_digitized", "date_encoded", "xmp:createdate",
    "tdrc", "etim", "dateutc", "exif:datetimeoriginal", "photoshop:datecreated",
}  # fmt: skip
PLACE = {"location", "location-eng", "@xyz", f"{APPLE}location.iso6709", "loci"}
ACCURACY = {f"{APPLE}location.accuracy.horizontal"}
TO_UTC = {"creation_time"}
"""FFmpeg puts a Z behind what stands in `mvhd`: the format's word, not the file's."""

BEST_FIRST = (f"{APPLE}creationdate", "datetimeoriginal", "idit", "gps")
_SONY = re.compile(r'(manufacturer|modelName|serialNo)="([^"]{1,64})"')
_SINCE = datetime(1904, 1, 1, tzinfo=UTC)
_CENTURY = 200 * 366 * 86_400


def findings(tags: Sequence[tuple[str, str]], xmp: bytes = b"") -> Iterator[Finding]:
    """Everything that the tags say, each thing once."""
    named = [(clean(name).lower(), clean(text)) for name, text in tags]
    named += tags_of(xmp)
    for name, text in list(named):
        if name == "sony":
            named += [(_plain(k), v) for k, v in _SONY.findall(text)]
    seen: dict[str, list[Finding]] = {}
    for finding in (*_device(named), *_others(named)):
        group = seen.setdefault(finding.kind, [])
        # The same under another name, by FFmpeg after our own walker, is no news.
        news = all(_said(finding) != _said(other) for other in group)
        if news and len(group) < MAX_OF_A_KIND:
            group.append(finding)
    for group in seen.values():
        yield from group


def _said(finding: Finding) -> JsonDict:
    return {name: part for name, part in finding.value.items() if name != "field"}


def _plain(sony: str) -> str:
    return {"manufacturer": "make", "modelName": "model"}.get(sony, "serial")


def _device(named: Sequence[tuple[str, str]]) -> Iterator[Finding]:
    device = Device(*(_first(named, one) for one in (MAKE, MODEL, SERIAL, SOFTWARE)))
    finding = device.finding("tags")
    if finding is not None:
        yield finding


def _first(named: Sequence[tuple[str, str]], wanted: set[str]) -> str:
    return next((text for name, text in named if name in wanted and text), "")


def _others(named: Sequence[tuple[str, str]]) -> Iterator[Finding]:
    accuracy = number(_first(named, ACCURACY))
    for name, text in named:
        if not text:
            continue
        if name in ENCODER:
            yield Finding("encoder", value={"field": name, "text": text})
        elif name in PLACE:
            where = iso6709(text)
            found = None if where is None else place(name, *where, accuracy)
            if found is not None:
                yield found
        elif name in WRITTEN:
            stated = moment(text)
            nominal = ""
            if stated is not None and name in TO_UTC and stated.text.endswith("Z"):
                stated, nominal = Moment(stated.text[:-1], zone=False), "Z"
            found = written(name, stated, nominal)
            if found is not None:
                yield found


def created(fields: Sequence[tuple[str, int]]) -> Iterator[Finding]:
    """Times of creation in seconds since 1904, by the format in UTC.

    Zero and absurd ones are left out; equal ones of several tracks are one.
    """
    seen: set[int] = set()
    for name, stamp in fields[:MAX_OF_A_KIND]:
        if not 86_400 * 366 < stamp < _CENTURY or stamp in seen:
            continue
        seen.add(stamp)
        text = (_SINCE + timedelta(seconds=stamp)).strftime("%Y-%m-%dT%H:%M:%S")
        found = written(name, moment(text), "Z")
        if found is not None:
            yield found


def summary(found: Sequence[Finding]) -> JsonDict:
    """The few words of a summary that all these findings share."""
    device = next((f.value for f in found if f.kind == "device"), {})
    encoder = next((f.value for f in found if f.kind == "encoder"), {})
    times = [f.value for f in found if f.kind == "written"]
    times.sort(key=lambda value: _rank(str(value["field"])))
    return {
        "make": device.get("make", ""),
        "model": device.get("model", ""),
        "serial": device.get("serial", ""),
        "encoder": encoder.get("text", ""),
        "places": sum(f.kind == "place" for f in found),
        "recorded": times[0]["text"] if times else "",
        "zone": bool(times and times[0]["zone"]),
    }


def _rank(field: str) -> int:
    name = field.lower()
    return BEST_FIRST.index(name) if name in BEST_FIRST else len(BEST_FIRST)
