# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""No file and no function outgrows what one person reads in one sitting.

Files: none above 400 lines, 95 of 100 at most 300. Functions: none above 80 lines,
95 of 100 at most 40. At most 5 parameters by position; the rest by keyword only.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).parents[1]
SOURCE = PROJECT / "src" / "witnessbox"
MAX_FILE = 400
P95_FILE = 300
MAX_FUNCTION = 80
P95_FUNCTION = 40
MAX_POSITIONAL = 5

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def files(*folders: str) -> list[Path]:
    """Every Python file that we wrote, in a fixed order."""
    return sorted(
        path for folder in folders for path in (PROJECT / folder).rglob("*.py")
    )


def lines(path: Path) -> int:
    """How many lines a file has."""
    return len(path.read_bytes().splitlines())


def functions(text: bytes) -> Iterator[tuple[str, int, int]]:
    """Name, lines and positional parameters of each function, nested ones too."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, FUNCTIONS):
            taken = [a.arg for a in (*node.args.posonlyargs, *node.args.args)]
            bound = taken[:1] in (["self"], ["cls"])
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            yield node.name, length, len(taken) - bound


def p95(values: list[int]) -> int:
    """The value that 95 of 100 do not exceed; 0 for none."""
    return sorted(values)[(len(values) * 95 + 99) // 100 - 1] if values else 0


def test_no_file_is_longer_than_400_lines() -> None:
    long = {
        str(path.relative_to(PROJECT)): lines(path)
        for path in files("src", "bench", "scripts", "tests")
        if lines(path) > MAX_FILE
    }
    assert long == {}


def test_most_files_are_at_most_300_lines() -> None:
    assert p95([lines(path) for path in files("src")]) <= P95_FILE


def test_no_function_is_longer_than_80_lines() -> None:
    long = {
        f"{path.relative_to(PROJECT)}:{name}": length
        for path in files("src", "bench", "scripts", "tests")
        for name, length, _ in functions(path.read_bytes())
        if length > MAX_FUNCTION
    }
    assert long == {}


def test_most_functions_are_at_most_40_lines() -> None:
    lengths = [
        length for path in files("src") for _, length, _ in functions(path.read_bytes())
    ]
    assert p95(lengths) <= P95_FUNCTION


def test_no_function_takes_more_than_5_parameters_by_position() -> None:
    greedy = {
        f"{path.relative_to(PROJECT)}:{name}": count
        for path in files("src", "bench", "scripts")
        for name, _, count in functions(path.read_bytes())
        if count > MAX_POSITIONAL
    }
    assert greedy == {}


def test_the_measure_sees_a_long_and_greedy_function() -> None:
    text = b"class C:\n def f(self, a, b, c, d, e, g):\n" + b"  a\n" * 90
    assert list(functions(text)) == [("f", 91, 6)]


def test_the_95th_of_100_is_the_one_meant() -> None:
    assert p95(list(range(1, 101))) == 95
    assert p95([7]) == 7
