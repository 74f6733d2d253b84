# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Complaints from tables: all or a list of why not, once, and back to their rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from tests.unit.pipeline import complaint_tables as made
from tests.unit.pipeline.conftest import CHEAP, PASSPHRASE

from witnessbox.base.errors import MediaRefusedError, MissingError, UnusableError
from witnessbox.base.values import Compartment
from witnessbox.catalogue import outgoing, records
from witnessbox.catalogue.records import Record
from witnessbox.ledger.entry import Act
from witnessbox.model import mapping
from witnessbox.pipeline import cells, complaint_import
from witnessbox.pipeline.box import Box
from witnessbox.pipeline.complaint_import import Imported, Order
from witnessbox.pipeline.complaint_plan import Verdict
from witnessbox.pipeline.intake_order import Listener
from witnessbox.pipeline.intake_order import Order as Intake
from witnessbox.pipeline.membership import add_member
from witnessbox.pipeline.session import Session
from witnessbox.pipeline.stating import Stating


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """One spawner for all tests of this module: it takes a second to start."""
    place = tmp_path_factory.mktemp("reader")
    box = Box.create(
        str(place / "box"), PASSPHRASE, name="A", title="T", work_factor=CHEAP
    )
    session = box.unlock(PASSPHRASE)
    yield session
    session.close()


@pytest.fixture
def session(box: Box, opened: Session) -> Iterator[Session]:
    made_ = box.unlock(PASSPHRASE)
    made_.__dict__["desk"] = opened.desk
    yield made_
    made_.close()


def bring(
    session: Session, path: Path, data: bytes, order: Order, *, dry: bool = False
) -> Imported:
    path.write_bytes(data)
    table = cells.of_file(session, str(path))
    return complaint_import.bring_in(session, table, order, dry=dry)


def standing(session: Session, kind: str) -> list[Record]:
    with session.reading() as connection:
        return list(outgoing.standing(connection, session.compartments, kind))


ORDER = Order(mapped=made.MAPPED)
WITHOUT = Order(mapped=made.MAPPED, without_malformed=True)


def test_each_malformed_row_is_listed_and_stops_all_unless_it_is_left_out(
    session: Session, tmp_path: Path
) -> None:
    data, wrong = made.mixed(60, 22)
    assert len(wrong) == 22
    size = session.log.size()
    told = bring(session, tmp_path / "a.csv", data, ORDER)
    found = {one.number: {fault.code for fault in one.faults} for one in told.left_out}
    assert found == {row: {code} for row, code in wrong.items()}
    assert (told.done, session.log.size(), standing(session, "complaint")) == (
        False, size, [],
    )  # fmt: skip
    done = bring(session, tmp_path / "a.csv", data, WITHOUT)
    assert done.done
    assert len(standing(session, "complaint")) == 38
    (imported,) = standing(session, "import")
    assert imported.id == done.record
    listed = str(imported.fields["left_out"]).splitlines()
    assert [int(line.split()[1].rstrip(":")) for line in listed] == sorted(wrong)
    assert all(code in line for line, code in zip(listed, wrong.values(), strict=True))
    again = bring(session, tmp_path / "a.csv", data, WITHOUT)
    assert (again.done, again.count(Verdict.THERE), again.count(Verdict.NEW)) == (
        False, 38, 0,
    )  # fmt: skip
    assert len(standing(session, "complaint")) == 38
    assert len(standing(session, "mapping")) == 1


