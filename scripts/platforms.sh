# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
# Sourced: platform_options MACHINE VERSION prints pip's options for one of the
# machines that we promise. glibc 2.36 (Debian 12) is the oldest of the three systems.

platform_options() {
    local minor
    for minor in $(seq 36 -1 5); do
        printf -- '--platform manylinux_2_%s_%s ' "$minor" "$1"
    done
    printf -- '--platform manylinux2014_%s ' "$1"
    printf -- '--platform manylinux2010_%s --platform manylinux1_%s ' "$1" "$1"
    printf -- '--python-version %s --implementation cp ' "$2"
    printf -- '--abi cp%s --abi abi3 --abi none\n' "${2/./}"
}
