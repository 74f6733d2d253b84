# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Floor 2: the invented story of the demo, drawn and spoken by a script."""
