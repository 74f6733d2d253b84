# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Each visible text of the web interface is marked, and has its Russian.

What holds: the translations are those that the code asks for, whole, in every plural
form and with the same placeholders and tags; a template has no bare text, JavaScript
no words, and a module none that are not marked.
"""

from __future__ import annotations

import ast
import errno
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages import Catalog, Message
from scripts import messages
from tests import bare_text

from witnessbox.web import tongue, words_trouble

WEB = Path(tongue.__file__).parent
PLACE = re.compile(r"%\(\w+\)s|\{\w*\}|</?\w+[^>]*>")
PERCENT = re.compile(r"(?<!%)(?:%%)*%(?![%(])")
"""A sign that would be taken for a placeholder; it is to be written twice."""

UNMARKED = {
    "guard.py": r".*'(none|self|script)'.*|media-src blob:|private, max-age=3600",
    "jobs.py": "|".join(map(re.escape, words_trouble.OURS)),
    "tongue.py": "English",
}
"""Words that are no text of a page, or that are marked in another module."""

OTHERS = sorted(set(tongue.TONGUES) - {tongue.ENGLISH})


def told(message: Message) -> list[str]:
    """The forms of a translation."""
    forms = message.string if isinstance(message.string, tuple) else (message.string,)
    return [str(form) for form in forms]


def faults(catalogue: Catalog, plurals: int) -> list[str]:
    """What is wrong with a file's translations, a line each."""
    found = []
    for message in catalogue:
        if not message.id:
            continue
        counted = isinstance(message.id, (tuple, list))
        key = str(message.id[-1] if counted else message.id)
        forms = told(message)
        if message.fuzzy:
            found.append(f"fuzzy: {key}")
        if not all(forms) or len(forms) != (plurals if counted else 1):
            found.append(f"not whole: {key}")
        elif any(PERCENT.search(form) for form in (key, *forms)):
            found.append(f"a bare per cent sign: {key}")
        elif any(sorted(PLACE.findall(f)) != sorted(PLACE.findall(key)) for f in forms):
            found.append(f"other placeholders: {key}")
    return found


@pytest.mark.parametrize("code", OTHERS)
def test_every_text_is_translated_whole_with_its_placeholders(code: str) -> None:
    catalogue = messages.in_step(code)
    assert faults(catalogue, catalogue.num_plurals) == []


@pytest.mark.parametrize("code", OTHERS)
def test_the_file_is_what_make_generated_writes(code: str) -> None:
    kept = Path(tongue.path_of(code)).read_text("utf-8")
    assert messages.text_of(messages.in_step(code), code) == kept


def test_russian_has_three_forms_and_its_own_rule() -> None:
    catalogue = messages.kept("ru")
    assert catalogue.num_plurals == 3
    assert "n%100" in catalogue.plural_expr


def test_each_sentence_about_trouble_is_one_that_the_floors_below_say() -> None:
    said = " ".join(text for path in below() for text in literals(path))
    strange = [
        sentence
        for sentence in (*words_trouble.OURS, *words_trouble.SENTENCES)
        if PLACE.sub("{}", sentence) not in said
    ]
    assert strange == []


def test_each_refusal_is_one_that_the_system_or_the_intake_gives() -> None:
    given = {os.strerror(number) for number in errno.errorcode}
    given |= {text for path in below() for text in literals(path)}
    assert {PLACE.sub("{}", one) for one in words_trouble.REFUSALS} <= given


def below() -> Iterator[Path]:
    """The modules whose sentences may reach a screen."""
    yield WEB / "jobs.py"
    for folder in ("base", "vault", "ledger", "media", "intake", "catalogue"):
        yield from sorted((WEB.parent / folder).rglob("*.py"))
    yield from sorted((WEB.parent / "pipeline").rglob("*.py"))


def literals(path: Path) -> list[str]:
    """Every string of a module, a hole for what is filled in."""
    found = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.append(node.value)
        elif isinstance(node, ast.JoinedStr):
            parts = (getattr(part, "value", "") for part in node.values)
            found.append("".join(p if isinstance(p, str) else "{}" for p in parts))
    return found