def test_one_append_takes_the_mapping_the_complaints_and_the_record(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commits = []
    commit = session.committer.commit

    def counted(acts: Sequence[Act]) -> None:
        commits.append(acts)
        commit(acts)

    monkeypatch.setattr(session.committer, "commit", counted)
    data = made.table([made.good(1), made.good(2)])
    assert bring(session, tmp_path / "a.csv", data, ORDER).done
    assert [len(acts) for acts in commits] == [1 + 2 + 1 + 1]
    one = next(o for o in standing(session, "complaint") if o.title == "Р-0001")
    assert one.statements == 2  # the account, and then the checklist
    fields = dict(one.fields)
    assert fields["methods"] == "лишили сна"
    assert fields["referral"] == ["legal", "medical"]
    assert fields["date"] == "2024-03-02"
    assert fields["authorised"] == "yes"
    (stated,) = standing(session, "import")
    assert fields["source_row"] == f"file {stated.fields['sha256']} row 2"
    assert "item" not in stated.fields


def test_a_dry_run_states_nothing_and_says_what_a_run_then_does(
    session: Session, tmp_path: Path
) -> None:
    size = session.log.size()
    data = made.table([made.good(n) for n in range(5)])
    dry = bring(session, tmp_path / "a.csv", data, ORDER, dry=True)
    assert (session.log.size(), dry.done, dry.count(Verdict.NEW)) == (size, False, 5)
    assert bring(session, tmp_path / "a.csv", data, ORDER).count(Verdict.NEW) == 5


def test_what_is_here_is_never_written_over(session: Session, tmp_path: Path) -> None:
    first, second = made.good(1), made.good(2)
    bring(session, tmp_path / "a.csv", made.table([first, second]), ORDER)
    one, two = sorted(standing(session, "complaint"), key=lambda one: one.title)
    pen = Stating(session)
    pen.state("complaint", {**one.fields, "status": "complete"}, one.id)
    pen.state("complaint", {**one.fields, "name_given": "Другой"}, one.id)
    pen.withdraw(two.id, "not his")
    changed = [*first[:5], "Другие слова.", *first[6:]]
    told = bring(
        session,
        tmp_path / "b.csv",
        made.table([changed, second, made.good(3)]),
        ORDER,
    )
    assert [(one.verdict, [f.code for f in one.faults]) for one in told.judged] == [
        (Verdict.DIFFERS, ["differs"]),
        (Verdict.DIFFERS, ["withdrawn"]),
        (Verdict.NEW, []),
    ]
    assert not told.done
    # What members added since makes no row new, and none different.
    same = bring(session, tmp_path / "a.csv", made.table([first]), ORDER)
    assert [one.verdict for one in same.judged] == [Verdict.THERE]


def test_a_mapping_is_guessed_then_remembered_for_its_header(
    session: Session, tmp_path: Path
) -> None:
    header = ("No", "Date", "Who", "Remarks", "Text")
    rows = [["1", "2024-03-01", "B. Corrin", "x", "They took it."]]
    data = made.table(rows, header)
    with pytest.raises(UnusableError, match="language"):
        bring(session, tmp_path / "a.csv", data, Order())
    order = Order(name="desk", language="en", mapped=(("remarks", "session"),))
    told = bring(session, tmp_path / "a.csv", data, order)
    assert told.mapped.found == "guessed"
    other = made.table([["2", *rows[0][1:]]], header)
    told = bring(session, tmp_path / "b.csv", other, Order())
    assert (told.mapped.found, told.mapped.language, told.done) == (
        "remembered", "en", True,
    )  # fmt: skip
    (kept,) = standing(session, "mapping")
    assert kept.fields["name"] == "desk"
    columns = mapping.parse(str(kept.fields["columns"]))
    assert columns.titles == header
    assert columns.place("session") == 3
    # Another header is another table.
    third = made.table([["3", "2024-03-01", "x", "y"]], ("No", "Date", "Who", "Text"))
    with pytest.raises(UnusableError, match="language"):
        bring(session, tmp_path / "c.csv", third, Order())
    with pytest.raises(UnusableError, match="other columns"):
        bring(session, tmp_path / "c.csv", third, Order(name="desk"))


@pytest.mark.parametrize(
    ("header", "order", "said"),
    [
        (("No", "Who"), Order(language="en"), "'account'"),
        (("Text", "Who"), Order(language="en"), "'receipt'"),
        (("No", "Text"), Order(language="en", mapped=(("None", "date"),)), "no such"),
        (("No", "Text"), Order(language="en", mapped=(("No", "odd"),)), "not the"),
    ],
)
def test_columns_that_make_no_complaints_are_refused(
    session: Session, tmp_path: Path, header: tuple[str, ...], order: Order, said: str
) -> None:
    data = made.table([["1"] * len(header)], header)
    with pytest.raises(UnusableError, match=said):
        bring(session, tmp_path / "a.csv", data, order)


def test_who_may_be_one_person_is_suggested_and_never_merged(
    session: Session, tmp_path: Path
) -> None:
    header = ("№", "кто", "сеанс", "текст")
    rows = [
        ["1", "Ёлкин Артём Павлович", "S-1", "Раз."],
        ["2", "Elkin Artem", "S-6", "Two."],
        ["3", "Щукин Роман Львович", "S-1", "Три."],
        ["4", "Щукин Тимур Львович", "S-1", "Четыре."],
        ["5", "Аноним", "S-1", "Пять."],
        ["6", "Аноним", "S-1", "Шесть."],
    ]
    order = Order(language="ru")
    told = bring(session, tmp_path / "a.csv", made.table(rows, header), order)
    assert [(one.one, one.other) for one in told.alike] == [("row 3", "row 2")]
    every = standing(session, "complaint")
    assert all("same_person" not in one.fields for one in every)
    (kept,) = standing(session, "import")
    by_receipt = {one.fields["receipt"]: one.id for one in every}
    first, second = by_receipt["1"], by_receipt["2"]
    assert kept.fields["alike"] == f"{second} ~ {first}"
    more = made.table([["7", "Артём Ёлкин", "", "Семь."]], header)
    told = bring(session, tmp_path / "b.csv", more, order)
    assert {one.other for one in told.alike} == {first, second}


def test_a_table_that_is_an_item_leads_back_to_it(
    session: Session, tmp_path: Path
) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "list.csv").write_bytes(made.table([made.good(1)]))
    nothing = Listener(lambda _: None, lambda *_: None, lambda *_: None, lambda: None)
    session.take_in(Intake((str(source).encode(),), "first", "HERON"), nothing)
    table = cells.of_file(session, str(source / "list.csv"))
    assert table.item
    done = complaint_import.bring_in(session, table, ORDER, dry=False)
    (one,) = standing(session, "complaint")
    assert one.fields["source_row"] == f"item {table.item} row 2"
    with session.reading() as connection:
        held = session.compartments
        leads = records.leading_to(connection, held, table.item, "import")
    assert [lead.record.id for lead in leads] == [done.record]


