# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""`show`: one item with its origins, derivations and custody history."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import click

from witnessbox.catalogue.answers import Traits
from witnessbox.catalogue.traits import FLAGS
from witnessbox.cli import output
from witnessbox.cli.access import json_option, with_session
from witnessbox.cli.items import item_json
from witnessbox.pipeline.session import Session


@click.command("show")
@click.argument("item")
@json_option
@with_session
def command(session: Session, *, item: str, as_json: bool) -> None:
    """Show one ITEM."""
    view = session.item(item)
    body = {
        "items": [item_json(session, view.row)],
        "derivations": [
            {
                "stage": one.stage,
                "version": one.version,
                "status": one.status,
                "code": one.code,
                "decoder": one.decoder,
                "entry": one.seq,
                "found": one.found,
                "result": one.result,
            }
            for one in view.derivations
        ],
        "said": said_json(view.row.traits),
        "custody": [
            {"entry": c.seq, "at": c.at, "member": c.member, "act": c.act}
            for c in session.custody(item)
        ],
    }
    if as_json:
        output.document("show", body)
    else:
        output.say(json.dumps(body, indent=2, ensure_ascii=False))


def said_json(traits: Traits | None) -> dict[str, Any] | None:
    """What machines and the file say of an item: claims, never facts."""
    if traits is None:
        return None
    having = [name for name, bit in FLAGS.items() if traits.flags & bit]
    return {**asdict(traits), "flags": having}