def test_what_is_missing_or_wrong_in_a_translation_is_seen() -> None:
    catalogue = Catalog(locale="ru")
    catalogue.add("Box", "")
    catalogue.add("Film", "Плёнка", flags=["fuzzy"])
    catalogue.add("%(n)s of %(all)s", "%(n)s из")
    catalogue.add(("%(n)s day", "%(n)s days"), ("%(n)s день", "%(n)s дня"))
    catalogue.add(("%(n)s hour", "%(n)s hours"), ("час", "%(n)s часа", "%(n)s часов"))
    catalogue.add("100 %% of it", "100 % этого")
    catalogue.add("Sound", "Звук")
    assert faults(catalogue, 3) == [
        "not whole: Box",
        "fuzzy: Film",
        "other placeholders: %(n)s of %(all)s",
        "not whole: %(n)s days",
        "other placeholders: %(n)s hours",
        "a bare per cent sign: 100 %% of it",
    ]


def test_no_template_has_a_bare_text() -> None:
    found = {
        path.name: bare
        for path in sorted((WEB / "templates").rglob("*.html"))
        if (bare := bare_text.of_template(path.read_text("utf-8")))
    }
    assert found == {}


def test_no_script_has_words() -> None:
    found = {
        path.name: bare
        for path in sorted((WEB / "static").rglob("*.js"))
        if (bare := bare_text.of_script(path.read_text("utf-8")))
    }
    assert found == {}


def test_no_module_has_words_that_are_not_marked() -> None:
    found = []
    for path in sorted(WEB.rglob("*.py")):
        name = str(path.relative_to(WEB))
        allowed = re.compile(UNMARKED.get(name, "(?!)"))
        bare = bare_text.of_module(path.read_text("utf-8"))
        found += [f"{name}: {text}" for text in bare if not allowed.fullmatch(text)]
    assert found == []


@pytest.mark.parametrize(
    "text",
    [
        "<p>Bare words</p>",
        "<p>{{ n }} items</p>",
        '<a title="Open it">{{ _("Open") }}</a>',
        '<input placeholder="Name {{ n }}">',
        '<p>{{ "Nothing here" if empty else _("All") }}</p>',
        '{% set head = "A head" %}',
        '{% macro told() %} aria-label="A label"{% endmacro %}',
        '{{ link("/", "overview", "Overview") }}',
    ],
)
def test_a_bare_text_in_a_template_is_seen(text: str) -> None:
    assert bare_text.of_template(text) != []


@pytest.mark.parametrize(
    "text",
    [
        '<p class="Some class">{{ _("Words") }} · 12 × {{ n }}</p>',
        "{% trans n=1 %}{{ n }} item{% pluralize %}{{ n }} items{% endtrans %}",
        '<p>{{ ngettext("%(n)s item", "%(n)s items", 3, n="3") }}</p>',
        "<p>SHA-256 <kbd>Esc</kbd> <bdi>{{ name }}</bdi></p>",
        '{% macro told() %} aria-describedby="x-hint"{% endmacro %}',
        "{# A remark #}<!doctype html><title>Witnessbox</title>",
    ],
)
def test_what_is_marked_or_a_name_is_no_bare_text(text: str) -> None:
    assert bare_text.of_template(text) == []


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ('note.textContent = "Sound is heard";', 1),
        ("place.title = `Cut at ${n}`;", 1),
        ('button.setAttribute("aria-label", "Close");', 1),
        ('post("/item/x", { from: "here" }, "a b");', 0),
        ('document.querySelector("button.primary a");', 0),
        ('throw new Error("nothing to play");', 0),
        ("// Words in a remark", 0),
    ],
)
def test_words_in_a_script_are_seen(text: str, count: int) -> None:
    assert len(bare_text.of_script(text)) == count


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ('"""A docstring of words."""\n', 0),
        ('X = {"a": "Some words"}', 1),
        ('X = {"a": N_("Some words")}', 0),
        ('def f() -> str:\n    return f"{n} items of it"', 1),
        ('raise ValueError("this is wrong here")', 0),
        ('x = gettext("Some %(n)s", n=plain("two words"))', 1),
        ('LABELS = ("Video",)', 1),
    ],
)
def test_words_in_a_module_are_seen(text: str, count: int) -> None:
    assert len(bare_text.of_module(text)) == count
