# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What machines see in media: stages that turn pictures and sound into findings."""
