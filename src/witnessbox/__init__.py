# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Witnessbox takes in leaked footage, keeps it provable, and builds the case.

Imports go down the floors only (docs/architecture.md); importing this package
does nothing.
"""

__version__ = "0.1.0"
