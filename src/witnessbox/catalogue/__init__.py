# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Floor 2: indexes that can be thrown away and made again."""
