# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Usage: python scripts/messages.py [--list]. Keeps the translations in step.

Brings the translations in src/witnessbox/web/locale in step with what the templates
and modules of the web interface say: new sentences come in empty, sentences that
nothing says any more go. Nothing is guessed, so no translation is ever fuzzy.
`--list` writes nothing and prints the sentences without a translation.

What is refused: a template or a module that cannot be read.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

from witnessbox.web import tongue

WEB = Path(tongue.__file__).parent
KEYWORDS: dict[str, Any] = {
    "_": None,
    "N_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
TEMPLATE_OPTIONS = {
    "newstyle_gettext": "true",
    "trim_blocks": "true",
    "lstrip_blocks": "true",
    "silent": "false",
}
HEAD = """\
# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
# {name}. docs/guide/translating.md says how to go about it.
msgid ""
msgstr ""
"Language: {code}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plurals}\\n"

"""


def sources() -> Iterator[tuple[Path, Any, dict[str, str]]]:
    """Every file that may say something, and how it is read."""
    for path in sorted(WEB.rglob("*.py")):
        yield path, "python", {}
    for path in sorted((WEB / "templates").rglob("*.html")):
        yield path, babel_extract, TEMPLATE_OPTIONS


def extracted() -> Catalog:
    """All sentences of the web interface."""
    found = Catalog(charset="utf-8")
    for path, method, options in sources():
        with path.open("rb") as file:
            for line, message, comments, context in extract(
                method, file, KEYWORDS, ("Translators:",), options
            ):
                place = (str(path.relative_to(WEB)), line)
                found.add(
                    message, None, [place], auto_comments=comments, context=context
                )
    return found


def kept(code: str) -> Catalog:
    """The translations as they are."""
    path = tongue.path_of(code)
    if not os.path.exists(path):
        return Catalog(locale=code)
    with open(path, "rb") as file:
        return read_po(file, locale=code)


def in_step(code: str) -> Catalog:
    """The translations brought in step with the code."""
    catalogue = kept(code)
    catalogue.update(extracted(), no_fuzzy_matching=True)
    return catalogue


def text_of(catalogue: Catalog, code: str) -> str:
    """The file: in the order of the sources, without dates and line numbers."""
    body = io.BytesIO()
    write_po(
        body,
        catalogue,
        width=88,
        omit_header=True,
        ignore_obsolete=True,
        include_previous=False,
        sort_by_file=True,
        include_lineno=False,
    )
    head = HEAD.format(
        name=tongue.TONGUES[code], code=code, plurals=catalogue.plural_forms
    )
    return head + body.getvalue().decode().strip() + "\n"


def untranslated(catalogue: Catalog) -> list[Message]:
    """The sentences that still need a translation."""
    missing = []
    for message in catalogue:
        if not message.id:
            continue
        told = message.string if isinstance(message.string, tuple) else [message.string]
        if not all(told) or message.fuzzy:
            missing.append(message)
    return missing


def main() -> None:
    """Write every translation anew, or list what is missing."""
    for code in tongue.TONGUES:
        if code == tongue.ENGLISH:
            continue
        catalogue = in_step(code)
        for message in untranslated(catalogue):
            sys.stdout.write(f"{code}: {message.id!r} {message.context or ''}\n")
        if "--list" not in sys.argv[1:]:
            path = tongue.path_of(code)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8") as file:
                file.write(text_of(catalogue, code))


if __name__ == "__main__":
    main()
