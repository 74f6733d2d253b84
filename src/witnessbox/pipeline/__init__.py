# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Floor 5: the only place where floors are wired together."""
