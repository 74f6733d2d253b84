# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The stages there are, as questions of the index need them.

What holds: a stage whose model is missing is named, with the model, wherever
somebody asks how far the survey is; it is never left out.
"""

from __future__ import annotations

from collections.abc import Collection

from witnessbox.analysis.stage import Stage
from witnessbox.catalogue.contents import Wanted
from witnessbox.pipeline import registry


def wanted() -> tuple[Wanted, ...]:
    """Every stage of the passes that run by themselves, the first look first."""
    found = [Wanted(registry.LOOK.name, registry.LOOK.version, ())]
    for one in registry.PASSES:
        parts: list[registry.Core | Stage] = [*one.core, *one.stages]
        for part in parts:
            found.append(Wanted(part.name, part.version, part.kinds))
    return tuple(found)


def skipped(installed: Collection[str]) -> tuple[tuple[str, str], ...]:
    """(stage, model) of the stages that cannot run.

    Args:
        installed: Names of the models that are there.
    """
    return tuple(
        (stage.name, model)
        for one in (*registry.PASSES, registry.CLOSE_LOOK)
        for stage in one.stages
        for model in stage.models
        if model not in installed
    )
