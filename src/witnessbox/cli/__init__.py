# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Floor 6: the command line; the only place that exits."""
