# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""White Brook's chain of command, and what came of it: letters, outcomes, consents.

What holds: as in `case`. The major's post in K-9 ends on 9 March: a link of his to
what happened there on the 12th must be refused (`REFUSED`).
"""

from __future__ import annotations

from witnessbox.story.case import (
    ANALYST,
    APOLOGY,
    LAWYER,
    LIST,
    NOTEBOOK,
    ORDER,
    ORDER_MADE,
    PUBLISHED,
    Part,
    Told,
)


def _post(key: str, name: str, of: str, to: str = "", **more: object) -> Told:
    fields = {"name": name, "organisation": f"@{of}", "basis": "chart", **more}
    if to:
        fields["reports_to"] = f"@{to}"
    return Told(key, "post", ANALYST, fields)


def _held(key: str, person: str, post: str, since: str, until: str = "") -> Told:
    fields = {"person": f"@{person}", "post": f"@{post}", "from": since}
    if until:
        fields["to"] = until
    return Told(key, "occupancy", ANALYST, fields)


CHAIN = (
    _post("directorate", "Deputy head of the regional directorate", "region"),
    _post("head", "Head of the colony", "colony", "directorate",
          powers=["order", "discipline", "punish-prisoners"]),
    _post("security", "Deputy head, security", "colony", "head",
          powers=["place-prisoners", "cameras"]),
    _post("shift", "Shift officer, block 2", "colony", "security"),
    _post("k4_security", "Deputy head, security, K-4", "k4", "directorate"),
    _held("ry_post", "ryabinov", "directorate", "2022-11-01"),
    _held("sh_post", "shcheglov", "head", "2021-06-01"),
    _held("ts_post", "tsvetkov", "security", "2022-02-14", "2024-03-09"),
    _held("ts_k4", "tsvetkov", "k4_security", "2024-03-10"),
    _held("kh_post", "khmelyov", "shift", "2023-09-04"),
    Told("list_shows", "support", ANALYST,
         {"claim": "@ts_post", "how": "supports", "by": f"file:{LIST}",
          "material": "register", "reliability": "reliable",
          "note": "The list of 11 March has him no more."}),
    Told("order_office", "support", LAWYER,
         {"claim": "@head", "how": "supports", "by": f"file:{ORDER}",
          "material": "order", "function": ["linkage"], "reliability": "reliable"}),
)  # fmt: skip

REFUSED = Told(
    "too_late", "involvement", ANALYST,
    {"act": "@late_labour", "person": "@tsvetkov", "degree": "failed-to-prevent",
     "by_post": "@ts_post"},
)  # fmt: skip
"""The major had left: the post's end is before the act."""
LATE = Told(
    "late_labour", "act", ANALYST,
    {"event": "@nights", "victim": "@gai_p", "sort": "forced-labour",
     "date": "2024-03-12"},
)  # fmt: skip

