# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What the columns of a table of complaints may be, guessed by their titles.

What holds: a guess is a guess: it is shown before it is used, and only a title that
is in the list is guessed at. English and Russian. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from witnessbox.model import mapping
from witnessbox.model.mapping import NONE, Columns

_WORDS = {
    "receipt": "№, no, n, #, id, number, receipt, case number, номер, код,"
    " № п/п, n п/п, номер обращения, номер жалобы, рег. номер, расписка",
    "account": "account, text, complaint, story, statement, testimony, free account,"
    " текст, рассказ, жалоба, обращение, содержание, показания, описание, суть,"
    " текст жалобы, текст обращения",
    "language": "language, lang, язык",
    "name_given": "who, name, full name, complainant, name given, кто, фио, ф.и.о.,"
    " имя, заявитель, пострадавший, фамилия имя отчество",
    "unit": "unit, relation, cell, отряд, камера, кем приходится, отряд или родство",
    "date": "date, when, date of event, incident date, дата, когда, дата события,"
    " дата происшествия",
    "received": "received, date received, received on, получено, поступило,"
    " дата получения, дата поступления, дата обращения, дата приема",
    "session": "session, sitting, сеанс, встреча, сессия, прием",
    "taken_by": "taken by, interviewer, recorded by, принял, принято, опросил, записал",
    "interpreter": "interpreter, translator, переводчик",
    "place": "place, where, location, facility, место, где, колония, учреждение",
    "authorised": "authorised, authorized, may be passed on, may be transmitted,"
    " consent to transmit, согласие, согласие на передачу, можно передавать",
    "referral": "referral, help needed, needs, направление, нужная помощь, помощь",
    "referral_due": "referral due, срок направления",
    "feedback_due": "feedback due, answer due, срок ответа, ответить до",
    "status": "status, статус, состояние",
    "circumstances": "circumstances, what led to it, обстоятельства",
    "dates_and_times": "dates and times, даты и время",
    "descriptions": "descriptions, description of perpetrators, приметы,"
    " описание участников",
    "asked_or_said": "asked or said, what was asked, что спрашивали, что говорили",
    "routine": "routine, usual routine, распорядок, режим",
    "methods": "methods, method, методы, способы",
    "sexual": "sexual, sexual violence, сексуальное насилие",
    "injuries": "injuries, injury, травмы, повреждения, телесные повреждения",
    "objects": "objects, weapons, предметы, оружие, орудия",
    "witnesses": "witnesses, witness, свидетели",
    "authority": "authority, detaining authority, кто содержит, ведомство",
    "medical_papers": "medical papers, medical documents, медицинские документы,"
    " справки",
    "already_told": "already told, complained to, кому сообщали, куда обращались",
    "reprisals": "reprisals, retaliation, преследования, последствия жалобы, давление",
}
_ASIDE = re.compile(r"\([^)]*\)")
_APART = re.compile(r"[^\w№#]+")


def _bare(title: str) -> str:
    text = _ASIDE.sub(" ", title.casefold().replace("ё", "е"))
    return _APART.sub(" ", text).strip()


_KNOWN = {
    _bare(word): field for field, words in _WORDS.items() for word in words.split(",")
} | {_bare(name): name for name in mapping.FIELDS}


def guess(titles: Sequence[str]) -> Columns:
    """What each column may be; the first of two that seem alike."""
    fields: list[str] = []
    for title in titles:
        field = _KNOWN.get(_bare(title), NONE)
        fields.append(NONE if field in fields else field)
    return mapping.made(titles, fields)


def column(titles: Sequence[str], named: str) -> int:
    """The column that somebody names by its title or its number; -1 for none."""
    if named in titles:
        return titles.index(named)
    bare = [_bare(one) for one in titles]
    if bare.count(_bare(named)) == 1:
        return bare.index(_bare(named))
    if named.isascii() and named.isdigit() and 0 < int(named[:4]) <= len(titles):
        return int(named[:4]) - 1
    return -1
