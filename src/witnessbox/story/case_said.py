# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""White Brook's words, codes and roster: what is heard, coded twice, and who says so.

What holds: as in `case`. The coder speaks Russian and confirms what is said; a
translation lies with the identities. Two members code three films blind; they differ
once, and a third settles it after the round is closed: `SETTLED` comes after that.
"""

from __future__ import annotations

from witnessbox.story.case import (
    ANALYST,
    APOLOGY,
    CODER,
    HALL,
    LAWYER,
    ROSTER,
    STORE,
    Part,
    Told,
)

ROUND = "round"
"""The key of the round of coding, which its author closes when all is coded."""
_CODES = {
    HALL: (("yes", "yes"), ("no", "no")),
    STORE: (("yes", "yes"), ("no", "no")),
    APOLOGY: (("no", "unknown"), ("yes", "yes")),
}
"""Film: what two coders say of each variable."""
_VARIABLES = ("officials", "filming")


def _roster(key: str, occupancy: str) -> Told:
    fields = {
        "claim": f"@{occupancy}", "how": "supports", "by": f"file:{ROSTER}",
        "source": "@heron", "material": "register", "reliability": "reliable",
        "note": "Name, post and date stand on the staff roster of 2024.",
    }  # fmt: skip
    return Told(key, "support", ANALYST, fields)


def _code(film: str, number: int, by: str) -> tuple[Told, ...]:
    values = [said[(ANALYST, CODER).index(by)] for said in _CODES[film]]
    return tuple(
        Told(f"code_{number}_{variable}_{by}", "coding", by,
             {"spans": [f"whole:{film}"], "variable": variable, "value": value,
              "round": f"@{ROUND}"})
        for variable, value in zip(_VARIABLES, values, strict=True)
    )  # fmt: skip


SAID = (
    Told("apology_said", "transcript", CODER,
         {"spans": [Part(APOLOGY, 8, 13)], "language": "ru", "confirmed": True,
          "text": "Передачи я брал сам. Никто меня не заставлял.",
          "speaker": "@orderly"}),
    Told("apology_in_english", "translation", LAWYER,
         {"of": "@apology_said", "language": "en", "by_machine": False,
          "text": "I took the parcels myself. Nobody forced me."}),
    *(_roster(f"roster_{one}", one)
      for one in ("sh_post", "ts_post", "kh_post", "ts_k4", "ry_post")),
    Told(ROUND, "round", ANALYST,
         {"title": "Three films, coded twice", "variables": [*_VARIABLES],
          "seed": "white brook", "items": [f"file:{film}" for film in _CODES],
          "coders": f"members:{ANALYST} {CODER}", "share": 100}),
    *(told for by in (ANALYST, CODER)
      for number, film in enumerate(_CODES) for told in _code(film, number, by)),
)  # fmt: skip

SETTLED = (
    Told("settled", "coding", LAWYER,
         {"spans": [f"whole:{APOLOGY}"], "variable": "officials", "value": "unknown",
          "round": f"@{ROUND}",
          "adjudicates": [f"@code_2_officials_{by}" for by in (ANALYST, CODER)],
          "reason": "A second voice is heard; whose it is cannot be told."}),
)  # fmt: skip
