# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
# Sourced by the other scripts: finds a Python and makes the virtual environment.
#
# What holds: after `make_environment` returns, .venv/bin/python runs, is 3.11 or
# later and has pip. What is refused: an interpreter that is only a stub of a
# version manager (it is run, not just looked for), and one without `venv`.

say() { printf '%s\n' "$*" >&2; }

die() {
    say "$*"
    exit 1
}

is_root() { [ "$(id -u)" -eq 0 ]; }

# usable PYTHON: it runs, and is a version that the pins are made for.
usable() {
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' \
        2>/dev/null
}

# Print the first Python that works; $PYTHON, where set, is the only one tried.
find_python() {
    local candidate
    if [ -n "${PYTHON:-}" ]; then
        usable "$PYTHON" || die "PYTHON=$PYTHON is not a Python 3.11, 3.12 or 3.13."
        printf '%s\n' "$PYTHON"
        return
    fi
    for candidate in python3 python3.13 python3.12 python3.11; do
        if command -v "$candidate" >/dev/null && usable "$candidate"; then
            command -v "$candidate"
            return
        fi
    done
    die "No Python 3.11, 3.12 or 3.13 was found." \
        "On Debian 12, Debian 13 or Ubuntu 24.04: sudo apt install python3 python3-venv"
}

# Whether .venv was made with $PYTHON, where that is asked for.
as_asked() {
    local version='import sys; print(sys.version)'
    [ -z "${PYTHON:-}" ] ||
        [ "$("$PYTHON" -c "$version")" = "$(.venv/bin/python -c "$version")" ]
}

# The Debian package that gives this Python its `venv` module.
venv_package() {
    "$1" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'
}

make_environment() {
    local python package
    if [ -x .venv/bin/python ] && usable .venv/bin/python && as_asked &&
        .venv/bin/python -m pip --version >/dev/null 2>&1; then
        return
    fi
    python=$(find_python)
    if ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
        package=$(venv_package "$python")
        if is_root && command -v apt-get >/dev/null; then
            say "Installing the system package $package."
            apt_install "$package" || die "apt-get could not install $package."
        else
            die "This Python cannot make a virtual environment." \
                "Install one package and run the command again:" \
                "sudo apt install $package"
        fi
    fi
    say "Making the virtual environment .venv with $("$python" -V)."
    rm -rf .venv
    "$python" -m venv .venv
}

# apt_install PACKAGE…: as root, without a question; talks only when it fails.
apt_install() {
    local log
    log=$(mktemp)
    if [ -z "${APT_LISTS_FRESH:-}" ]; then
        apt-get update -qq >"$log" 2>&1 || true
        APT_LISTS_FRESH=1
    fi
    if ! DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
        --no-install-recommends "$@" >>"$log" 2>&1 </dev/null; then
        tail -n 5 "$log" >&2
        rm -f "$log"
        return 1
    fi
    rm -f "$log"
}
