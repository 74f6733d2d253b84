# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Imports are claims by a source: all or none, once, and never verified."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from tests.unit.pipeline import exchanged_case
from tests.unit.pipeline.conftest import CHEAP, PASSPHRASE
from tests.unit.pipeline.exchanged_case import Case

from witnessbox.base.errors import StatementError, UnusableError
from witnessbox.catalogue import outgoing, records
from witnessbox.catalogue.records import Record
from witnessbox.model import kinds
from witnessbox.pipeline import exchanging, importing
from witnessbox.pipeline.box import Box
from witnessbox.pipeline.exchanging import CONFIRMATION
from witnessbox.pipeline.import_plan import Order
from witnessbox.pipeline.importing import Imported
from witnessbox.pipeline.session import Session
from witnessbox.pipeline.stating import Stating
from witnessbox.release.exchange_json import SCHEMA
from witnessbox.release.exchanged import MAX_FILE, Form

Files = Mapping[tuple[Form, bool], bytes]
NEW, KNOWN, CHANGED, LEFT_OUT, REFUSED = (
    "new", "known", "changed", "left-out", "refused",
)  # fmt: skip


def opened(folder: Path, name: str) -> Session:
    box = Box.create(
        str(folder / name), PASSPHRASE, name="Anna", title="T", work_factor=CHEAP
    )
    return box.unlock(PASSPHRASE)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("import")
    (folder / "source").mkdir()
    for name in ("one", "two"):
        (folder / "source" / name).write_text(f"an invented film, {name}")
    return folder


@pytest.fixture(scope="module")
def theirs(place: Path) -> Iterator[tuple[Case, Files, Session]]:
    """Another group's box, and its exports with and without identities."""
    session = opened(place, "theirs")
    exchanged_case.take_in(session, place / "source")
    case = exchanged_case.stated(session)
    files = {}
    for form in Form:
        for identities in (False, True):
            order = exchanging.Order(
                form,
                "a test",
                str(place / f"{form}{identities}"),
                identities=identities,
                confirmation=CONFIRMATION,
                use="un",
            )
            done = exchanging.export(session, order)
            files[form, identities] = Path(done.path).read_bytes()
    yield case, files, session
    session.close()


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """An empty box of ours."""
    made = opened(tmp_path, "ours")
    yield made
    made.close()


def bring(
    session: Session, data: bytes, form: Form = Form.JSON, **more: Any
) -> Imported:
    dry = more.pop("dry", False)
    source = more.pop("source", "Another group")
    return importing.bring_in(session, Order(form, data, source, **more), dry=dry)


def standing(session: Session, kind: str) -> list[Record]:
    with session.reading() as connection:
        return list(outgoing.standing(connection, session.compartments, kind))


def document(*told: dict[str, Any]) -> bytes:
    return json.dumps({"schema": SCHEMA, "records": told, "items": {}}).encode()


def told(kind: str, number: int, **fields: Any) -> dict[str, Any]:
    identity = f"{kinds.BY_NAME[kind].prefix}-{number:032x}"
    return {"id": identity, "kind": kind, "fields": fields}


EVENT = told("event", 1, title="Beating", date="2024-03", status="likely")
PERSON = told("person", 2, label="P")
ACT = told("act", 3, event=EVENT["id"], victim=PERSON["id"], sort="beating")


def test_a_case_comes_back_with_the_same_fields(
    theirs: tuple[Case, Files, Session], session: Session, place: Path
) -> None:
    """Ids are ours; with them put in the place of theirs, the fields are equal."""
    case, files, there = theirs
    exchanged_case.take_in(session, place / "source")
    done = bring(session, files[Form.JSON, True])
    assert (done.count(NEW), done.count(REFUSED), done.done) == (19, 0, True)
    ids = {one.theirs: one.record for one in done.verdicts}
    sent = json.loads(files[Form.JSON, True])
    held = session.compartments
    with there.reading() as mine, session.reading() as connection:
        items = outgoing.items(mine, sent["items"])
        for theirs_id, (_, digest) in items.items():
            here = outgoing.items(connection, _all_items(session))
            ids[theirs_id] = next(n for n, (_, d) in here.items() if d == digest)
        for one in sent["records"]:
            found = records.record(connection, held, ids[one["id"]])
            assert found is not None
            expected = json.dumps(one["fields"], sort_keys=True)
            for name, ours in ids.items():
                expected = expected.replace(name, ours)
            assert json.dumps(dict(found.fields), sort_keys=True) == expected
    assert len({*ids.values()} & {*case.ids.values()}) == 0


def _all_items(session: Session) -> list[str]:
    from witnessbox.catalogue.answers import Filter

    return [row.item for row in session.items(Filter(), 50).rows]


