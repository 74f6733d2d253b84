# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Campaigns that try to lose evidence, and one script per figure of speed.

What holds: everything works through the command line, as a stranger would; what
a campaign counts it counts itself, with its own walk of the source, the stock
`age` tool and SHA-256 from the standard library, never with the program's word.
"""