AFTER = (
    Told("letter", "intervention", LAWYER, {
        "title": "Letter to the regional prosecutor", "sort": "criminal-complaint",
        "date": "2024-04-02", "addressee": "Regional prosecutor's office",
        "about": ["@event", "@labour"], "requested": "An inquiry into Order 14.",
        "response": "partial", "response_date": "2024-04-29", "status": "answered",
    }),
    Told("unanswered", "intervention", LAWYER, {
        "title": "Letter to the directorate", "sort": "letter", "date": "2024-04-05",
        "addressee": "Regional directorate", "about": ["@apologies"],
        "status": "waiting",
    }),
    Told("leak", "publication", ANALYST, {
        "title": "Six seconds of an 'apology'", "by": "an unknown channel",
        "date": "2024-03-10", "where": "a messenger", "copy": f"file:{PUBLISHED}",
        "spans": [Part(APOLOGY, 8, 14)], "about": ["@apologies"],
        "persons": ["@orderly"], "form": "named",
    }),
    Told("reply", "outcome", LAWYER, {
        "title": "The prosecutor replies: an inquiry is opened", "sort": "reply",
        "date": "2024-04-29", "follows": ["@letter"], "about": ["@event"],
        "source": "Letter No. 7/114 of 29 April 2024",
    }),
    Told("inquiry", "outcome", LAWYER, {
        "title": "Inquiry into the store room of K-9", "sort": "inquiry-opened",
        "date": "2024-04-29", "follows": ["@letter"], "about": ["@event", "@labour"],
        "source": "Letter No. 7/114 of 29 April 2024",
    }),
    Told("reprimand", "outcome", LAWYER, {
        "title": "Reprimand for the shift officer", "sort": "reprimand",
        "date": "2024-05-20", "person": "@khmelyov", "post": "@shift",
        "follows": ["@inquiry"], "about": ["@event"],
        "source": "Directorate, order 52 of 20 May 2024",
    }),
    Told("reprimand_2", "outcome", LAWYER, {
        "title": "Reprimand for the deputy head", "sort": "reprimand",
        "date": "2024-05-20", "person": "@tsvetkov", "follows": ["@inquiry"],
        "about": ["@event"], "source": "Directorate, order 52 of 20 May 2024",
    }),
    Told("resignation", "outcome", LAWYER, {
        "title": "The head of the colony resigns", "sort": "resigned",
        "date": "2024-06-03", "person": "@shcheglov", "post": "@head",
        "follows": ["@inquiry"], "about": ["@event", "@labour"],
        "source": "Regional bulletin of 4 June 2024",
    }),
    Told("promotion", "outcome", LAWYER, {
        "title": "The deputy of the directorate is promoted", "sort": "promoted",
        "date": "2024-06-10", "person": "@ryabinov", "post": "@directorate",
        "source": "Regional bulletin of 11 June 2024",
    }),
    Told("warrant", "outcome", LAWYER, {
        "title": "A warrant for the source", "sort": "warrant", "date": "2024-06-17",
        "follows": ["@leak"], "source": "List of wanted persons, seen on 17 June 2024",
    }),
    Told("visits", "outcome", LAWYER, {
        "title": "Visits are banned in block 2", "sort": "visit-ban",
        "date": "2024-06-20", "follows": ["@reply"],
        "source": "A relative's letter of 21 June 2024",
    }),
    Told("name_orderly", "name", LAWYER,
         {"person": "@orderly", "name": "Журавлёв Денис Игоревич", "sort": "full",
          "language": "ru", "source": "@heron"}),
    Told("name_man2", "name", LAWYER,
         {"person": "@man2", "name": "Ёлкин Артём Павлович", "sort": "full",
          "language": "ru"}),
    Told("yes_court", "consent", LAWYER, {
        "person": "@man2", "use": "domestic", "form": "named", "given": True,
        "explained": "What the court sees, who reads it, for how long; the risks.",
        "voluntary": True, "understood": "He said it back in his own words.",
        "competent": True, "language": "ru", "date": "2024-04-01", "written": "written",
        "explained_by": "members:lawyer",
    }),
    Told("no_film", "consent", LAWYER, {
        "person": "@orderly", "use": "film", "form": "face-hidden", "given": True,
        "explained": "What a film is, who sees it.", "voluntary": True,
        "understood": "Yes.", "competent": True, "language": "ru",
        "date": "2024-04-01", "written": "audio", "withdrawn": "2024-06-21",
        "explained_by": "members:lawyer",
    }),
    Told("payments", "support", ANALYST,
         {"claim": "@apology", "how": "supports", "by": f"file:{NOTEBOOK}",
          "material": "photograph", "function": ["linkage"],
          "reliability": "reliable", "note": "Sums beside initials."}),
    Told("office_talk", "support", ANALYST,
         {"claim": "@labour", "how": "neutral", "by": f"file:{ORDER_MADE}",
          "material": "video", "function": ["linkage", "lead-only"],
          "note": "Two officers over papers on the day of the order; no sound."}),
)  # fmt: skip