@pytest.mark.parametrize("form", Form)
def test_a_second_import_adds_nothing(
    form: Form, theirs: tuple[Case, Files, Session], session: Session
) -> None:
    data = theirs[1][form, False]
    first = bring(session, data, form)
    assert first.done
    assert first.count(NEW) >= 10
    size = session.log.size()
    again = bring(session, data, form)
    assert (again.count(NEW), again.count(KNOWN)) == (0, first.count(NEW))
    assert (again.done, session.log.size()) == (False, size)


def test_nothing_from_outside_is_verified(session: Session) -> None:
    transcripts = told("label", 9, item="i-" + "0" * 32, category=["x"], severity=1)
    bring(session, document(EVENT, PERSON, ACT, transcripts))
    (event,) = standing(session, "event")
    assert event.fields["status"] == "unknown"
    (source,) = standing(session, "source")
    assert source.fields["label"] == "Another group"
    supports = {one.fields["claim"]: one for one in standing(session, "support")}
    (act,) = standing(session, "act")
    assert set(supports) == {event.id, act.id}
    assert supports[event.id].fields["source"] == source.id
    note = supports[event.id].fields["note"]
    assert EVENT["id"] in note
    assert "status: likely" in note
    with session.reading() as connection:
        (said,) = records.history(connection, session.compartments, act.id)
    assert said.author == session.member
    assert ACT["id"] in said.statement.why


def test_their_work_codes_and_consents_are_not_ours(session: Session) -> None:
    consent = told(
        "consent", 4, person=PERSON["id"], use="un", form="named", given=True
    )
    term = told("term", 5, vocabulary="act", code="x", english="X")
    done = bring(session, document(PERSON, consent, term))
    assert [one.verdict for one in done.verdicts] == [NEW, LEFT_OUT, LEFT_OUT]
    assert standing(session, "consent") == []


def complaint(number: int, **more: Any) -> dict[str, Any]:
    fields = {"receipt": str(number), "account": "Они взяли", "language": "ru"}
    return told("complaint", number, complainant=PERSON["id"], **fields, **more)


@pytest.mark.parametrize("own", [False, True])
def test_a_checklist_comes_in_after_its_account(session: Session, own: bool) -> None:
    asked = complaint(4, methods="Били", witnesses={"unknown": True})
    done = bring(session, document(PERSON, asked), own=own)
    assert (done.count(NEW), done.done) == (2, True)
    found = standing(session, "complaint")[0]
    assert (found.fields["methods"], found.statements) == ("Били", 2)
    with session.reading() as connection:
        held = session.compartments
        first = records.history(connection, held, found.id)[0].statement.fields
    assert "methods" not in first
    again = bring(session, document(PERSON, asked), own=own)
    assert (again.count(KNOWN), again.done) == (2, False)


@pytest.mark.parametrize("own", [False, True])
def test_accounts_that_were_told_elsewhere_are_no_second_interviews_of_ours(
    session: Session, own: bool
) -> None:
    asked = told("again", 5, person=PERSON["id"], reason="More to tell.")
    yes = told("approval", 6, of=asked["id"], given=True)
    two = [complaint(7), complaint(8, again=asked["id"])]
    done = bring(session, document(PERSON, asked, yes, *two), own=own)
    assert done.count(REFUSED) == 0
    assert len(standing(session, "complaint")) == 2
    # Another group's approval is none of ours.
    assert len(standing(session, "approval")) == int(own)
    # The control: what is asked here is asked again.
    person = standing(session, "person")[0].id
    fields = {"receipt": "9", "account": "Ещё", "language": "ru"}
    with pytest.raises(StatementError):
        Stating(session).state("complaint", {**fields, "complainant": person})


def test_one_refused_row_refuses_all_and_is_named(session: Session) -> None:
    bad = told("event", 7, title="T", date="2024-02-30", mood="x")
    strange = told("event", 8, title="\ud800")
    size = session.log.size()
    done = bring(session, document(EVENT, bad, strange))
    assert [one.verdict for one in done.verdicts] == [NEW, REFUSED, REFUSED]
    assert set(done.verdicts[1].reasons) == {"mood: no-such-field", "date: not-date"}
    assert done.verdicts[1].where == "record 2"
    assert (done.done, session.log.size()) == (False, size)


def test_a_dry_run_says_the_same_and_records_nothing(session: Session) -> None:
    size = session.log.size()
    dry = bring(session, document(EVENT, PERSON, ACT), dry=True)
    assert (dry.count(NEW), dry.done, session.log.size()) == (3, False, size)
    wet = bring(session, document(EVENT, PERSON, ACT))
    assert [one.verdict for one in wet.verdicts] == [
        one.verdict for one in dry.verdicts
    ]


