#!/usr/bin/env bash
# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
# Usage: scripts/check_pins.sh PYTHON
#
# Checks that every pinned package has a wheel, with a hash on the list, for each
# Python and machine that we promise. Asks the index only; downloads nothing.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. scripts/platforms.sh

for file in requirements/run.txt requirements/test.txt; do
    for machine in x86_64 aarch64; do
        for version in 3.11 3.12 3.13; do
            # shellcheck disable=SC2046  # options, meant to be split
            "$1" -m pip install --quiet --dry-run --ignore-installed --no-deps \
                --target build/none --require-hashes --only-binary :all: \
                $(platform_options "$machine" "$version") -r "$file"
            printf '%s: Python %s on %s: all wheels are there\n' \
                "$file" "$version" "$machine"
        done
    done
done
