# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Holds entities and our table against FollowTheMoney; runs in its own environment.

Reads `{"table":…,"required":…,"limits":…,"entities":[…]}` from stdin and prints
`{"version":…,"errors":[…]}`: what differs from the published schemata, and every
entity that they do not take as it is.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any

import followthemoney  # type: ignore[import-not-found]
from followthemoney.exc import InvalidData  # type: ignore[import-not-found]
from followthemoney.types import registry  # type: ignore[import-not-found]

MODEL = followthemoney.model


def table(told: Any) -> Iterator[str]:
    """What our table says that the schemata do not."""
    for name, properties in told["table"].items():
        schema = MODEL.get(name)
        if schema is None or schema.abstract or schema.deprecated:
            yield f"{name}: no such schema"
            continue
        if set(schema.required) - set(told["required"].get(name, ())):
            yield f"{name}: requires {sorted(schema.required)}"
        for key, kind in properties.items():
            found = schema.get(key)
            if found is None or found.deprecated or found.stub:
                yield f"{name}.{key}: no such property"
            elif (found.range.name if found.range else found.type.name) != kind:
                yield f"{name}.{key}: is not {kind}"
    for kind, limit in told["limits"].items():
        if registry.get(kind).max_length < limit:
            yield f"{kind}: takes {registry.get(kind).max_length} characters"


def entities(told: Any) -> Iterator[str]:
    """What is wrong with each entity, and what reading it would change."""
    every = {one["id"]: one for one in told["entities"]}
    for one in told["entities"]:
        where, schema = one["id"], MODEL.get(one["schema"])
        if schema is None:
            yield f"{where}: no schema {one['schema']}"
            continue
        try:
            schema.validate(one)
        except InvalidData as error:
            yield f"{where}: {one['schema']}: {error.errors}"
        for key in schema.required:
            if not one["properties"].get(key):
                yield f"{where}: {one['schema']} without {key}"
        for key, values in one["properties"].items():
            found = schema.get(key)
            if found is None:
                yield f"{where}: {one['schema']} has no {key}"
            elif found.range is not None:
                yield from astray(found, values, every, where)
            for value in values if found is not None else ():
                if found.type.clean(value) is None:
                    yield f"{where}: {key}: {value!r} is lost"
        yield from edge(schema, one)


def astray(
    found: Any, values: list[str], every: dict[str, Any], where: str
) -> Iterator[str]:
    """The targets that are not in the file, or of another schema than is wanted."""
    for value in values:
        target = every.get(value)
        if target is None:
            yield f"{where}: {found.name} leads out of the file"
        elif not is_a(target["schema"], found.range):
            yield f"{where}: {found.name} leads to {target['schema']}"


def is_a(name: str, wanted: Any) -> bool:
    """Whether a schema is one of those that a property leads to."""
    schema = MODEL.get(name)
    return schema is not None and bool(schema.is_a(wanted))


def edge(schema: Any, one: Any) -> Iterator[str]:
    """A link without a role says nothing."""
    if schema.name == "UnknownLink" and not one["properties"].get("role"):
        yield f"{one['id']}: a link without a role"


def main() -> None:
    """Read, compare, print."""
    told = json.load(sys.stdin)
    errors = [*table(told), *entities(told)]
    print(json.dumps({"version": followthemoney.__version__, "errors": errors}))


if __name__ == "__main__":
    main()