def test_a_member_without_the_identities_imports_nothing(
    box: Box, session: Session, tmp_path: Path
) -> None:
    held = (Compartment.EVIDENCE,)
    add_member(session, "Bela", "coder", held, "another one", work_factor=CHEAP)
    (tmp_path / "a.csv").write_bytes(made.table([made.good(1)]))
    table = cells.of_file(session, str(tmp_path / "a.csv"))
    coder = box.unlock("another one")
    try:
        with pytest.raises(MissingError):
            complaint_import.bring_in(coder, table, ORDER, dry=True)
    finally:
        coder.close()


def test_dates_numbers_and_formulas_of_a_workbook(
    session: Session, tmp_path: Path
) -> None:
    cell = made.text_cell
    rows = [
        "".join(
            cell(f"{'ABCD'[n]}1", one) for n, one in enumerate(("№", "дата", "текст"))
        ),
        f'<c r="A2"><v>17</v></c><c r="B2"><v>45356</v></c>{cell("C2", "Раз.")}',
        f'<c r="A3"><f>A2+1</f><v>18</v></c>{cell("C3", "Два.")}',
        f'<c r="A4" t="e"><v>#REF!</v></c>{cell("C4", "Три.")}',
        f'<c r="A5"><v>20</v></c>{cell("C5", "Пять.")}{cell("E5", "x")}',
    ]
    told = bring(
        session, tmp_path / "a.xlsx", made.workbook(rows), Order(language="ru")
    )
    assert [
        (one.number, one.receipt, [fault.code for fault in one.faults])
        for one in told.judged
    ] == [
        (2, "17", ["not-date"]),  # a number without a date's format is a number
        (3, "", ["formula"]),
        (4, "", ["sheet-error"]),
        (5, "", ["wrong-cells"]),
    ]
    assert told.table.sheets == ("Список", "Hidden")


def test_what_is_no_table_is_refused_whole(session: Session, tmp_path: Path) -> None:
    for data in (b"%PDF-1.7 ", made.workbook([])[:-30]):
        with pytest.raises(MediaRefusedError, match="could not be read whole"):
            bring(session, tmp_path / "a", data, ORDER)
    with pytest.raises(UnusableError):
        cells.of_file(session, str(tmp_path / "nowhere.csv"))
