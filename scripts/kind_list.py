# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Write docs/spec/kinds.md from the kinds of record themselves.

Usage: python scripts/kind_list.py [FILE]; without FILE the page goes to stdout.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from witnessbox.model.field import Field, Takes
from witnessbox.model.kind import Kind
from witnessbox.model.kinds import KINDS

HEAD = """\
# Kinds of record

Made from the code by `make generated`; a test compares the two. What a statement is,
and what is refused, says [statements](statements.md); the terms are in
[terms.csv](terms.csv). A kind's name, its prefix, and a field's name never change;
fields are added and never removed.
"""
TAKES = {
    Takes.TEXT: "one line of text",
    Takes.LONG: "text",
    Takes.TERM: "a term of {}",
    Takes.TERMS: "terms of {}",
    Takes.DATE: "a date",
    Takes.NUMBER: "a whole number",
    Takes.FLAG: "yes or no",
    Takes.LINK: "the id of: {}",
    Takes.LINKS: "ids of: {}",
    Takes.SPAN: "a span of an item",
    Takes.SPANS: "spans of items",
    Takes.MEMBER: "a member's handle",
    Takes.LANGUAGE: "a language's code",
}


def takes(field: Field) -> str:
    """What a field takes, in words."""
    named = ", ".join(f"`{one}`" for one in field.of) or "any vocabulary"
    return TAKES[field.takes].format(named)


def section(kind: Kind) -> Iterator[str]:
    """One kind's part of the page."""
    yield f"\n## {kind.name}\n"
    facts = [f"Prefix `{kind.prefix}`", f"sealed to `{kind.compartment.value}`"]
    if kind.roles:
        facts.append("stated by: " + ", ".join(kind.roles))
    if kind.own:
        facts.append("superseded by its first author alone")
    yield "; ".join(facts) + ".\n"
    yield "| field | takes | |"
    yield "|---|---|---|"
    for field in kind.fields:
        needed = "needed" if field.required else ""
        yield f"| `{field.name}` | {takes(field)} | {needed} |"


def main() -> int:
    """Write the page."""
    page = HEAD + "\n".join(line for kind in KINDS for line in section(kind)) + "\n"
    if len(sys.argv) > 1:
        with open(sys.argv[1], "w", encoding="utf-8") as file:
            file.write(page)
    else:
        sys.stdout.write(page)
    return 0


if __name__ == "__main__":
    sys.exit(main())
