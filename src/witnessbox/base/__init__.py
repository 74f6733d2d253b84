# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Floor 0: errors, values, moments and the one canonical encoding."""
