# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Floor 2: what a source holds, read once and never altered."""
