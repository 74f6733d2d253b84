# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What the documents say is so: links, commands, errors, clauses, and no address.

A page that is made from the code is compared with what the code says now; a clause
of a specification must be known to the code and to a test.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from witnessbox.cli.main import VERBS

PROJECT = Path(__file__).parents[1]
DOCS = PROJECT / "docs"
PAGES = sorted([*PROJECT.glob("*.md"), *DOCS.rglob("*.md")])
GENERATED = {
    "scripts/error_list.py": "docs/spec/errors.md",
    "scripts/command_list.py": "docs/guide/commands.md",
    "scripts/kind_list.py": "docs/spec/kinds.md",
}

LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^ {0,3}```.*?^ {0,3}```", re.DOTALL | re.MULTILINE)
COMMAND = re.compile(r"(?:`|^ {4}|\$ )witnessbox ([a-z]+)", re.MULTILINE)
CLAUSE = re.compile(r"^\| *`([a-z0-9]+(?:-[a-z0-9]+)*)` *\|", re.MULTILINE)

# Written in two pieces, so that this file does not hold what it forbids.
REGISTRIES = [
    re.compile(re.escape("".join(pieces)))
    for pieces in [
        ("py", "pi.org"),
        ("python", "hosted.org"),
        ("registry.", "npmjs"),
        ("deb.", "debian.org"),
        ("archive.", "ubuntu.com"),
        ("hugging", "face.co"),
    ]
]
MACHINE_PATHS = [
    re.compile("".join(pieces))
    for pieces in [
        (r"(?<![\w.])/wo", r"rk/(main|shared|\.)"),
        (r"/tmp/w", r"b\b"),
        (r"\.py", r"env/"),
        (r"/opt/(wh", r"eels|pypi)"),
    ]
]
TEXT = {"", ".md", ".py", ".sh", ".toml", ".txt", ".in", ".js", ".css", ".html", ".cfg"}
UNREAD = {".git", ".venv", "__pycache__", "build", "dist", "bundle", "bundle.partial"}


def prose(page: Path) -> str:
    """A page without its code blocks."""
    return FENCE.sub("", page.read_text("utf-8"))


def anchor(heading: str) -> str:
    """The anchor that a heading gets where Markdown is shown."""
    kept = re.sub(r"[^\w\- ]", "", heading.replace("`", "").strip().lower())
    return kept.replace(" ", "-")


def anchors(page: Path) -> set[str]:
    """Every anchor of a page."""
    return {
        anchor(line) for line in re.findall(r"^#+ (.*)$", prose(page), re.MULTILINE)
    }


def broken_links(page: Path, text: str) -> Iterator[str]:
    """Each link of `text` that leads nowhere; those to the web are not followed."""
    for target in LINK.findall(text):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, fragment = target.partition("#")
        there = (page.parent / path) if path else page
        has_anchor = fragment and there.suffix == ".md"
        if not there.exists() or (has_anchor and fragment not in anchors(there)):
            yield target


def ours() -> Iterator[Path]:
    """Every text file that is ours."""
    for path in sorted(PROJECT.rglob("*")):
        parts = path.relative_to(PROJECT).parts
        if UNREAD.isdisjoint(parts) and path.is_file() and path.suffix in TEXT:
            if any(part.startswith(".") and part != ".ci" for part in parts[:-1]):
                continue
            if not parts[0].startswith("witnessbox-data"):
                yield path


def clauses(page: Path) -> set[str]:
    """The codes that a specification's tables define."""
    return set(CLAUSE.findall(prose(page)))


def specifications() -> list[Path]:
    """The specifications written by hand."""
    made = {PROJECT / page for page in GENERATED.values()}
    return sorted(set(DOCS.glob("spec/*.md")) - made)


def sources(folder: str) -> str:
    """All Python text under a folder, as one string."""
    paths = sorted((PROJECT / folder).rglob("*.py"))
    return "\n".join(path.read_text("utf-8") for path in paths)


@pytest.mark.parametrize(("script", "page"), GENERATED.items())
def test_a_page_made_from_the_code_is_up_to_date(script: str, page: str) -> None:
    made = subprocess.run(
        [sys.executable, PROJECT / script], check=True, capture_output=True, text=True
    )
    assert made.stdout == (PROJECT / page).read_text("utf-8"), "run `make generated`"


def test_every_verb_has_its_section() -> None:
    headings = anchors(DOCS / "guide" / "commands.md")
    assert {f"witnessbox-{verb}" for verb in VERBS} <= headings


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(PROJECT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    assert list(broken_links(page, prose(page))) == []


def test_a_link_that_leads_nowhere_is_seen() -> None:
    page = PROJECT / "README.md"
    text = "[a](README.md) [b](docs/none.md) [c](README.md#none) [d](https://x.example)"
    assert list(broken_links(page, text)) == ["docs/none.md", "README.md#none"]


def test_every_make_target_that_a_page_names_exists() -> None:
    makefile = (PROJECT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    for page in PAGES:
        text = page.read_text("utf-8")
        named = set(re.findall(r"(?:`|^ {4}|^)make ([a-z]+)", text, re.MULTILINE))
        assert named <= targets, page


def test_every_command_that_a_page_names_exists() -> None:
    for page in PAGES:
        text = page.read_text("utf-8")
        named = set(
            re.findall(r"(?:`|^ {4}|\$ )witnessbox ([a-z]+)", text, re.MULTILINE)
        )
        assert named <= set(VERBS), page


@pytest.mark.parametrize(
    "page", specifications(), ids=lambda page: str(page.relative_to(PROJECT))
)
def test_every_clause_is_known_to_the_code_and_to_a_test(page: Path) -> None:
    code, tests = sources("src"), sources("tests")
    defined = clauses(page)
    assert defined, "a specification says what it refuses, each with a code"
    # In a test, a clause goes by its code or by the name of its enumerator.
    names = {clause: clause.replace("-", "_").upper() for clause in defined}
    assert {clause for clause in defined if f'"{clause}"' not in code} == set()
    untested = {
        clause
        for clause, name in names.items()
        if f'"{clause}"' not in tests and f".{name}" not in tests
    }
    assert untested == set()


def test_every_decision_has_the_four_parts_and_its_number() -> None:
    for page in sorted((DOCS / "adr").glob("*.md")):
        text = page.read_text("utf-8")
        assert re.match(r"# \d{4} ", text), page
        assert text.startswith(f"# {page.name[:4]} "), page
        for part in ("Context", "Options", "Decision", "Consequences"):
            assert f"\n## {part}\n" in text, (page, part)


def test_no_file_names_a_registry_or_a_path_of_somebodys_machine() -> None:
    found = [
        f"{path.relative_to(PROJECT)}: {pattern.pattern}"
        for path in ours()
        for pattern in (*REGISTRIES, *MACHINE_PATHS)
        if pattern.search(path.read_text("utf-8", "replace"))
    ]
    assert found == []


def test_a_forbidden_address_is_seen() -> None:
    text = "--index-url https://" + "py" + "pi.org/simple"
    assert any(pattern.search(text) for pattern in REGISTRIES)
    assert any(pattern.search("see /tmp/w" + "b/x") for pattern in MACHINE_PATHS)
