# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Pure decisions over records: what follows, what may be said, who is next."""
