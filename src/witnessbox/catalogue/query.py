# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Every question that screens and commands ask of the indexes.

What holds: each question is a function of a connection that already attaches
only what its reader may read; it answers in frozen records, pages by cursor,
and never loads a whole table. Names come as bytes and as text for reading.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    func,
    literal_column,
    select,
)

from witnessbox.base.canonical import JsonDict
from witnessbox.base.values import Compartment
from witnessbox.catalogue import found_schema, schema, work_schema
from witnessbox.catalogue.answers import (
    UNKNOWN,
    CustodyRow,
    DerivationRow,
    Filter,
    ItemRow,
    ItemView,
    MemberRow,
    OriginRow,
    Page,
    ProgressRow,
    Traits,
)
from witnessbox.catalogue.traits import flags
from witnessbox.catalogue.work_schema import WORST
from witnessbox.model.evidence import Extent, readable

MAX_PAGE = 500


_ITEM = schema.item.c


def items(
    connection: Connection, narrowed: Filter, limit: int, after: int | None
) -> Page:
    """A page of items, in the order of taking in."""
    limit = max(1, min(limit, MAX_PAGE))
    own = (_ITEM.position, _ITEM.id)
    wanted = _walked(select(schema.item), own, narrowed, after).limit(limit + 1)
    if narrowed.kind:
        wanted = wanted.where(_ITEM.kind == narrowed.kind)
    if narrowed.state:
        wanted = wanted.where(_ITEM.state == narrowed.state)
    if narrowed.by_trait:
        places = connection.scalars(_by_trait(narrowed, limit + 1, after)).all()
        wanted = wanted.where(_ITEM.position.in_(places))
    found = list(connection.execute(wanted))
    more = len(found) > limit
    rows = _item_rows(connection, found[:limit])
    return Page(rows, rows[-1].position if more else None)


def _by_trait(narrowed: Filter, limit: int, after: int | None) -> Select[int]:
    """The positions of the first items that pass, out of the traits alone.

    A row of traits is a fifth of an item's: where few pass, many are read.
    """
    t = found_schema.trait.c
    own = (t.position, t.item)
    wanted = _walked(select(t.position), own, narrowed, after).limit(limit)
    for column, value in (
        (t.kind, narrowed.kind),
        (t.state, narrowed.state),
        (t.month, narrowed.month),
        (t.device, narrowed.device),
        (t.language, narrowed.language),
        (t.shape, narrowed.shape),
        (t.alike, narrowed.alike),
    ):
        if value:
            wanted = wanted.where(column == ("" if value == UNKNOWN else value))
    having, lacking = flags(narrowed.having), flags(narrowed.lacking)
    if having:
        wanted = wanted.where(t.flags.op("&")(having) == having)
    if lacking:
        wanted = wanted.where(t.flags.op("&")(lacking) == 0)
    return wanted


def _walked(
    wanted: Select[Any],
    own: tuple[ColumnElement[int], ColumnElement[str]],
    narrowed: Filter,
    after: int | None,
) -> Select[Any]:
    """Items in their order behind a position, of one accession, by the work on them.

    Where one of these is asked for, its own index is walked. Asked item by item, the
    last of four disks would cost all items of the other three.

    Args:
        wanted: What is selected of an item.
        own: Its position and id there.
        narrowed: What is asked for.
        after: The position that comes before.
    """
    o, w = schema.origin.c, work_schema.work.c
    position, item_id = own
    walked = position
    by_work = _by_work(narrowed)
    if narrowed.accession:
        walked = o.position
        wanted = wanted.join(schema.origin, o.position == position)
        # One that lay there under two names stands once.
        wanted = wanted.where(o.accession == narrowed.accession).group_by(walked)
        if by_work:
            wanted = wanted.where(
                select(w.item).where(w.item == item_id, *by_work).exists()
            )
    elif by_work:
        walked = w.position
        wanted = wanted.join(work_schema.work, w.item == item_id).where(*by_work)
    if after is not None:
        wanted = wanted.where(walked > after)
    return wanted.order_by(walked)


