#!/usr/bin/env bash
# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
# Makes requirements/run.txt and test.txt again: every package with its version and
# the SHA-256 of each of its files, for every Python and machine, and no address.
#
# A version must be COOL_DOWN old (ISO 8601 duration): a stolen publishing account is
# most often noticed within days. Set it to P0D to take in a security fix at once.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. scripts/python.sh

cool_down=${COOL_DOWN:-P7D}
# The oldest Python we promise needs the most backports, so its list serves all.
python=${PYTHON:-python3.11}
usable "$python" || die "The pins are made with Python 3.11; set PYTHON to one."
tools=build/pins
[ -x "$tools/bin/python" ] || "$python" -m venv "$tools"
"$tools/bin/python" -m pip install --quiet --require-hashes -r requirements/pins.txt

compile() {
    local output=$1
    shift
    "$tools/bin/pip-compile" --quiet --strip-extras --generate-hashes --allow-unsafe \
        --no-emit-index-url --no-emit-find-links --no-emit-trusted-host \
        --no-emit-options --no-header --uploaded-prior-to "$cool_down" \
        --output-file "$output" "$@"
}

compile requirements/run.txt --extra story ${UPGRADE:+--upgrade} \
    pyproject.toml requirements/build.in
compile requirements/test.txt --extra story --extra dev ${UPGRADE:+--upgrade} \
    --constraint requirements/run.txt pyproject.toml requirements/build.in
compile requirements/pins.txt ${UPGRADE:+--upgrade} requirements/pins.in
scripts/check_pins.sh "$tools/bin/python"
