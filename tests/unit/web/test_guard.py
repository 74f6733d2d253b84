# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Which requests go no further, as a table; and what every answer carries."""

from __future__ import annotations

from dataclasses import replace

import pytest

from witnessbox.web.guard import CONTENT_SECURITY_POLICY, Asked, hosts_of, refusal

HOSTS = hosts_of(8765)
PAGE = Asked("GET", "127.0.0.1:8765", "", "none", "navigate", "")
FETCH = replace(PAGE, site="same-origin", mode="cors")
FORM = Asked("POST", "127.0.0.1:8765", "null", "same-origin", "navigate", "12")
SCRIPT = replace(FORM, origin="http://127.0.0.1:8765", mode="cors")


@pytest.mark.parametrize("asked", [PAGE, FETCH, FORM, SCRIPT])
def test_our_own_pages_pass(asked: Asked) -> None:
    assert refusal(asked, HOSTS) is None


@pytest.mark.parametrize("name", ["localhost", "[::1]"])
def test_every_own_name_passes(name: str) -> None:
    assert refusal(replace(PAGE, host=f"{name}:8765"), HOSTS) is None


@pytest.mark.parametrize(
    "host",
    [
        "",
        "127.0.0.1",
        "127.0.0.1:8766",
        "rebound.example:8765",
        "127.0.0.1:8765.rebound.example",
        "localhost.:8765",
        "LOCALHOST:8765",
        ",,",
    ],
)
@pytest.mark.parametrize("asked", [PAGE, FETCH, FORM, SCRIPT])
def test_a_foreign_host_is_refused(asked: Asked, host: str) -> None:
    refused = refusal(replace(asked, host=host), HOSTS)
    assert refused is not None
    assert refused.status == 421


@pytest.mark.parametrize(
    "changed",
    [
        replace(SCRIPT, origin=""),
        replace(SCRIPT, origin="null"),
        replace(SCRIPT, origin="http://localhost:8765"),
        replace(SCRIPT, origin="https://127.0.0.1:8765"),
        replace(SCRIPT, origin="http://127.0.0.1:8766"),
        replace(SCRIPT, origin="http://foreign.example"),
        replace(SCRIPT, site=""),
        replace(SCRIPT, site="none"),
        replace(SCRIPT, site="same-site"),
        replace(SCRIPT, site="cross-site"),
        replace(FORM, site="cross-site"),
        replace(FORM, site=""),
        replace(FETCH, site="cross-site"),
        replace(FETCH, site="same-site"),
    ],
)
def test_a_foreign_page_is_refused(changed: Asked) -> None:
    refused = refusal(changed, HOSTS)
    assert refused is not None
    assert refused.status == 403


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "X"])
def test_other_methods_are_refused(method: str) -> None:
    assert refusal(replace(SCRIPT, method=method), HOSTS) is not None


@pytest.mark.parametrize("length", ["65537", "-1", "1e3", "x"])
def test_a_large_body_is_refused(length: str) -> None:
    refused = refusal(replace(SCRIPT, length=length), HOSTS)
    assert refused is not None
    assert refused.status == 413


@pytest.mark.parametrize("path", ["/record/x", "/records/event/new"])
def test_a_records_form_may_be_larger_from_a_seat_alone(path: str) -> None:
    large = replace(SCRIPT, length="65537", path=path)
    refused = refusal(large, HOSTS)
    assert refused is not None
    assert refused.status == 413
    assert refusal(replace(large, seated=True), HOSTS) is None
    assert refusal(replace(large, seated=True, path="/search"), HOSTS) is not None
    beyond = replace(large, seated=True, length=str((2 << 20) + 1))
    assert refusal(beyond, HOSTS) is not None


def test_the_policy_allows_nothing_by_default_and_nothing_inline() -> None:
    rules = dict(rule.split(" ", 1) for rule in CONTENT_SECURITY_POLICY.split("; "))
    assert rules["default-src"] == "'none'"
    assert rules["require-trusted-types-for"] == "'script'"
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert "http" not in CONTENT_SECURITY_POLICY
    assert "data:" not in CONTENT_SECURITY_POLICY
