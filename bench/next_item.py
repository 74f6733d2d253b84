# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""How long the next item takes at 100,000 items: choosing it, and taking it.

    python bench/next_item.py [items] [members]

A real box with one member's session; rows of items are written into its index, for
filling it from entries takes an hour. Choosing is timed alone and by so many members
at once, who label for one to three seconds; taking goes through the ledger, durable.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from witnessbox.base.values import Compartment
from witnessbox.catalogue import found_schema, schema, work_schema, worklist, worth
from witnessbox.catalogue.work import UNLABELLED
from witnessbox.pipeline import handling
from witnessbox.pipeline.box import Box
from witnessbox.pipeline.membership import add_member
from witnessbox.pipeline.session import Session

PASSPHRASE = "only for this bench"
ROUNDS = 20


def fill(session: Session, items: int) -> None:
    """Write rows as surveys would."""
    rng = random.Random(7)
    rows: list[dict[str, Any]] = []
    traits: list[dict[str, Any]] = []
    works: list[dict[str, Any]] = []
    for number in range(items):
        item = f"i-{number:032x}"
        parts: dict[str, int | str] = {
            "faces": rng.randrange(12),
            "speech": rng.randrange(60),
            "device": f"{rng.randrange(80):016x}",
        }
        rows.append(
            {
                "id": item, "position": number, "sha256": f"{number:064x}",
                "blake3": "", "size": 1, "object": "", "extents": None, "seq": 1,
                "state": "looked", "reason": "", "kind": "video",
                "media_type": "video/mp4", "duration_num": 60, "duration_den": 1,
                "width": 1, "height": 1, "recorded": "", "stills": 0,
            }
        )  # fmt: skip
        alike = f"{rng.randrange(items // 5):032x}" if number % 3 == 0 else ""
        traits.append(
            {
                "position": number, "item": item, "kind": "video",
                "state": "looked", "seconds": 60, "shape": "", "accession": "",
                "folder": "", "recorded": "", "recorded_from": "", "month": "",
                "device": parts["device"], "camera": "", "language": "", "flags": 0,
                "faces": parts["faces"], "voice": 0, "shots": 0, "lines": 0,
                "cover": 0, "alike": alike, "claims": "{}",
            }
        )  # fmt: skip
        state = "described" if number % 7 == 0 else "unseen"
        works.append(
            {
                "item": item, "position": number, "shown": 1, "state": state,
                "assignee": "", "taken": 0, "by": "", "asked": "", "asked_by": "",
                "parts": json.dumps(parts), "score": worth.score(parts),
                "alike": alike, "begun": int(state != "unseen"),
                "quarantined": int(number % 500 == 0),
                "waits": int(state == "unseen" and number % 500 != 0),
                "light": 0,
                **UNLABELLED,
            }
        )  # fmt: skip
    with session.index.writer(Compartment.EVIDENCE).begin() as connection:
        connection.execute(schema.item.insert(), rows)
        connection.execute(found_schema.trait.insert(), traits)
        connection.execute(work_schema.work.insert(), works)


def timed(name: str, times: list[float]) -> None:
    """One line: the middle and the 95th of a hundred."""
    ordered = sorted(times)
    middle = ordered[len(ordered) // 2]
    late = ordered[int(len(ordered) * 0.95)]
    print(f"{name:32} {1000 * middle:7.1f} ms  p95 {1000 * late:7.1f} ms")


def took(do: Any) -> float:
    """Seconds of a call."""
    since = time.perf_counter()
    do()
    return time.perf_counter() - since


def main() -> None:
    """Run it."""
    items = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    members = int(sys.argv[2]) if len(sys.argv) > 2 else 10
    with tempfile.TemporaryDirectory() as folder:
        box = Box.create(str(Path(folder) / "box"), PASSPHRASE, work_factor=4)
        first = box.unlock(PASSPHRASE)
        fill(first, items)
        sessions = []
        for number in range(members):
            word = f"{PASSPHRASE} {number}"
            held = (Compartment.EVIDENCE,)
            add_member(first, f"M{number}", "coder", held, word, work_factor=4)
            sessions.append(box.unlock(word))
        run(sessions)
        for session in (first, *sessions):
            session.close()


def run(sessions: list[Session]) -> None:
    """Time each question alone, then all members taking at once."""
    one = sessions[0]
    spared = worklist.Spared(categories=("death",), sexual=True)

    def ask(question: Any) -> None:
        with one.reading() as connection:
            question(connection)

    for name, question in (
        ("choosing", lambda c: worklist.waiting(c, one.member, spared, 40)),
        (
            "something lighter",
            lambda c: worklist.waiting(c, one.member, spared, 40, lighter=True),
        ),
        ("the board", worklist.board),
    ):
        timed(name, [took(lambda q=question: ask(q)) for _ in range(ROUNDS)])
    times: list[float] = []
    given: list[str] = []

    pause = random.Random(11)

    def work(session: Session) -> None:
        time.sleep(pause.uniform(0, 2))
        for _ in range(ROUNDS // 4):
            since = time.perf_counter()
            choice = handling.take_next(session)
            times.append(time.perf_counter() - since)
            assert choice is not None
            given.append(choice.work.item)
            handling.move(session, choice.work.item, "described")
            time.sleep(pause.uniform(1, 3))

    threads = [threading.Thread(target=work, args=(each,)) for each in sessions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    timed(f"taking, {len(sessions)} at once", times)
    print(f"given twice: {len(given) - len(set(given))} of {len(given)}")


if __name__ == "__main__":
    main()
