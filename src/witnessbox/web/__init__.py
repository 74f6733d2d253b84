# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Floor 6: the screens, served to this machine's own browser only."""