def _by_work(narrowed: Filter) -> list[ColumnElement[bool]]:
    """What members say of the work on an item."""
    w = work_schema.work.c
    clauses: list[ColumnElement[bool]] = []
    if narrowed.work:
        clauses.append(w.state == narrowed.work)
    if narrowed.assignee:
        # Written out, for an index of those that somebody has is found by it alone.
        clauses += [w.assignee == narrowed.assignee, w.assignee != literal_column("''")]
    if narrowed.label == UNKNOWN:
        clauses += [w.labelled == 0, w.severity == WORST]
    elif narrowed.label:
        clauses += [w.labelled == 1, w.severity == int(narrowed.label)]
    return clauses


def item(connection: Connection, item_id: str) -> ItemView | None:
    """One item, or None; what one may not see is None as well."""
    found = connection.execute(
        select(schema.item).where(_ITEM.id == item_id)
    ).one_or_none()
    if found is None:
        return None
    return ItemView(
        row=_item_rows(connection, [found])[0],
        blake3=found.blake3,
        object=found.object,
        extents=parsed_extents(found.extents),
        seq=found.seq,
        origins=origins(connection, item_id),
        derivations=derivations(connection, item_id),
    )


def origins(connection: Connection, item_id: str) -> tuple[OriginRow, ...]:
    """Where an item was found, first finding first."""
    o, a = schema.origin, schema.accession
    wanted = (
        select(o, a.c.name.label("accession_name"), a.c.source.label("codename"))
        .join(a, a.c.id == o.c.accession)
        .where(o.c.item == item_id)
        .order_by(o.c.seq, o.c.leaf)
    )
    return tuple(
        OriginRow(
            accession=row.accession,
            accession_name=row.accession_name,
            source=row.codename,
            source_number=row.source,
            path=row.path,
            name=readable(row.path),
            changed=bool(row.changed),
            at=row.at,
            seq=row.seq,
            leaf=row.leaf,
        )
        for row in connection.execute(wanted)
    )


def names(connection: Connection, items: Sequence[str]) -> dict[str, str]:
    """What some items are called: the last part of the name first found, to read."""
    o = schema.origin.c
    wanted = select(o.item, o.path, func.min(o.seq * 1000000 + o.leaf))
    rows = connection.execute(wanted.where(o.item.in_(items)).group_by(o.item))
    return {row[0]: readable(row[1].rsplit(b"/", 1)[-1]) for row in rows}


def derivations(connection: Connection, item_id: str) -> tuple[DerivationRow, ...]:
    """What the stages made of an item."""
    d = schema.derivation
    wanted = select(d).where(d.c.item == item_id).order_by(d.c.seq)
    return tuple(
        DerivationRow(
            stage=row.stage,
            version=row.version,
            status=row.status,
            code=row.code,
            decoder=row.decoder,
            result=cast("JsonDict", json.loads(row.result)),
            objects=tuple(json.loads(row.objects)["objects"]),
            at=row.at,
            seq=row.seq,
            found=row.found,
        )
        for row in connection.execute(wanted)
    )


def custody(
    connection: Connection, item_id: str, held: Sequence[Compartment]
) -> tuple[CustodyRow, ...]:
    """Acts upon an item; who looked at it shows to holders of `audit` only."""
    tables = [schema.custody]
    if Compartment.AUDIT in held:
        tables.append(schema.reading)
    rows: list[CustodyRow] = []
    for table in tables:
        wanted = select(table).where(table.c.item == item_id)
        rows.extend(
            CustodyRow(row.seq, row.at, row.author, row.act, row.detail)
            for row in connection.execute(wanted)
        )
    return tuple(sorted(rows, key=lambda row: row.seq))


