# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""FollowTheMoney: what its schemata can hold of a case, one entity a line.

What holds: ids are new in each export; names are pseudonyms unless names were let
pass; a date is never more exact than it was; every link has a role and the documents
that it rests on, or says that none are held; what contradicts a claim is there beside
what supports it. Documents carry no file name and no hash. Which fields do not fit is
said in docs/guide/exchange.md. What a machine or we reckon is never given a score.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from witnessbox.model.field import UNKNOWN
from witnessbox.release import exchange_ftm_facts as facts
from witnessbox.release.exchange_ftm_graph import Graph, text
from witnessbox.release.exchanged import Cited, Given, Renamed
from witnessbox.release.gate import Passed

KINDS = frozenset(
    {
        "person", "name", "place", "organisation", "post", "occupancy", "event", "act",
        "involvement", "appearance", "identification", "ground", "support",
        "transcript", "description",
    }
)  # fmt: skip

VICTIM, PERPETRATOR, REPORTS = "victim-of", "perpetrator-of", "reports-to"
EVIDENCE = "evidence"
NONE_HELD = "no evidence held"
PUBLIC = frozenset(
    {
        "ministry", "service", "region", "colony", "hospital", "unit", "shift",
        "court", "prosecution", "investigation", "police", "army",
    }
)  # fmt: skip
DOCUMENTS = {"video": "Video", "sound": "Audio", "photograph": "Image"}


def written(
    passed: Passed, items: Mapping[str, Cited], renamed: Renamed
) -> tuple[bytes, tuple[tuple[str, str], ...]]:
    """The entities of what the gate let pass; and (record, field) of what was cut."""
    graph = Graph(passed, renamed)
    for number, (name, one) in enumerate(sorted(items.items()), 1):
        schema = DOCUMENTS.get(one.kind, "Document")
        graph.add(name, schema, title=f"{schema} {number}", fileName=f"{number}")
    for record in passed.records:
        _WRITERS[record.kind](graph, record)
    lines = [json.dumps(one, ensure_ascii=False, sort_keys=True) for one in graph.all()]
    return "".join(f"{line}\n" for line in lines).encode(), tuple(graph.cut)


def _person(graph: Graph, one: Given) -> None:
    many = text(one, "counting") in ("group", "family")
    graph.add(
        one.id,
        "LegalEntity" if many else "Person",
        name=text(one, "label"),
        alias=text(one, "official_name"),
        weakAlias=text(one, "native_name"),
        description=text(one, "described"),
        notes=text(one, "notes"),
    )
    if not many and text(one, "sex") in facts.GENDERS:
        graph.put(one.id, "gender", text(one, "sex"))
    graph.code(one, "counting", "least", "most", "sex", "standing", "status", "alive")


def _name(graph: Graph, one: Given) -> None:
    person = graph.target(one, "person")
    if person is not None:
        _person(graph, person)
        graph.put(person.id, "name", text(one, "name"))


def _place(graph: Graph, one: Given) -> None:
    graph.add(
        one.id,
        "Address",
        name=text(one, "name"),
        full=text(one, "name"),
        weakAlias=text(one, "native_name"),
        description=text(one, "described"),
    )
    for name in ("latitude", "longitude"):
        told = text(one, name)
        if told and facts.NUMBER.fullmatch(told):
            graph.put(one.id, name, told)
    graph.code(one, "sort")


def _organisation(graph: Graph, one: Given) -> None:
    sort = text(one, "sort")
    place = graph.target(one, "place")
    graph.add(
        one.id,
        "PublicBody" if sort in PUBLIC else "Organization",
        name=text(one, "name"),
        weakAlias=text(one, "native_name"),
        description=text(one, "described"),
        legalForm=sort,
        addressEntity=graph.id(place.id) if place else None,
    )


def _post(graph: Graph, one: Given) -> None:
    body, above = graph.target(one, "organisation"), graph.target(one, "reports_to")
    graph.add(
        one.id,
        "Position",
        name=text(one, "name"),
        weakAlias=text(one, "native_name"),
        organization=graph.id(body.id) if body else None,
        description=text(one, "duties"),
    )
    graph.code(one, "rank", "basis")
    graph.date(one, "from", "inceptionDate")
    graph.date(one, "to", "dissolutionDate")
    if above is not None:
        _linked(graph, f"{one.id}#above", REPORTS, (one.id, above.id))
        graph.put(f"{one.id}#above", "status", text(one, "basis"))


def _occupancy(graph: Graph, one: Given) -> None:
    graph.add(
        one.id,
        "Occupancy",
        holder=graph.id(str(one.fields["person"])),
        post=graph.id(str(one.fields["post"])),
        description=text(one, "note"),
    )
    graph.code(one, "acting")
    graph.date(one, "from", "startDate")
    graph.date(one, "to", "endDate")


def _event(graph: Graph, one: Given) -> None:
    place = graph.target(one, "place")
    graph.add(
        one.id,
        "Event",
        name=text(one, "title"),
        description=text(one, "observed"),
        addressEntity=graph.id(place.id) if place else None,
        location=text(place, "name") if place else None,
    )
    graph.date(one, "date", "date")
    graph.code(one, "status", "time")
    _proofs(graph, one.id, one, one.id)