def test_what_needs_what_is_not_here_is_left_out_with_what_needs_it(
    session: Session,
) -> None:
    whole = {"item": "i-" + "9" * 32, "stream": None, "start": None, "end": None}
    spans = [{**whole, "region": None}]
    seen = told("appearance", 4, label="A", spans=spans)
    who = told(
        "identification",
        5,
        appearance=seen["id"],
        person=PERSON["id"],
        grade="candidate",
    )
    event = told("event", 6, title="E", spans=spans)
    done = bring(session, document(PERSON, seen, who, event))
    assert [one.verdict for one in done.verdicts] == [NEW, LEFT_OUT, LEFT_OUT, NEW]
    assert done.verdicts[3].reasons == ("spans: left-off",)


def test_a_ring_comes_in_whole(session: Session) -> None:
    one = told("event", 1, title="A", part_of=f"ev-{2:032x}")
    two = told("event", 2, title="B", after=[f"ev-{1:032x}"])
    done = bring(session, document(one, two))
    assert done.done, done.verdicts
    ids = {v.theirs: v.record for v in done.verdicts}
    found = {r.id: r for r in standing(session, "event")}
    first, second = ids[one["id"]], ids[two["id"]]
    assert found[first].fields["part_of"] == second
    assert found[second].fields["after"] == [first]
    assert {r.heads for r in found.values()} == {1}
    assert bring(session, document(one, two)).count(KNOWN) == 2


def test_a_row_that_they_changed_takes_the_place_of_their_own_alone(
    session: Session,
) -> None:
    bring(session, document(EVENT))
    moved = {**EVENT, "fields": {**EVENT["fields"], "date": "2024-04"}}
    assert bring(session, document(moved)).count(CHANGED) == 1
    (event,) = standing(session, "event")
    assert (event.fields["date"], event.heads) == ("2024-04", 1)
    Stating(session).state("event", {**event.fields, "title": "Ours"}, event.id)
    done = bring(session, document(EVENT))
    assert done.verdicts[0].reasons == ("changed-here",)
    assert standing(session, "event")[0].fields["title"] == "Ours"


def test_two_sources_do_not_know_each_other(session: Session) -> None:
    bring(session, document(EVENT))
    assert bring(session, document(EVENT), source="A third group").count(NEW) == 1
    assert len(standing(session, "source")) == 2


def test_our_own_export_keeps_its_ids_and_its_status(
    theirs: tuple[Case, Files, Session], session: Session, place: Path
) -> None:
    case, files, _ = theirs
    data = files[Form.JSON, False]
    done = bring(session, data, own=True, source="")
    assert done.done
    assert {one.record for one in done.verdicts if one.verdict == NEW} <= {
        *case.ids.values()
    }
    assert standing(session, "support")
    assert all(one.id in case.ids.values() for one in standing(session, "support"))
    again = bring(session, data, own=True, source="")
    assert (again.count(NEW), again.done) == (0, False)


def test_what_cannot_be_an_import_is_refused(session: Session) -> None:
    for data, form, more in (
        (document(EVENT), Form.JSON, {"source": " "}),
        (document(EVENT), Form.JSON, {"source": "x" * 201}),
        (document(EVENT), Form.CSV, {"own": True}),
        (b"x" * (MAX_FILE + 1), Form.JSON, {}),
        (b"{}", Form.JSON, {}),
        (b'{"schema":"witnessbox/case/1","records":[1.5]}', Form.JSON, {}),
        (b"[" * 100_000, Form.JSON, {}),
        (b"PK\x03\x04", Form.CSV, {}),
        (b"a,a\n1,2\n", Form.CSV, {"kind": "event"}),
        (b"a\n1\n", Form.UWAZI, {"kind": "mood"}),
        (b"\xff", Form.FTM, {}),
    ):
        with pytest.raises(UnusableError):
            bring(session, data, form, **more)
    assert standing(session, "event") == []


def test_a_plain_sheet_of_theirs_needs_no_ids(session: Session) -> None:
    sheet = b"title,date\r\nBeating,2024-03\r\nTheft,2024-04-01\r\n"
    done = bring(session, sheet, Form.CSV, kind="event")
    assert (done.count(NEW), done.done) == (2, True)
    assert bring(session, sheet, Form.CSV, kind="event").count(KNOWN) == 2


def test_an_import_is_on_record(session: Session) -> None:
    data = document(EVENT)
    bring(session, data)
    (row,) = session.custody("")
    assert (row.act, row.detail) == ("imported", "Another group")