def members(connection: Connection) -> tuple[MemberRow, ...]:
    """Every member, first added first."""
    m = schema.member
    return tuple(
        MemberRow(
            id=row.id,
            handle=row.handle,
            name=row.name,
            role=row.role,
            compartments=tuple(row.compartments.split()),
            added_at=row.added_at,
        )
        for row in connection.execute(select(m).order_by(m.c.seq))
    )


def progress(connection: Connection) -> tuple[ProgressRow, ...]:
    """Intakes that run or lately ran, latest first."""
    p = schema.progress
    wanted = select(p).order_by(p.c.updated.desc()).limit(10)
    return tuple(ProgressRow(*row) for row in connection.execute(wanted))


def item_by_digest(connection: Connection, sha256: str) -> str | None:
    """The item with this content, or None."""
    return connection.scalar(select(_ITEM.id).where(_ITEM.sha256 == sha256))


def accessions(connection: Connection, item: str) -> tuple[str, ...]:
    """With which accessions an item came, in no order."""
    o = schema.origin.c
    asked = select(o.accession).where(o.item == item).distinct()
    return tuple(connection.scalars(asked))


def came_with(
    connection: Connection, items: Collection[str]
) -> dict[str, tuple[str, ...]]:
    """With which accessions each of some items came, in no order."""
    o = schema.origin.c
    asked = select(o.item, o.accession).where(o.item.in_(items)).distinct()
    found: dict[str, tuple[str, ...]] = dict.fromkeys(items, ())
    for item, accession in connection.execute(asked):
        found[item] = (*found[item], accession)
    return found


def size_is_known(connection: Connection, size: int) -> bool:
    """True if any item has this size: only then can a file be a copy."""
    found = connection.scalar(select(_ITEM.id).where(_ITEM.size == size).limit(1))
    return found is not None


def parsed_extents(text: str | None) -> tuple[Extent, ...] | None:
    """The runs of data of a sparse original, as its row holds them."""
    if text is None:
        return None
    return tuple((int(a), int(b)) for a, b in json.loads(text)["extents"])


def _item_rows(
    connection: Connection, found: Sequence[Row[Any]]
) -> tuple[ItemRow, ...]:
    o = schema.origin
    ids = [row.id for row in found]
    first: dict[str, tuple[bytes, int]] = {}
    # SQLite takes the other columns of a min() aggregate from the row of the minimum.
    wanted = (
        select(o.c.item, o.c.path, func.count(), func.min(o.c.seq * 1000000 + o.c.leaf))
        .where(o.c.item.in_(ids))
        .group_by(o.c.item)
    )
    for item_id, path, count, _ in connection.execute(wanted):
        first[item_id] = (path, count)
    traits = _traits(connection, ids)
    return tuple(
        ItemRow(
            item=row.id,
            position=row.position,
            name=readable(first.get(row.id, (b"", 0))[0].rsplit(b"/", 1)[-1]),
            kind=row.kind,
            media_type=row.media_type,
            size=row.size,
            sha256=row.sha256,
            state=row.state,
            reason=row.reason,
            duration=(
                None
                if row.duration_num is None
                else (row.duration_num, row.duration_den)
            ),
            width=row.width,
            height=row.height,
            recorded=row.recorded or "",
            stills=row.stills,
            origins=first.get(row.id, (b"", 0))[1],
            traits=traits.get(row.id),
        )
        for row in found
    )


def _traits(connection: Connection, ids: Sequence[str]) -> dict[str, Traits]:
    t, d = found_schema.trait, found_schema.device
    wanted = (
        select(t, d.c.label)
        .join(d, d.c.id == t.c.device, isouter=True)
        .where(t.c.item.in_(ids))
    )
    return {
        row.item: Traits(
            recorded=row.recorded,
            recorded_from=row.recorded_from,
            device=row.device,
            device_name=row.label or "",
            camera=row.camera,
            language=row.language,
            flags=row.flags,
            faces=row.faces,
            voice=row.voice,
            shots=row.shots,
            lines=row.lines,
            cover=row.cover,
        )
        for row in connection.execute(wanted)
    }
