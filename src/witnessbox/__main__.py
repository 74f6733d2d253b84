# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""`python -m witnessbox` is the command line."""

from witnessbox.cli.main import main

main()
