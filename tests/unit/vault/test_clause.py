# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
import re
from pathlib import Path

from witnessbox.vault.clause import Clause

SPEC = Path(__file__).parents[3] / "docs" / "spec"


def test_the_specifications_define_each_clause_once_and_no_other() -> None:
    text = "".join((SPEC / page).read_text("utf-8") for page in ("vault.md", "keys.md"))
    defined = re.findall(r"^\| `([a-z0-9-]+)` \|", text, re.MULTILINE)
    clauses = [code for code in defined if "-" in code]
    assert sorted(clauses) == sorted(clause.value for clause in Clause)
