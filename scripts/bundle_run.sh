#!/usr/bin/env bash
# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
# Usage: [DISK=FOLDER] bash run.sh
#
# Runs Witnessbox from a bundle, with no network: checks every file of the bundle,
# unpacks the source beside this script, installs from the wheels, and opens the box.
set -euo pipefail
bundle=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

(cd "$bundle" && sha256sum --check --quiet --strict SHA256SUMS) || {
    printf '%s\n' "This bundle is not what was packed. Nothing was run." >&2
    exit 1
}
# A path given from where the person stands has to hold after the change of folder.
[ -z "${DISK:-}" ] || DISK=$(realpath -- "$DISK")
export DISK=${DISK:-}
export DATA=${DATA:-$bundle/witnessbox-data}
export BUNDLE=$bundle
if [ ! -d "$bundle/witnessbox" ]; then
    rm -rf "$bundle/unpacking"
    mkdir "$bundle/unpacking"
    tar -x -C "$bundle/unpacking" -f "$bundle/source.tar"
    mv "$bundle/unpacking/witnessbox" "$bundle/witnessbox"
    rmdir "$bundle/unpacking"
fi
exec "$bundle/witnessbox/scripts/run.sh"
