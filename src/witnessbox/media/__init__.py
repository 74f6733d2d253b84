# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Floor 1: hostile media, parsed only inside a locked-down child per file."""
