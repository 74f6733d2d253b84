# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Floor 1: the append-only record of every act, in a Merkle tree."""
