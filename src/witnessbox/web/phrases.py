# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""One finding in words: what it says, and what is to be said beside it.

What holds: nothing here is worded as a fact; a kind that has no words here is not
shown on an item's page; text of a file passes `plain`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from witnessbox.catalogue.found import Found
from witnessbox.model.finding import Finding
from witnessbox.web import dated, words, words_found
from witnessbox.web.tongue import N_, decimal, gettext, ngettext

PAGE_SHOWN = 4000
"""Characters of one page of a document."""

_SPANS = ("still", "black", "grey-out")
HEADS = {
    "text": N_("Read in the picture"),
    "clock": N_("Clock in the picture"),
    "camera": N_("Camera's name in the picture"),
    "speech": N_("Transcript"),
    "page": N_("Text"),
    "still": N_("Nothing moves"),
    "black": N_("Black"),
    "grey-out": N_("Nothing to see"),
    "damage": N_("Damage"),
    "edit-list": N_("Left out by an edit list"),
    "thumbnail": N_("The thumbnail within"),
    "device": N_("Device"),
    "place": N_("Place"),
    "written": N_("Written"),
    "encoder": N_("Program"),
    "author": N_("Author"),
}
FACTS = {
    "device": N_("Device"),
    "place": N_("Place"),
    "written": N_("Time"),
    "encoder": N_("Program"),
    "author": N_("Author"),
}
"""Kinds that hold for the whole item, and what they are called."""


def worded(finding: Finding) -> tuple[str, str]:
    """A finding in words, and a note beside it."""
    value = finding.value
    if finding.kind in _SPANS:
        why = words.said(words_found.NOTHING, _plain(value.get("why")))
        if value.get("equal"):
            why = gettext("not even noise: a frozen or a drawn picture")
        pictures = value.get("pictures")
        if not isinstance(pictures, int) or pictures < 2:
            return why, ""
        return why, ngettext("%(num)s picture", "%(num)s pictures", pictures)
    if finding.kind == "page":
        title = _plain(value.get("title"))
        lines = str(value.get("text") or "")[:PAGE_SHOWN].split("\n")
        return "\n".join(words.plain(line) for line in lines), title
    if finding.kind == "clock":
        first, last = _plain(value.get("first")), _plain(value.get("last"))
        drift = value.get("drift_ms_per_h")
        notes = [words_found.drift(drift)] if isinstance(drift, int) else []
        jumps = value.get("jumps")
        if isinstance(jumps, list) and jumps:
            notes.append(ngettext("jumps once", "jumps %(num)s times", len(jumps)))
        if value.get("ambiguous"):
            notes.append(gettext("day and month could be exchanged"))
        text = dated.claimed(first)
        if last not in ("", first):
            text = f"{text} – {dated.claimed(last)}"
        return text, ", ".join(notes)
    if finding.kind == "speech":
        return _plain(value.get("text")), words_found.language(
            _plain(value.get("language"))
        )
    if finding.kind == "damage":
        code = _plain(value.get("code"))
        missing = value.get("bytes")
        size = words.size(missing) if isinstance(missing, int) and missing else ""
        return words.said(words_found.DAMAGE, code), size
    if finding.kind == "edit-list":
        hidden = value.get("hidden")
        if isinstance(hidden, list) and len(hidden) == 2 and hidden[1]:
            seconds = decimal(hidden[0] / hidden[1], 1)
            return gettext("%(count)s\u00a0s", count=seconds), ""
        return "", ""
    if finding.kind == "thumbnail":
        if value.get("differs"):
            return gettext("It shows something else than the photograph"), ""
        return gettext("It is like the photograph"), ""
    return _plain(value.get("text") or value.get("name")), ""


def texts(some: Sequence[Found]) -> Iterable[str]:
    """What findings of one kind of `FACTS` say of the whole item."""
    for one in some:
        value = one.finding.value
        if one.finding.kind == "place":
            yield _coordinates(value.get("lat_e6"), value.get("lon_e6"))
        elif one.finding.kind == "device":
            parts = [_plain(value.get(k)) for k in ("make", "model", "serial")]
            yield " ".join(part for part in parts if part)
        else:
            text, field = _plain(value.get("text")), _plain(value.get("field"))
            yield f"{text} ({field})" if field else text


def _coordinates(latitude: object, longitude: object) -> str:
    if not isinstance(latitude, int) or not isinstance(longitude, int):
        return ""
    return f"{latitude / 1e6:.6f}, {longitude / 1e6:.6f}"


def _plain(value: object) -> str:
    return words.plain(value) if isinstance(value, str) else ""
