# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Floor 1: frozen records of what was received and what was seen."""
