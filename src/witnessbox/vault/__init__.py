# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Floor 1: sealed, seekable objects that the stock age tool opens."""
