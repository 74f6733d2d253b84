#!/usr/bin/env bash
# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
# Usage: scripts/test.sh [pytest arguments]
#
# All of `make test`, in this order: what the tests need, lint, types, tests. Stops
# at the first that fails. Without arguments, pytest's summary is the last line.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. scripts/python.sh

[ "$(uname -s)" = Linux ] ||
    die "The tests run on Linux only; README.md says what to do on macOS and Windows."

scripts/install.sh test
scripts/models.sh
WITNESSBOX_NOT_INSTALLED=$(scripts/system_packages.sh)
export WITNESSBOX_NOT_INSTALLED

say "== lint"
.venv/bin/ruff check .
.venv/bin/ruff format --check .
say "== types"
.venv/bin/mypy
say "== tests"
# Two workers, for two cores; a file is one worker's, the long ones (end to end) first.
exec .venv/bin/python -m pytest -n 2 --dist loadgroup --no-loadscope-reorder "$@"
