#!/usr/bin/env bash
# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
# Usage: scripts/install.sh run|test
#
# Installs what the program (run) or its tests as well (test) need into .venv, each
# file checked against the hashes in requirements/. With BUNDLE=FOLDER, nothing is
# asked of a network: the wheels come from that folder. Run again, it does nothing:
# a stamp holds the digest of all that the installation depends on, and is written
# last, so an installation that was cut off is begun again.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. scripts/python.sh

kind=${1:?run or test}
bundle=${BUNDLE:-}

# The tests' packages hold those of the program: a `test` stamp serves `run` too.
stamp_of() {
    {
        printf '%s\n' "$PWD" "$1"
        cat "requirements/$1.txt" pyproject.toml
    } | sha256sum | cut -d' ' -f1
}

stamped() {
    [ -x .venv/bin/witnessbox ] && [ -f ".venv/installed-$1" ] &&
        [ "$(cat ".venv/installed-$1")" = "$(stamp_of "$1")" ] &&
        .venv/bin/python -c '' 2>/dev/null && as_asked
}

if stamped "$kind" || stamped test; then
    exit 0
fi

make_environment
rm -f .venv/installed-run .venv/installed-test

options=(--quiet --disable-pip-version-check --no-input)
source=()
if [ -n "$bundle" ]; then
    [ -d "$bundle/wheels" ] || die "BUNDLE=$bundle holds no folder 'wheels'."
    (cd "$bundle" && sha256sum --check --quiet --strict SHA256SUMS) ||
        die "The bundle $bundle is not what was packed. Nothing was installed from it."
    source=(--no-index --find-links "$bundle/wheels")
fi

say "Installing the $kind requirements into .venv."
.venv/bin/python -m pip install "${options[@]}" ${source[@]+"${source[@]}"} \
    --require-hashes --only-binary :all: --no-deps \
    -r "requirements/$kind.txt"
# No index is asked here: all that builds the package is installed by now.
.venv/bin/python -m pip install "${options[@]}" --no-index --no-deps \
    --no-build-isolation --editable .
.venv/bin/python -m pip check --disable-pip-version-check >&2
stamp_of "$kind" >".venv/installed-$kind"
