# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""`status`: what is in the box, how far the survey is, what this system lacks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import click

from witnessbox.analysis.devices import Group
from witnessbox.catalogue import contents
from witnessbox.catalogue.contents import Contents, Standing
from witnessbox.cli import output
from witnessbox.cli.access import json_option, with_session
from witnessbox.pipeline import grouping, standing
from witnessbox.pipeline.session import Session

SHOWN = 5


@click.command("status")
@json_option
@with_session
def command(session: Session, *, as_json: bool) -> None:
    """Say what is in the box, how far the survey is, and what this system lacks."""
    seen = session.overview()
    missing = session.desk.client.missing()
    progress = session.progress()
    skipped = standing.skipped(session.lookout.models)
    with session.reading() as connection:
        whole = contents.contents(connection, standing.wanted(), skipped)
        groups = grouping.devices(connection)
    if as_json:
        body = {
            "overview": asdict(seen),
            "accessions": [asdict(one) for one in session.accessions()],
            "progress": [asdict(one) for one in progress],
            "sandbox_lacks": missing,
            "member": session.member,
            "compartments": [each.value for each in session.compartments],
            **contents_json(whole),
            "device_groups": [_group_json(one) for one in groups],
        }
        output.document("status", body)
        return
    output.say(
        f"{seen.items} items from {seen.originals} originals,"
        f" {output.size(seen.bytes)}, {output.duration(seen.seconds)} to play."
    )
    for kind, count in seen.kinds:
        output.say(f"  {kind}: {count}")
    if seen.waiting:
        output.say(f"{seen.waiting} not looked at yet: 'witnessbox survey'.")
    for reason, count in seen.not_shown:
        output.say(f"  cannot be shown, {reason}: {count}")
    for unread in whole.unread:
        output.say(f"  could not be read, {unread.reason}: {unread.names} names")
    for row in progress:
        if row.state == "running":
            done, total = output.size(row.done_bytes), output.size(row.total_bytes)
            output.say(f"Taking in {row.accession}: {done} of {total}.")
    _say_stages(whole)
    _say_contents(whole)
    _say_groups(groups)
    lacks = ", ".join(missing) if missing else "nothing"
    output.say(f"For the sandbox this system lacks: {lacks}.")


def contents_json(whole: Contents) -> dict[str, Any]:
    """What is on it, in the form of the `--json` contract.

    Times of recording, devices and languages are what machines and files say.
    """
    return {
        "stages": [
            {**asdict(one), "reasons": dict(one.reasons)} for one in whole.standings
        ],
        "months": [asdict(one) for one in whole.months],
        "devices": [
            {**asdict(one), **_named(whole, one.value)} for one in whole.devices
        ],
        "languages": [asdict(one) for one in whole.languages],
        "with": [asdict(one) for one in whole.features],
        "places": [asdict(one) for one in whole.places],
        "repeats": asdict(whole.repeats),
        "gaps": [asdict(one) for one in whole.series],
        "unread": [asdict(one) for one in whole.unread],
        "unusual": [asdict(one) for one in whole.unusual],
        "longest": [asdict(one) for one in whole.longest],
    }


def _group_json(group: Group) -> dict[str, Any]:
    return {
        "label": group.label,
        "grade": group.grade.value,
        "members": [
            {"item": one.item, "grade": one.grade.value, "reason": one.reason}
            for one in group.members
        ],
    }


def _say_groups(groups: Sequence[Group]) -> None:
    if groups:
        output.say("Perhaps of one device:")
    for group in groups[:SHOWN]:
        output.say(f"  {group.label}: {len(group.members)} items ({group.grade.value})")
    if len(groups) > SHOWN:
        output.say(f"  and {len(groups) - SHOWN} more groups")


def _named(whole: Contents, key: str) -> dict[str, str | None]:
    device = whole.names.get(key)
    if device is None:
        return {"label": None, "said_by": None}
    return {"label": device.label, "said_by": device.origin}


def _say_stages(whole: Contents) -> None:
    output.say("Stages of the survey:")
    for one in whole.standings:
        output.say(f"  {one.stage}: {_standing(one)}")


def _standing(one: Standing) -> str:
    parts = [f"{one.done} done"]
    if one.waiting and not one.missing:
        parts.append(f"{one.waiting} waiting")
    if one.refused:
        parts.append(f"{one.refused} with nothing to read")
    if one.failed:
        reasons = ", ".join(f"{code}: {count}" for code, count in one.reasons)
        parts.append(f"{one.failed} failed ({reasons})")
    if one.missing:
        parts.append(
            f"{one.waiting} skipped: the model {one.missing} is missing,"
            f" 'witnessbox models fetch'"
        )
    return ", ".join(parts)


def _say_contents(whole: Contents) -> None:
    lists = [
        ("By month, as said", [(c.value, c.seconds) for c in whole.months]),
        (
            "By device, as said",
            [
                (_named(whole, c.value)["label"] or c.value, c.seconds)
                for c in whole.devices
            ],
        ),
        ("By language, as heard", [(c.value, c.seconds) for c in whole.languages]),
        (
            "By folder",
            [(f"{p.accession_name}/{p.folder}", p.seconds) for p in whole.places],
        ),
    ]
    for head, lines in lists:
        if lines:
            output.say(f"{head}:")
        for name, seconds in lines[:SHOWN]:
            output.say(f"  {name}: {output.duration(seconds)}")
        if len(lines) > SHOWN:
            output.say(f"  and {len(lines) - SHOWN} more")
    if whole.repeats.items:
        saved = output.size(whole.repeats.bytes)
        output.say(
            f"{whole.repeats.items} items lay there more than once"
            f" ({whole.repeats.names} more names, {saved})."
        )
    if whole.repeats.groups:
        output.say(
            f"{whole.repeats.alike} items look the same as another, by their pictures."
        )
    for series in whole.series[:SHOWN]:
        output.say(
            f"Numbers missing in {series.series}: {series.missing}"
            f" between {series.first} and {series.last}."
        )
