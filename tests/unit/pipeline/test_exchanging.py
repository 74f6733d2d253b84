# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Exports go through the gate, go on record first, and are marked."""

from __future__ import annotations

import io
import json
import os
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.unit.pipeline import exchanged_case
from tests.unit.pipeline.conftest import CHEAP, PASSPHRASE
from tests.unit.pipeline.exchanged_case import (
    AGAINST,
    AGREED,
    HIDDEN,
    QUIET,
    SECRET,
    Case,
)

from witnessbox.base.errors import MissingError, StorageError, UnusableError
from witnessbox.base.values import Compartment
from witnessbox.pipeline import entries, exchanging, membership
from witnessbox.pipeline.box import Box
from witnessbox.pipeline.exchanging import CONFIRMATION, Exported, Order
from witnessbox.pipeline.session import Session
from witnessbox.pipeline.stating import Stating
from witnessbox.release import gate
from witnessbox.release.exchanged import MARK, MARK_IN_NAMES, Form
from witnessbox.release.gate import Passed

Export = Callable[..., Exported]
IDENTITIES = {"identities": True, "confirmation": CONFIRMATION, "use": "un"}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a small source and a box; the case is stated once for all."""
    folder = tmp_path_factory.mktemp("exchange")
    (folder / "source").mkdir()
    for name in ("one", "two"):
        (folder / "source" / name).write_text(f"an invented film, {name}")
    return folder


@pytest.fixture(scope="module")
def box(place: Path) -> Box:
    return Box.create(
        str(place / "box"), PASSPHRASE, name="Anna", title="T", work_factor=CHEAP
    )


@pytest.fixture(scope="module")
def session(box: Box) -> Iterator[Session]:
    opened = box.unlock(PASSPHRASE)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def case(session: Session, place: Path) -> Case:
    exchanged_case.take_in(session, place / "source")
    return exchanged_case.stated(session)


@pytest.fixture
def export(session: Session, tmp_path: Path) -> Export:
    def exported(form: Form, reason: str = "a test", **more: Any) -> Exported:
        out = more.pop("out", str(tmp_path / f"{len(os.listdir(tmp_path))}-{form}"))
        return exchanging.export(session, Order(form, reason, out, **more))

    return exported


def inside(path: str) -> bytes:
    """All bytes of a file, those in a zip unpacked."""
    data = Path(path).read_bytes()
    if not zipfile.is_zipfile(path):
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())


def acts(session: Session, compartment: Compartment) -> list[dict[str, Any]]:
    found = entries.opened(session.log, session.keyring, 0, (compartment,))
    return [dict(one.body) for one in found if one.act == "exported"]


@pytest.mark.parametrize("form", Form)
def test_no_export_holds_what_the_gate_keeps_back(
    form: Form, case: Case, export: Export
) -> None:
    plain = inside(export(form).path)
    for secret in (SECRET, QUIET, AGREED, HIDDEN, case["quiet"], case.films[1]):
        assert secret.encode() not in plain
    assert AGAINST.encode() in plain
    full = inside(export(form, **IDENTITIES).path)
    assert HIDDEN.encode() not in full
    assert case.films[1].encode() not in full
    if form.own:
        assert all(one.encode() in full for one in (SECRET, QUIET, AGREED))
    else:
        assert SECRET.encode() not in full
        assert QUIET.encode() not in full
        assert (AGREED.encode() in full) == (form is not Form.FTM)


@pytest.mark.parametrize("form", Form)
def test_without_the_gate_each_of_them_would(
    form: Form, case: Case, export: Export, monkeypatch: pytest.MonkeyPatch
) -> None:
    def open_gate(ask: gate.Ask, every: Any, facts: gate.Facts) -> Passed:
        del facts
        able = ask.able or {one.kind for one in every.values()}
        given = tuple(one for one in every.values() if one.kind in able)
        return Passed(given, tuple((one.id, "asked") for one in given), (), ())

    monkeypatch.setattr(gate, "passed", open_gate)
    assert HIDDEN.encode() in inside(export(form).path)
    assert SECRET.encode() in inside(export(form).path)


@pytest.mark.parametrize("form", Form)
def test_a_name_goes_out_by_consent_until_it_is_withdrawn(
    form: Form, case: Case, export: Export, session: Session
) -> None:
    told = {"person": case["victim"], "use": "un", "form": "named", "given": True}
    consent = Stating(session).state("consent", told)
    # A yes of which nobody says what was explained, by whom and how freely is none.
    early = SECRET.encode() in inside(export(form, **IDENTITIES).path)
    assert early == form.own
    told |= {**dict.fromkeys(("explained", "understood"), "Yes, in his own words."),
             "explained_by": session.member, "language": "ru", "date": "2025-01",
             "written": "written", "voluntary": True, "competent": True}  # fmt: skip
    Stating(session).state("consent", told, consent)
    assert SECRET.encode() in inside(export(form, **IDENTITIES).path)
    if not form.own:
        other = {**IDENTITIES, "use": "domestic"}
        assert SECRET.encode() not in inside(export(form, **other).path)
    Stating(session).state("consent", {**told, "withdrawn": "2026-01"}, consent)
    kept = SECRET.encode() in inside(export(form, **IDENTITIES).path)
    assert kept == form.own
    Stating(session).withdraw(consent, "the test is over")


@pytest.mark.parametrize("form", Form)
def test_it_is_on_record_with_its_bytes_and_reason_and_shows_in_custody(
    form: Form, case: Case, export: Export, session: Session
) -> None:
    done = export(form, "for the partner's lawyer")
    body = acts(session, Compartment.EVIDENCE)[-1]
    digest = exchanged_case.digest(Path(done.path).read_bytes())
    assert (body["sha256"], body["form"]) == (digest, form)
    assert body["reason"] == "for the partner's lawyer"
    assert body["counts"]["event"] == 1
    assert [case["event"], "asked"] in body["included"]
    assert [case["hidden"], "quarantined"] in body["excluded"]
    assert not [one for one in body["excluded"] if one[0] == case["quiet"]]
    row = session.custody(case.films[0])[-1]
    assert (row.act, row.detail) == ("exported", body["reason"])
    others = session.custody(case.films[1])
    assert body["reason"] not in [row.detail for row in others]


def test_what_left_the_identities_is_on_record_there(
    case: Case, export: Export, session: Session
) -> None:
    before = len(acts(session, Compartment.IDENTITIES))
    export(Form.JSON)
    assert len(acts(session, Compartment.IDENTITIES)) == before
    export(Form.JSON, **IDENTITIES)
    open_to_more = acts(session, Compartment.EVIDENCE)[-1]
    body = acts(session, Compartment.IDENTITIES)[-1]
    assert body["counts"] == {"complaint": 2, "name": 1}
    assert case["name"] not in json.dumps(open_to_more)


def test_which_new_id_is_whose_stays_in_the_ledger(
    case: Case, export: Export, session: Session
) -> None:
    once, again = (inside(export(Form.FTM).path).decode() for _ in range(2))
    first, second = acts(session, Compartment.EVIDENCE)[-2:]
    mine = first["renamed"][case["event"]]
    assert mine in once
    assert mine not in again
    assert second["renamed"][case["event"]] in again
    assert case["event"] not in once + again


@pytest.mark.parametrize("form", Form)
def test_a_file_is_marked_in_its_name_and_inside(
    form: Form, case: Case, export: Export, tmp_path: Path
) -> None:
    done = export(form, out=str(tmp_path))
    assert MARK_IN_NAMES in os.path.basename(done.path)
    assert MARK.encode() in inside(done.path)
    assert os.stat(done.path).st_mode & 0o077 == 0
    with pytest.raises(UnusableError, match="already"):
        export(form, out=str(tmp_path))


def test_what_is_not_founded_is_refused_and_leaves_nothing(
    case: Case, export: Export, session: Session, tmp_path: Path, place: Path
) -> None:
    size, names = session.log.size(), set(os.listdir(tmp_path))
    for more in (
        {"reason": " "},
        {"identities": True, "use": "un"},
        {"identities": True, "use": "un", "confirmation": "yes"},
        {"identities": True, "confirmation": CONFIRMATION},
        {"kinds": ("mood",)},
        {"out": str(place / "box" / "x.zip")},
        {"out": str(tmp_path / "nowhere" / "x.zip")},
    ):
        with pytest.raises(UnusableError):
            export(Form.CSV, **more)
    with pytest.raises(MissingError):
        export(Form.CSV, records=("ev-" + "0" * 32,))
    assert session.log.size() == size
    assert set(os.listdir(tmp_path)) == names


def test_the_act_comes_before_the_file(
    case: Case, export: Export, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: str, data: bytes) -> None:
        raise StorageError("full")

    monkeypatch.setattr(exchanging, "write_durably", full)
    before = len(acts(session, Compartment.EVIDENCE))
    with pytest.raises(StorageError):
        export(Form.JSON)
    assert len(acts(session, Compartment.EVIDENCE)) == before + 1


def test_who_does_not_hold_the_identities_exports_none(
    case: Case, box: Box, session: Session, tmp_path: Path
) -> None:
    held = (Compartment.EVIDENCE,)
    handle = membership.add_member(
        session, "Oleg", "coder", held, "his own", work_factor=CHEAP
    )
    his = box.unlock("his own", handle)
    try:
        order = Order(
            Form.JSON,
            "a test",
            str(tmp_path / "x"),
            identities=True,
            confirmation=CONFIRMATION,
        )
        done = exchanging.export(his, order)
        data = inside(done.path)
        assert QUIET.encode() not in data
        assert case["quiet"].encode() not in data
        assert case["quiet"] not in str(done.passed.excluded)
    finally:
        his.close()


def test_earlier_statements_go_along_where_they_are_asked_for(
    case: Case, export: Export, session: Session
) -> None:
    event = case["event"]
    Stating(session).state("event", {"title": "Another title"}, event, "it was wrong")
    asked = {"records": (event,)}
    assert b"it was wrong" not in inside(export(Form.JSON, **asked).path)
    told = json.loads(inside(export(Form.JSON, history=True, **asked).path))
    (record,) = [one for one in told["records"] if one["id"] == event]
    whys = [one["why"] for one in record["history"]]
    Stating(session).undo()
    assert whys == ["", "it was wrong"]
    assert record["author"] == session.member
