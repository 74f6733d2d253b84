# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Floor 1: hostile media, touched only inside a locked-down child."""
