# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Whatever a child claims while it watches, the parent takes what holds or a lie."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from witnessbox.analysis.claims import (
    EndClaim,
    FindingsClaim,
    StillClaim,
    check_finding,
    check_part,
)
from witnessbox.analysis.running import holds
from witnessbox.base import canonical
from witnessbox.media.check import LiedError
from witnessbox.model.finding import Finding, from_json

NAMES = ["shots", "faces"]
FINDING: dict[str, Any] = {
    "kind": "face",
    "stream": 0,
    "pts": 512,
    "start": [1, 25],
    "end": [2, 25],
    "region": [100, 200, 300, 400],
    "score": 900,
    "value": {"landmarks": [[1, 2]], "text": "КАМ 3"},
}
STILL: dict[str, Any] = {
    "stream": 0,
    "pts": 512,
    "time": [1, 25],
    "width": 4,
    "height": 2,
}
END: dict[str, Any] = {
    "decoder": "PyAV 18",
    "reason": None,
    "broken": False,
    "notes": ["damaged"],
    "pictures": 3,
    "decoded": 9,
    "roots": [{"stream": 0, "count": 3, "root": "ab" * 32}],
    "failed": {"faces": "crashed"},
    "cut": ["shots"],
}
PIXELS = bytes(3 * 4 * 2)
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(1 << 60), 1 << 60)
    | st.floats(allow_nan=False)
    | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=12), inner, max_size=4)
    ),
    max_leaves=12,
)


def test_what_holds_is_taken() -> None:
    # The control of everything below.
    still = check_part({"still": STILL}, [PIXELS], NAMES)
    assert isinstance(still, StillClaim)
    found = check_part({"stage": 2, "findings": [FINDING]}, [], NAMES)
    assert isinstance(found, FindingsClaim)
    assert found.findings[0].to_json() == FINDING
    end = check_part({"end": END}, [], NAMES)
    assert isinstance(end, EndClaim)
    assert end.roots[0].count == 3


@settings(max_examples=400)
@given(st.data(), values)
def test_a_changed_claim_is_whole_or_a_lie(data: st.DataObject, changed: Any) -> None:
    part, blobs = data.draw(
        st.sampled_from(
            [
                ({"still": STILL}, [PIXELS]),
                ({"stage": 1, "findings": [FINDING]}, []),
                ({"end": END}, []),
            ]
        )
    )
    claim: Any = copy.deepcopy(part)
    inner = next(iter(v for v in claim.values() if isinstance(v, dict | list)))
    target = inner[0] if isinstance(inner, list) else inner
    target[data.draw(st.sampled_from(sorted(target)))] = changed
    try:
        got = check_part(claim, blobs, NAMES)
    except LiedError:
        return
    if isinstance(got, FindingsClaim):
        for finding in got.findings:
            assert holds(finding)
            assert from_json(finding.to_json()) == finding
    if isinstance(got, StillClaim):
        assert len(got.pixels) == 3 * got.size[0] * got.size[1]


@given(values)
def test_any_finding_is_whole_or_a_lie(claim: Any) -> None:
    try:
        finding = check_finding(claim)
    except LiedError:
        return
    canonical.encode(finding.to_json())


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "Face"},
        {"kind": ""},
        {"end": [0, 1]},
        {"start": None},
        {"region": [9_000, 0, 2_000, 1]},
        {"region": [0, 0, 0, 1]},
        {"score": 1001},
        {"value": {"x": 0.5}},
        {"value": {"x": "a\x1b[31m"}},
        {"value": {"x": "a" * 70_000}},
        {"value": {"имя": 1}},
        {"value": {"a": {"b": {"c": {"d": {"e": {"f": {"g": 1}}}}}}}},
        {"pts": 1 << 60},
        {"stream": -1},
    ],
)
def test_each_rule_of_a_finding_is_kept(change: dict[str, Any]) -> None:
    check_finding(FINDING)
    with pytest.raises(LiedError):
        check_finding({**FINDING, **change})


@pytest.mark.parametrize(
    ("part", "blobs"),
    [
        ({"still": STILL}, []),
        ({"still": STILL}, [PIXELS + b"x"]),
        ({"still": {**STILL, "width": 641}}, [PIXELS]),
        ({"stage": 0, "findings": []}, []),
        ({"stage": 3, "findings": []}, []),
        ({"stage": 1, "findings": [FINDING] * 257}, []),
        ({"stage": 1, "findings": []}, [b"x"]),
        ({"end": {**END, "failed": {"other": "crashed"}}}, []),
        ({"end": {**END, "failed": {"faces": None}}}, []),
        ({"end": {**END, "notes": ["fine"]}}, []),
        ({"end": {**END, "broken": 1}}, []),
        ({"end": {**END, "decoder": "<b>"}}, []),
        ({}, []),
        (None, []),
    ],
)
def test_each_rule_of_a_part_is_kept(part: Any, blobs: list[bytes]) -> None:
    with pytest.raises(LiedError):
        check_part(part, blobs, NAMES)


def test_a_finding_of_a_stage_that_breaks_a_rule_does_not_leave_the_child() -> None:
    assert holds(Finding("face", score=1000))
    assert not holds(Finding("face", score=1001))
    assert not holds(Finding("face", value={"a": "b" * 70_000}))
