#!/usr/bin/env bash
# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
# Makes bundle/: all that a machine without a network needs, in one folder.
#
#   bundle/wheels/       every package, for each Python that we promise
#   bundle/models/       the small models, and those that were fetched here on request
#   bundle/source.tar    the committed source
#   bundle/run.sh        unpacks the source beside itself and runs it
#   bundle/SHA256SUMS    the digest of each of these; checked before any is used
#
# MACHINES="x86_64 aarch64" packs for both kinds of machine; else for this one's.
# The folder is built under another name and renamed last: bundle/ is whole or absent.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. scripts/python.sh
. scripts/platforms.sh

scripts/install.sh run
machines=${MACHINES:-$(uname -m)}
work=bundle.partial
rm -rf "$work"
mkdir -p "$work/wheels" "$work/models"

for machine in $machines; do
    for version in 3.11 3.12 3.13; do
        say "Packing the wheels for Python $version on $machine."
        # shellcheck disable=SC2046  # options, meant to be split
        .venv/bin/python -m pip download --quiet --disable-pip-version-check --no-deps \
            --require-hashes --only-binary :all: --dest "$work/wheels" \
            $(platform_options "$machine" "$version") -r requirements/run.txt
    done
done

git diff --quiet HEAD -- || say "Note: the bundle holds the last commit, not the changes since."
git archive --format=tar --prefix=witnessbox/ --output="$work/source.tar" HEAD
cp scripts/bundle_run.sh "$work/run.sh"

say "Packing the models."
# What is here is copied; small ones that are not are fetched.
folder=${WITNESSBOX_MODELS:-${XDG_DATA_HOME:-$HOME/.local/share}/witnessbox/models}
export WITNESSBOX_MODELS="$PWD/$work/models"
[ ! -d "$folder" ] || .venv/bin/witnessbox models fetch --from "$folder" || true
.venv/bin/witnessbox models fetch ||
    say "The bundle lacks these models: what needs them will be skipped."

(
    cd "$work"
    find . -type f ! -name SHA256SUMS -printf '%P\n' | LC_ALL=C sort |
        xargs -d '\n' sha256sum >SHA256SUMS
)
rm -rf bundle
mv "$work" bundle
say "bundle/ is ready ($(du -sh bundle | cut -f1)). Carry it over, then: bash bundle/run.sh"
say "Note this digest apart from it: $(sha256sum bundle/SHA256SUMS | cut -d' ' -f1)"
