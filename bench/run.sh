#!/bin/sh
# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
# Every figure of docs/performance.md, one script after another, on a quiet machine.
# Usage: bench/run.sh [NAME…]   (default: all)
set -u
cd "$(dirname "$0")/.." || exit 2
python=${PYTHON:-.venv/bin/python}
out=build/bench
mkdir -p "$out"
missed=0
names=${*:-intake_speed verify_speed first_item memory}
for name in $names; do
    echo "== $name"
    "$python" -m "bench.$name" >"$out/$name.txt"
    status=$?
    cat "$out/$name.txt"
    tail -n 1 "$out/$name.txt" >>"$out/results.jsonl"
    [ "$status" -eq 0 ] || { echo "MISSED or skipped: $name ($status)"; missed=1; }
done
exit $missed
