# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Floor 4: what may leave, to whom, and how much of it is shown."""
