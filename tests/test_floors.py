# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Imports go down the floors only, and siblings on a floor do not see each other.

Every import counts: relative ones, those inside functions, those under
TYPE_CHECKING, and `import_module` with a written-out name. A package that is on no
floor fails, so that a new one is placed by decision (docs/architecture.md).
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = "witnessbox"
SOURCE = Path(__file__).parents[1] / "src" / ROOT

FLOORS: dict[str, int] = {
    "base": 0,
    "model": 1,
    "vault": 1,
    "ledger": 1,
    "media": 1,
    "intake": 2,
    "analysis": 2,
    "catalogue": 2,
    "story": 2,
    "link": 3,
    "release": 4,
    "pipeline": 5,
    "cli": 6,
    "web": 6,
}

# The one way between siblings: this module starts the web application. The command
# line is the only edge that exits and the only one that reads passphrases from files,
# so it starts the other edge, and only through its front (docs/architecture.md).
DOORS = {("cli/server.py", "witnessbox.web.app")}

# These import nothing but the standard library and what lies below them.
GROUND = ("base", "model")


def _absolute(node: ast.ImportFrom, package: tuple[str, ...]) -> str:
    """The module that a `from` import names, relative ones resolved."""
    if node.level == 0:
        return node.module or ""
    above = package[: len(package) - node.level + 1]
    return ".".join([*above, node.module] if node.module else above)


def _written(node: ast.expr | None) -> str:
    """The fixed beginning of a string that is written out, f-strings included."""
    if isinstance(node, ast.JoinedStr):
        return _written(node.values[0]) if node.values else ""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return ""


def _imported(tree: ast.AST, package: tuple[str, ...]) -> Iterator[str]:
    """Every module that a file imports, by its full name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = _absolute(node, package)
            yield from (f"{module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and node.args:
            called = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if called in {"import_module", "__import__"}:
                yield _written(node.args[0])


def offences(source: Path) -> list[str]:
    """Each import under `source` that the floors do not allow, as a sentence."""
    found = []
    for path in sorted(source.rglob("*.py")):
        where = path.relative_to(source)
        if len(where.parts) == 1:
            continue  # The package's own front: its version.
        here = where.parts[0]
        if here not in FLOORS:
            found.append(f"{where}: package {here} is on no floor")
            continue
        package = (ROOT, *where.parts[:-1])
        for name in _imported(ast.parse(path.read_bytes()), package):
            verdict = _verdict(source, where, here, name)
            if verdict:
                found.append(f"{where}: {verdict}")
    return found


def _verdict(source: Path, where: Path, here: str, name: str) -> str:
    parts = name.split(".")
    if parts[0] != ROOT:
        if here not in GROUND or parts[0] in sys.stdlib_module_names:
            return ""
        return f"{here} imports {parts[0]}, which is not of the standard library"
    there = parts[1] if len(parts) > 1 else ""
    if there in ("", here) or not (source / there).is_dir():
        return ""
    if there not in FLOORS:
        return f"imports {name}, which is on no floor"
    if FLOORS[there] < FLOORS[here]:
        return ""
    if any(where.as_posix() == door and name.startswith(to) for door, to in DOORS):
        return ""
    way = "sideways" if FLOORS[there] == FLOORS[here] else "up"
    return f"imports {name}, {way} from {here}"


def test_imports_go_down_and_siblings_are_blind() -> None:
    assert offences(SOURCE) == []


def test_every_floor_has_been_read() -> None:
    packages = {path.parent.name for path in SOURCE.glob("*/__init__.py")}
    assert packages <= set(FLOORS)
    assert {"base", "vault", "ledger", "media", "pipeline", "cli", "web"} <= packages


def test_the_standalone_verifier_imports_only_the_standard_library() -> None:
    path = SOURCE / "ledger" / "standalone.py"
    names = {
        name.split(".")[0]
        for name in _imported(ast.parse(path.read_bytes()), (ROOT, "ledger"))
    }
    assert names <= sys.stdlib_module_names


def _plant(root: Path, files: dict[str, str]) -> Path:
    source = root / ROOT
    for name, text in files.items():
        path = source / name
        path.parent.mkdir(parents=True, exist_ok=True)
        (path.parent / "__init__.py").touch()
        path.write_text(text)
    return source


CLEAN = {
    "base/values.py": "import os\nimport json\n",
    "vault/store.py": "from witnessbox.base import values\n",
    "ledger/log.py": "import cryptography\n",
    "pipeline/box.py": "from ..vault import store\nfrom . import other\n",
    "cli/server.py": "from witnessbox.web.app import build\n",
    "web/app.py": "from witnessbox import __version__\n",
}


def test_a_clean_toy_tree_passes(tmp_path: Path) -> None:
    assert offences(_plant(tmp_path, CLEAN)) == []


def test_each_way_of_climbing_is_caught(tmp_path: Path) -> None:
    planted = {
        "vault/up.py": "from witnessbox.pipeline.box import Box\n",
        "vault/relative.py": "from ..pipeline import box\n",
        "vault/front.py": "from witnessbox import pipeline\n",
        "vault/local.py": "def f():\n    import witnessbox.pipeline.box\n",
        "vault/typing_only.py": (
            "from typing import TYPE_CHECKING\n"
            "if TYPE_CHECKING:\n    from witnessbox.cli import main\n"
        ),
        "vault/sibling.py": "import witnessbox.ledger.log\n",
        "vault/late.py": (
            "import importlib\nimportlib.import_module('witnessbox.web.app')\n"
        ),
        "vault/composed.py": (
            "from importlib import import_module\n"
            "import_module(f'witnessbox.cli.{1}')\n"
        ),
        "cli/commands/list_.py": "from witnessbox.web.app import build\n",
        "web/back.py": "from witnessbox.cli.server import serve\n",
        "base/heavy.py": "import numpy\n",
        "helpers/text.py": "",
    }
    found = offences(_plant(tmp_path, CLEAN | planted))
    blamed = {line.split(":")[0] for line in found}
    assert blamed - {"helpers/__init__.py"} == set(planted)
