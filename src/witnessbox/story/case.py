# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What the group says of White Brook: records, as its members would state them.

What holds: everything is invented; each record has a key of the story's own, and
leads to others by `@key`, to files by `file:PATH` and to a part of a film by
`Part`; who states it is a member's role. Records come after those that they lead to.
The chain of command, and what follows, lie in `case_after`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

HALL = "CAM-03/2024-03-05/CAM-03_20240305_141210.mp4"
STORE = "CAM-07/2024-03-05/CAM-07_20240305_141210.mp4"
NIGHT = "CAM-03/2024-03-06/CAM-03_20240306_021500.mp4"
ORDER_MADE = "CAM-11/2024-03-06/CAM-11_20240306_173000.mp4"
APOLOGY = "TELEFON/VID_20240309_170200.mp4"
APOLOGY_2 = "TELEFON/VID_20240311_164000.mp4"
PUBLISHED = "TELEGRAM/извинение_осуждённого_6сек.mp4"
RECUT = "ПЕРЕСЛАНО/посылки_5_марта.mp4"
K4 = "K4_02_1203.mp4"
ORDER = "DOKUMENTY/prikaz_14.pdf"
ROSTER = "DOKUMENTY/Штат_ИК-9_2024.xlsx"
LIST = "DOKUMENTY/Список_л-с_11.03.2024.txt"
NOTEBOOK = "DOKUMENTY/IMG_20240313_2214.jpg"
ANALYST, CODER, LAWYER = "analyst", "coder", "lawyer"


@dataclass(frozen=True, slots=True)
class Part:
    """From one second of a film to another, or the one picture at a second."""

    file: str
    start: int
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """One record.

    Attributes:
        key: The story's own name for it.
        by: The role of the member who states it.
        fields: With `@key`, `file:PATH` and `Part` for what it leads to.
    """

    key: str
    kind: str
    by: str
    fields: Mapping[str, Any] = field(default_factory=dict)


def _person(key: str, label: str, standing: str, **more: Any) -> Told:
    return Told(key, "person", ANALYST, {"label": label, "standing": standing, **more})


def _act(key: str, sort: str, victim: str, *methods: str, **more: Any) -> Told:
    fields = {"victim": f"@{victim}", "sort": sort, "methods": list(methods), **more}
    return Told(key, "act", ANALYST, fields)


SUBJECTS = (
    Told("region", "organisation", ANALYST,
         {"name": "Regional directorate", "sort": "region"}),
    Told("colony", "organisation", ANALYST,
         {"name": "Penal colony K-9 'White Brook'", "native_name": "ИК-9 «Белый Ручей»",
          "sort": "colony", "within": "@region"}),
    Told("k4", "organisation", ANALYST,
         {"name": "Penal colony K-4", "sort": "colony", "within": "@region"}),
    Told("site", "place", ANALYST,
         {"name": "White Brook", "native_name": "Белый Ручей", "sort": "prison"}),
    Told("block", "place", ANALYST,
         {"name": "Block 2, corridor", "sort": "corridor", "within": "@site"}),
    Told("storeroom", "place", ANALYST,
         {"name": "Store room", "sort": "store", "within": "@site"}),
    Told("headquarters", "place", ANALYST,
         {"name": "Office 4", "sort": "office", "within": "@site"}),
    Told("hospital", "place", ANALYST,
         {"name": "Colony hospital, desk", "sort": "hospital", "within": "@site"}),
    _person("orderly", "Man 1, the orderly with the parcels", "orderly", sex="male"),
    _person("man2", "Man 2, of the night shift", "prisoner", sex="male"),
    _person("brother_r", "Man 3, one of two brothers", "prisoner", sex="male"),
    _person("brother_t", "Man 4, one of two brothers", "prisoner", sex="male"),
    _person("gai_p", "Man 5", "prisoner", sex="male"),
    _person("others", "About eight men of the night shift", "prisoner",
            counting="group", least=6, most=10),
    _person("khmelyov", "Official 1, lieutenant", "officer",
            official_name="Viktor Khmelyov", native_name="Хмелёв Виктор Андреевич",
            aliases="Khmelev\nHmelyov", status="in-post-uncharged"),
    _person("tsvetkov", "Official 2, major", "officer",
            official_name="Igor Tsvetkov", native_name="Цветков Игорь Юрьевич",
            aliases="Cvetkov\nZvetkov", status="in-post-uncharged"),
    _person("shcheglov", "Official 3, colonel", "officer",
            official_name="Anatoly Shcheglov",
            native_name="Щеглов Анатолий Фёдорович", status="in-post-uncharged"),
    _person("ryabinov", "Official 7", "official",
            official_name="Leonid Ryabinov", native_name="Рябинов Леонид Эдуардович"),
    _person("unknown", "Unknown man in uniform", "officer"),
    Told("heron", "source", LAWYER,
         {"label": "HERON", "sort": "insider", "reliability": "reliable",
          "reliability_reason": "Was there; his dates agree with the cameras'."}),
    Told("kite", "source", LAWYER,
         {"label": "KITE", "sort": "insider", "reliability": "unknown"}),
)  # fmt: skip