def _act(graph: Graph, one: Given) -> None:
    event, victim = str(one.fields["event"]), str(one.fields["victim"])
    _linked(graph, one.id, VICTIM, (victim, event))
    graph.put(one.id, "description", text(one, "observed"))
    graph.code(one, "sort")
    graph.date(one, "date", "date")
    _involved(graph, event, victim)
    _proofs(graph, one.id, one, event)


def _involvement(graph: Graph, one: Given) -> None:
    act = graph.records[str(one.fields["act"])]
    event, person = str(act.fields["event"]), str(one.fields["person"])
    _linked(graph, one.id, PERPETRATOR, (person, event))
    graph.put(one.id, "recordId", graph.id(act.id))
    graph.put(one.id, "description", text(one, "observed"))
    graph.code(one, "degree")
    _involved(graph, event, person)
    _proofs(graph, one.id, one, event)


def _involved(graph: Graph, event: str, person: str) -> None:
    _event_of(graph, event)
    graph.put(event, "involved", graph.id(person))


def _event_of(graph: Graph, event: str) -> None:
    """An event is begun before what happened in it, whatever came first."""
    graph.add(event, "Event", name=text(graph.records[event], "title"))


def _linked(graph: Graph, name: str, role: str, ends: tuple[str, str]) -> None:
    subject, target = (graph.id(end) for end in ends)
    graph.add(name, "UnknownLink", subject=subject, object=target, role=role)


def _proofs(graph: Graph, name: str, record: Given, thing: str) -> None:
    """The documents that a claim rests on: its own spans, and what supports it."""
    found = list(_items(record))
    for other in graph.supports.get(record.id, ()):
        by = text(other, "by")
        if by in graph.items and text(other, "how") == "supports":
            found.append(str(by))
    for item in dict.fromkeys(found):
        graph.put(name, "proof", graph.id(item))
        _documented(graph, f"{record.id}#{item}", item, thing)
        graph.put(f"{record.id}#{item}", "role", EVIDENCE)
        graph.put(f"{record.id}#{item}", "recordId", graph.id(record.id))
    if not found and record.kind in ("act", "involvement"):
        graph.put(name, "status", NONE_HELD)


def _items(record: Given) -> Iterator[str]:
    """The items that a record marks, each once."""
    spans: Any = record.fields.get("spans", ())
    if spans != UNKNOWN:
        yield from dict.fromkeys(str(span["item"]) for span in spans)


def _documented(graph: Graph, name: str, item: str, thing: str) -> None:
    graph.add(name, "Documentation", document=graph.id(item), entity=graph.id(thing))


def _thing(graph: Graph, identity: str) -> str:
    """The thing that a claim is about, for what only things can have."""
    record = graph.records[identity]
    up = {"act": "event", "involvement": "act", "occupancy": "post",
          "identification": "person"}  # fmt: skip
    name = up.get(record.kind)
    return _thing(graph, str(record.fields[name])) if name else identity


def _support(graph: Graph, one: Given) -> None:
    claim, by = str(one.fields["claim"]), text(one, "by")
    thing, how = _thing(graph, claim), text(one, "how") or "neutral"
    if by in graph.items:
        _documented(graph, one.id, str(by), thing)
        graph.put(one.id, "role", how)
        graph.put(one.id, "description", text(one, "note"))
        graph.put(one.id, "recordId", graph.id(claim))
    else:
        said = text(one, "note")
        graph.add(one.id, "Note", name=how, description=said, entity=graph.id(thing))
        graph.put(one.id, "keywords", f"claim: {graph.id(claim)}")
        graph.code(one, "how")
    graph.code(one, "connection", "reliability", "material")


def _ground(graph: Graph, one: Given) -> None:
    claim, how = str(one.fields["identification"]), text(one, "how") or "neutral"
    thing = graph.id(_thing(graph, claim))
    said = text(one, "reasoning")
    graph.add(one.id, "Note", name=how, description=said, entity=thing)
    graph.put(one.id, "keywords", f"ground of: {graph.id(claim)}")
    graph.code(one, "how", "method", "strength")


def _appearance(graph: Graph, one: Given) -> None:
    label = text(one, "label")
    graph.add(one.id, "Person", name=label, description=text(one, "described"))
    graph.put(one.id, "keywords", "appearance")
    for item in _items(one):
        graph.add(
            f"{one.id}#{item}",
            "Mention",
            document=graph.id(item),
            name=label,
            resolved=graph.id(one.id),
        )
        if graph.schema(item) == "Image":
            graph.put(item, "pictured", graph.id(one.id))


def _identification(graph: Graph, one: Given) -> None:
    graph.add(
        one.id,
        "Similar",
        candidate=graph.id(str(one.fields["appearance"])),
        match=graph.id(str(one.fields["person"])),
        criteria=f"grade: {one.fields['grade']}",
    )


def _said(field: str, name: str) -> Any:
    def write(graph: Graph, one: Given) -> None:
        entity = [graph.id(item) for item in _items(one)]
        graph.add(one.id, "Note", name=name, description=text(one, field))
        graph.put(one.id, "entity", entity)
        graph.code(one, "language", "sure")

    return write


_WRITERS: dict[str, Any] = {
    "person": _person, "name": _name, "place": _place, "post": _post,
    "organisation": _organisation, "occupancy": _occupancy, "event": _event,
    "act": _act, "involvement": _involvement, "support": _support, "ground": _ground,
    "appearance": _appearance, "identification": _identification,
    "transcript": _said("text", "Transcript"),
    "description": _said("observed", "Observation"),
}  # fmt: skip
