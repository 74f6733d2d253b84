# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The process that forks the children of the survey; executed afresh.

What holds: this module is what `python -m` runs; it holds no key. It loads the
models of the stages whose models are there, once, and then forks a locked-down
child for each item, which shares them. It runs at a low priority: a copy that
goes on beside it comes first.

Arguments: `NAME=PATH` for each model that is there and was checked.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence

from witnessbox.analysis import host
from witnessbox.analysis.stage import Stage
from witnessbox.base.canonical import JsonDict
from witnessbox.media import hearing, spawner
from witnessbox.media.progress import Progress
from witnessbox.media.reader import Answer
from witnessbox.media.source import SourceFile
from witnessbox.pipeline import registry
from witnessbox.pipeline.spawner import open_source

NICE = 10


def serve(stages: Sequence[Stage], models: dict[str, str]) -> None:
    """Load what is there, and serve until the parent goes away."""
    able = [one for one in stages if all(name in models for name in one.models)]

    def load() -> None:
        os.nice(NICE)
        os.environ["OMP_THREAD_LIMIT"] = "1"
        # Here, for a child can load nothing; and it can start no thread. Of numpy,
        # `median` asks for masked arrays when it is first called.
        import cv2
        import numpy.ma  # noqa: F401

        cv2.setNumThreads(0)
        cv2.ocl.setUseOpenCL(False)
        for stage in able:
            stage.load({name: models[name] for name in stage.models})

    def watch(
        file: SourceFile, parameters: JsonDict, progress: Progress
    ) -> Iterator[Answer]:
        return host.watch(able, file, parameters, progress)

    spawner.serve(open_source, {"watch": watch, "hear": hearing.hear}, load)


def main(arguments: Sequence[str]) -> None:
    """Serve with the models that the arguments name."""
    serve(registry.everything(), dict(one.split("=", 1) for one in arguments))


if __name__ == "__main__":
    main(sys.argv[1:])