EVENTS = (
    Told("event", "event", ANALYST, {
        "title": "Parcels are carried off while an officer signs",
        "date": "2024-03-05", "time": "14:12", "place": "@block",
        "observed": "A man in prison clothes carries boxes from the corridor into the"
        " store room, three times. A man in uniform stands by and writes on paper.",
        "spans": [Part(HALL, 14, 50), Part(STORE, 22, 60)],
        "status": "likely", "status_reason": "Two cameras show it at one time.",
    }),
    Told("nights", "event", ANALYST, {
        "title": "Night shifts without pay", "date": "2024-03-06/2024-03-15",
        "place": "@block", "spans": [Part(NIGHT, 4, 30)],
        "observed": "Men in prison clothes walk along the corridor after two at night.",
        "status": "possible", "status_reason": "Footage of one night, and complaints.",
    }),
    Told("apologies", "event", ANALYST, {
        "title": "Filmed apologies", "date": "2024-03-09/2024-03-14",
        "spans": [Part(APOLOGY, 0, 20), Part(APOLOGY_2, 0, 18)],
        "observed": "A man reads from paper towards the camera that he is sorry.",
    }),
    _act("theft", "theft", "brother_r", "confiscation", event="@event",
         date="2024-03-05", place="@storeroom", spans=[Part(STORE, 22, 60)]),
    _act("labour", "forced-labour", "man2", "deprivation", event="@nights",
         date="2024-03-06", place="@block", intent=["extortion"]),
    _act("apology", "forced-statement", "orderly", "filming", "threats",
         event="@apologies", date="2024-03-09", intent=["extortion", "silence"],
         statement_under_duress="yes", spans=[Part(APOLOGY, 0, 20)]),
    _act("forced", "coerced-participation", "orderly", "threats", event="@event",
         date="2024-03-05"),
)  # fmt: skip

LINKS = (
    Told("hall_shows", "support", ANALYST,
         {"claim": "@event", "how": "supports", "by": f"file:{HALL}",
          "spans": [Part(HALL, 14, 50)], "source": "@heron", "material": "video",
          "function": ["crime-base"], "reliability": "reliable"}),
    Told("recut_shows", "support", ANALYST,
         {"claim": "@event", "how": "supports", "by": f"file:{RECUT}",
          "source": "@kite", "material": "video", "reliability": "unknown",
          "note": "A cropped copy of the first: one source with it."}),
    Told("one_recording", "recording", ANALYST,
         {"items": [f"file:{HALL}", f"file:{RECUT}"],
          "note": "Cropped, and encoded again by a telephone."}),
    Told("kh_took", "involvement", ANALYST,
         {"act": "@theft", "person": "@khmelyov", "degree": "present",
          "by_post": "@kh_post", "observed": "Stands by and writes.",
          "spans": [Part(HALL, 14, 32), Part(STORE, 37, 59)]}),
    Told("orderly_took", "involvement", ANALYST,
         {"act": "@theft", "person": "@orderly", "degree": "carried-out",
          "coerced_by": "@khmelyov", "coercion": "@forced",
          "spans": [Part(HALL, 18, 22)]}),
    Told("order_shows", "support", LAWYER,
         {"claim": "@labour", "how": "supports", "by": f"file:{ORDER}",
          "material": "order", "function": ["linkage", "notice"],
          "reliability": "reliable", "received": "2024-03-20"}),
    Told("sh_ordered", "involvement", LAWYER,
         {"act": "@labour", "person": "@shcheglov", "degree": "gave-orders",
          "by_post": "@sh_post", "supports": ["@order_shows"]}),
    Told("seen_signing", "appearance", ANALYST,
         {"label": "The man who signs", "spans": [Part(STORE, 37, 59)],
          "event": "@event", "described": "Cap, uniform, pen in the right hand."}),
    Told("is_khmelyov", "identification", ANALYST,
         {"appearance": "@seen_signing", "person": "@khmelyov", "grade": "candidate",
          "limits": "His face is seen from the side only."}),
    Told("ground_1", "ground", ANALYST,
         {"identification": "@is_khmelyov", "how": "supports",
          "method": "place-and-duty", "by": f"file:{ROSTER}", "strength": "moderate",
          "reasoning": "The roster has him on duty in block 2 on that day."}),
    Told("ground_2", "ground", CODER,
         {"identification": "@is_khmelyov", "how": "supports",
          "method": "name-visible", "by": "file:REGISTRATOR/REG_0120.MP4",
          "strength": "moderate",
          "reasoning": "The same man speaks on the body camera that bears his name."}),
    Told("walking", "description", CODER,
         {"spans": [Part(HALL, 34, 48)], "sure": "certain",
          "observed": "The man with the boxes comes back with empty hands.",
          "event": "@event"}),
    Told("label_hall", "label", CODER,
         {"item": f"file:{HALL}", "category": ["transport"], "severity": 1,
          "sound": "no", "sexual": "no", "child": "no", "death": "no"}),
    Told("label_store", "label", CODER,
         {"item": f"file:{STORE}", "category": ["transport"], "severity": 1,
          "sound": "no", "sexual": "no", "child": "no", "death": "no"}),
    Told("label_apology", "label", CODER,
         {"item": f"file:{APOLOGY}", "category": ["forced-statement", "talk"],
          "severity": 3, "sound": "yes", "sexual": "no", "child": "no",
          "death": "no"}),
    Told("work_hall", "work", CODER,
         {"item": f"file:{HALL}", "state": "described",
          "settled": "Who carries, who writes, when: settled."}),
)  # fmt: skip
