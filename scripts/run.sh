#!/usr/bin/env bash
# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
# Usage: [DISK=FOLDER] [DATA=FOLDER] [BUNDLE=FOLDER] scripts/run.sh
#
# All of `make run`: installs what is missing, gets the small models, then hands over
# to one command of the program, which makes the box if there is none, serves it, and
# fills it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. scripts/python.sh

[ "$(uname -s)" = Linux ] ||
    die "Witnessbox runs on Linux only; README.md says what to do on macOS and Windows."
disk=()
if [ -n "${DISK:-}" ]; then
    [ -e "$DISK" ] || die "DISK=$DISK is not there. Nothing was changed."
    disk=(--disk "$DISK")
fi

scripts/install.sh run
scripts/models.sh

# What the program writes is for this user alone, and its memory is never dumped.
umask 077
ulimit -c 0
exec .venv/bin/witnessbox open --data "${DATA:-witnessbox-data}" \
    ${disk[@]+"${disk[@]}"}
