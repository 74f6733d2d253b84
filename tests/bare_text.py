# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Finds words for a person that nobody marked for translation."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser

from jinja2 import Environment

MARKS = {"_", "N_", "gettext", "ngettext", "pgettext", "npgettext"}
UNSHOWN = {"cast", "TypeVar"}
"""Calls whose words only a type checker reads."""

SHOWN = {"title", "alt", "placeholder", "aria-label", "aria-description", "label"}
"""Attributes that a person sees or hears."""

NAMES = re.compile(r"Witnessbox|SHA-256|BLAKE3|UTC|EDTF|HURIDOCS|PDF|CSV|JSON|HTML")
"""What is called the same in every language."""

ATTRIBUTE = re.compile(r"\b([a-z-]+)=\"([^\"]*)\"")
SILENT = ("kbd", "code", "script", "style")
"""Elements whose text is for machines, or the same in every language."""

WORD = re.compile(r"[^\W\d_]{2,}")
PATH = re.compile(r"(?<!\S)/\S*")
HOLE = "0"
WORDS = re.compile(r"[A-Za-z’']+,?:? [a-z“]*[A-Za-z’']{2,}|^[A-Z][a-z]{2,}[.:…]?$")
"""Two words in a row, or one with a capital."""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in SILENT
        for name, value in attrs:
            if name in SHOWN:
                self._look(value or "")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in SILENT

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._look(data)

    def _look(self, text: str) -> None:
        # A macro may give attributes alone, outside of any tag.
        text = ATTRIBUTE.sub(lambda m: m[2] if m[1] in SHOWN else "", text)
        rest = PATH.sub("", NAMES.sub("", text))
        if WORD.search(rest):
            self.found.append(" ".join(rest.split()))


def of_template(source: str) -> list[str]:
    """Bare texts of a template: between tags, in shown attributes, in expressions."""
    reader = _Reader()
    page, strings = _split(source)
    reader.feed(page)
    reader.close()
    return reader.found + strings


def _split(source: str) -> tuple[str, list[str]]:
    """The template with holes for what is computed; bare strings inside those."""
    page, strings = [], []
    marked, translated, last, depth = False, False, "", 0
    for _, kind, value in Environment(extensions=["jinja2.ext.i18n"]).lex(source):
        if kind == "data":
            page.append("" if translated else value)
        elif kind in ("variable_begin", "block_begin"):
            page.append(HOLE if kind == "variable_begin" else " ")
            depth, marked, last = 0, False, ""
        elif kind == "name" and value in ("trans", "endtrans") and not last:
            translated = value == "trans"
        elif kind == "operator" and value in "([":
            marked = marked or last in MARKS
            depth += marked
        elif kind == "operator" and value in ")]" and marked:
            depth -= 1
            marked = depth > 0
        elif kind == "string" and not marked and WORDS.search(value[1:-1]):
            strings.append(value)
        if kind in ("name", "operator", "string", "integer"):
            last = value
    return "".join(page), strings


_REMARK = re.compile(r"^\s*//.*$|/\*.*?\*/", re.MULTILINE | re.DOTALL)
_SAYS = re.compile(
    r"(?:\.(?:textContent|innerText|title|placeholder|alt|ariaLabel)\s*=|"
    r"\"aria-label\",|\bsay\()\s*[\"'`]([^\"'`]*)"
)
_SENTENCE = re.compile(r"[\"'`]([A-Z][\w’']* (?:\w+[ ,.:;!?…-]*)+)[\"'`]")


def of_script(source: str) -> list[str]:
    """Words that a script shows: what it writes into a page, and sentences."""
    text = _REMARK.sub("", source)
    shown = [one for one in _SAYS.findall(text) if WORDS.search(one)]
    return shown + [one for one in _SENTENCE.findall(text) if one not in shown]


def of_module(source: str) -> list[str]:
    """Words in a module that are not marked; those of errors and docstrings are."""
    tree = ast.parse(source)
    return [text for text in _strings(tree) if WORDS.search(NAMES.sub("", text))]


def _strings(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Raise | ast.Import | ast.ImportFrom):
        return
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return
    if isinstance(node, ast.Constant):
        if isinstance(node.value, str):
            yield node.value
        return
    if isinstance(node, ast.JoinedStr):
        yield "".join(
            str(part.value) if isinstance(part, ast.Constant) else " 0 "
            for part in node.values
        )
        return
    if isinstance(node, ast.Call):
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        if name in UNSHOWN:
            return
        if name in MARKS:
            given = [a for a in node.args if not isinstance(a, ast.Constant)]
            for argument in (*given, *node.keywords):
                yield from _strings(argument)
            return
    # The keys of a dictionary are codes.
    inner = node.values if isinstance(node, ast.Dict) else ast.iter_child_nodes(node)
    for child in inner:
        yield from _strings(child)
