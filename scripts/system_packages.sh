#!/usr/bin/env bash
# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
# Sees to the system packages that only the tests need. As root they are installed;
# else the command that would do so is told. What is still missing is printed on
# stdout, one line each, for pytest to name at its end; nothing fails because of it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. scripts/python.sh

# program:package:what is skipped without it
needed='
age:age:opening our objects with the stock age tool
strace:strace:crash points by injected signals and errors
mkfs.ext4:e2fsprogs:power cuts on a loop device
losetup:mount:power cuts on a loop device
unshare:util-linux:runs without a network
'
browser='chromium:chromium:screens in a real browser'

missing() {
    PATH="$PATH:/usr/sbin:/sbin" command -v "$1" >/dev/null && return 1
    # Ubuntu and others give the browser another name.
    [ "$1" = chromium ] && command -v google-chrome chromium-browser >/dev/null && return 1
    return 0
}

list_missing() {
    printf '%s\n' "$needed" "$browser" | while IFS=: read -r program package what; do
        if [ -n "$program" ] && missing "$program"; then
            printf '%s:%s:%s\n' "$program" "$package" "$what"
        fi
    done
}

absent=$(list_missing)
[ -n "$absent" ] || exit 0
packages=$(printf '%s\n' "$absent" | cut -d: -f2 | sort -u | tr '\n' ' ')

if is_root && command -v apt-get >/dev/null; then
    say "Installing the system packages that the tests need: $packages"
    for package in $packages; do
        apt_install "$package" || say "apt-get could not install $package."
    done
else
    say "Some tests need system packages. Not being root, this goes on without them:"
    say "    sudo apt install $packages"
fi
list_missing | while IFS=: read -r program package what; do
    printf '%s (package %s): skipped: %s\n' "$program" "$package" "$what"
done
