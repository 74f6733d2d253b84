# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Write docs/spec/errors.md from the error classes themselves.

Usage: python scripts/error_list.py [FILE]; without FILE the page goes to stdout.
What is refused: two classes with one code, and a class without a docstring.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
import sys
from collections.abc import Iterator

import witnessbox
from witnessbox.base.errors import WitnessboxError

HEAD = """\
# Errors

Made from the code by `make generated`; a test compares the two. Every error that a
person can meet says what happened, what is safe and what to do. Its code is stable:
scripts may rely on it. The exit statuses are those of every command:

| status | meaning |
|---|---|
| 0 | done, and all holds |
| 1 | ran to the end; lists faults or refusals |
| 2 | the arguments, or what they ask for, cannot be used |
| 3 | locked, or the wrong key |
| 4 | too damaged to go on |
| 5 | the source could not be read whole |
| 70 | an error of our own |
| 130 | interrupted |

| code | status | what it means |
|---|---|---|
"""


def import_everything() -> None:
    """Import each module, so that each error class is known."""
    prefix = witnessbox.__name__ + "."
    for module in pkgutil.walk_packages(witnessbox.__path__, prefix):
        if not module.name.endswith(".__main__"):
            importlib.import_module(module.name)


def descendants(root: type[WitnessboxError]) -> Iterator[type[WitnessboxError]]:
    """A class and all that derive from it."""
    yield root
    for child in root.__subclasses__():
        yield from descendants(child)


def rows() -> list[str]:
    """One line for each code, in the order of status and code.

    Raises:
        ValueError: Two classes share a code, or one lacks a docstring.
    """
    known: dict[str, type[WitnessboxError]] = {}
    for error in dict.fromkeys(descendants(WitnessboxError)):
        # Classes of tests and of scripts are no part of the program.
        if "code" not in vars(error) or not error.__module__.startswith("witnessbox."):
            continue
        if error.code in known:
            raise ValueError(f"{error} and {known[error.code]} share {error.code}")
        if not error.__doc__:
            raise ValueError(f"{error} has no docstring")
        known[error.code] = error
    ordered = sorted(known.values(), key=lambda error: (error.exit_status, error.code))
    return [
        f"| `{error.code}` | {error.exit_status} | {meaning(error)} |"
        for error in ordered
    ]


def meaning(error: type[WitnessboxError]) -> str:
    """The first sentence of a class's docstring, on one line."""
    if error is WitnessboxError:
        return "An error of our own: please report it."
    first = (error.__doc__ or "").strip().split("\n\n")[0]
    return " ".join(first.split()).replace("|", "\\|")


def page() -> str:
    """The whole page."""
    import_everything()
    return HEAD + "\n".join(rows()) + "\n"


def main() -> None:
    """Write the page to the file named, or to stdout."""
    text = page()
    if len(sys.argv) > 1:
        with open(sys.argv[1], "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(sys.argv[1], 0o644)
    else:
        sys.stdout.write(text)


if __name__ == "__main__":
    main()
