# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Terms in English, for the command line and for what leaves in English.

What holds: a code without a term of the program's own is what it is called.
"""

from __future__ import annotations

from witnessbox.model.terms import BY_NAME


def word(vocabulary: str, code: str) -> str:
    """What a term is called in English."""
    known = BY_NAME.get(vocabulary)
    term = known.term(code) if known else None
    return code if term is None else term.english
