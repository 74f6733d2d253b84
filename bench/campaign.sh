#!/bin/sh
# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
# Every campaign, one after another; results go to build/campaigns/ and, as one JSON
# line each, to build/campaigns/results.jsonl. Ends with 1 if any bar was missed.
# Usage: bench/campaign.sh [NAME…]   (default: all; hours on two cores)
set -u
cd "$(dirname "$0")/.." || exit 2
python=${PYTHON:-.venv/bin/python}
out=build/campaigns
mkdir -p "$out"
missed=0

campaign() {
    name=$1
    shift
    want=$1
    shift
    case " $chosen " in *" $name "* | "  ") ;; *) return ;; esac
    echo "== $name $*"
    "$python" -m "bench.${name%%:*}" "$@" >"$out/$name.txt"
    status=$?
    cat "$out/$name.txt"
    tail -n 1 "$out/$name.txt" >>"$out/results.jsonl"
    if [ "$status" -eq 2 ]; then
        echo "SKIPPED $name"
    elif [ "$status" -ne "$want" ]; then
        echo "MISSED $name: status $status, wanted $want"
        missed=1
    fi
}

chosen="$*"
campaign disk_roundtrip 0
campaign kill_points 0
campaign power_cuts 0
campaign power_cuts:control 1 --no-fsync --cuts 40
campaign disk_faults 0
campaign disk_faults:control 1 --swallow --sample 30
campaign bit_flips 0
campaign rebuild_equal 0
exit $missed
