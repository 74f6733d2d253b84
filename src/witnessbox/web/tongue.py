# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The language of a page: which one, and what its words, plurals and numbers are.

What holds: a request has one language, chosen before any route sees it: the member's
own choice, else the first that the browser asks for and we speak, else English.
English sentences are the keys; a sentence without a translation shows in English.
The translations are read from the .po file itself, so that none can be out of step.
"""

from __future__ import annotations

import gettext as library
import io
import os
import re
from contextvars import ContextVar
from functools import lru_cache
from typing import Final

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import get_decimal_symbol
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

ENGLISH: Final = "en"
TONGUES = {"en": "English", "ru": "Русский"}
"""Each by its code, called as its own speakers call it."""

DOMAIN = "witnessbox"
FOLDER = os.path.join(os.path.dirname(__file__), "locale")
# A day is written before its month by most who read our English.
_LOCALES = {"en": Locale("en", "GB"), "ru": Locale("ru")}
_WISH = re.compile(
    r"\s*([A-Za-z]{1,8})(?:-[A-Za-z0-9]{1,8})*\s*"
    r"(?:;\s*q=(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?))?"
)
MAX_WISHES = 20

_current: ContextVar[str] = ContextVar("tongue", default=ENGLISH)


def current() -> str:
    """The code of the language of this request."""
    return _current.get()


def locale() -> Locale:
    """What Unicode's locale data say of it."""
    return locale_of(current())


def locale_of(code: str) -> Locale:
    """The same of a language that is spoken here."""
    return _LOCALES[code]


def speak(code: str) -> None:
    """Use a language from here on; one that is not spoken is English."""
    _current.set(code if code in TONGUES else ENGLISH)


def chosen(cookie: str, accepts: str) -> str:
    """The language for a request: what its member chose, else what it asks for."""
    if cookie in TONGUES:
        return cookie
    wishes = []
    for place, wish in enumerate(accepts.split(",")[:MAX_WISHES]):
        match = _WISH.fullmatch(wish.rstrip())
        if match and match[1].lower() in TONGUES:
            weight = float(match[2]) if match[2] else 1.0
            wishes.append((-weight, place, match[1].lower()))
    best = min((wish for wish in wishes if wish[0] < 0), default=(0, 0, ENGLISH))
    return best[2]


def cookie_name(port: int) -> str:
    """The cookie of the member's choice; it carries the port, as the others do."""
    return f"witnessbox-{port}-tongue"


class Interpreter:
    """The layer that chooses the language of each request, and does nothing else."""

    def __init__(self, app: ASGIApp, *, cookie: str) -> None:
        self._app = app
        self._cookie = cookie

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one connection's event on, in its language."""
        if scope["type"] == "http":
            request = Request(scope)
            accepts = request.headers.get("accept-language", "")
            # Each request has a context of its own: nothing is to be set back.
            speak(chosen(request.cookies.get(self._cookie, ""), accepts))
        await self._app(scope, receive, send)


def path_of(code: str) -> str:
    """Where the translations into a language are kept."""
    return os.path.join(FOLDER, code, "LC_MESSAGES", f"{DOMAIN}.po")


@lru_cache
def catalogue(code: str) -> library.NullTranslations:
    """The translations into a language; none for English, which is the key."""
    if code == ENGLISH:
        return library.NullTranslations()
    with open(path_of(code), "rb") as file:
        messages = read_po(file, locale=code, domain=DOMAIN)
    compiled = io.BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    return library.GNUTranslations(compiled)


def gettext(message: str, /, **values: object) -> str:
    """A sentence in the page's language, with its placeholders filled in."""
    if not message:
        return ""
    text = catalogue(current()).gettext(message)
    return text % values if values else text


def ngettext(one: str, many: str, count: int, /, **values: object) -> str:
    """A sentence in the form that its number asks for; `num` is the number."""
    text = catalogue(current()).ngettext(one, many, count)
    return text % {"num": count, **values}


def pgettext(context: str, message: str, /, **values: object) -> str:
    """A sentence that means one thing here and another elsewhere."""
    text = catalogue(current()).pgettext(context, message)
    return text % values if values else text


def npgettext(
    context: str, one: str, many: str, count: int, /, **values: object
) -> str:
    """Both: by its place and by its number."""
    text = catalogue(current()).npgettext(context, one, many, count)
    return text % {"num": count, **values}


def N_(message: str) -> str:  # noqa: N802  (its name wherever gettext is used)
    """Mark a text for translation; it is translated where it is shown."""
    return message


def decimal(value: float, digits: int) -> str:
    """A number with its decimal point or comma."""
    return f"{value:.{digits}f}".replace(".", get_decimal_symbol(locale()))
