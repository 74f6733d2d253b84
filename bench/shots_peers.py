# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""PySceneDetect's detectors over films; runs in their own environment only.

Prints one JSON line for each film: boundaries in seconds by detector, with the
defaults of each, and the seconds that it took.
"""

import json
import sys
import time

from scenedetect import (  # type: ignore[import-not-found]
    AdaptiveDetector,
    ContentDetector,
    HashDetector,
    HistogramDetector,
    ThresholdDetector,
    detect,
    open_video,
)

DETECTORS = (
    ContentDetector,
    AdaptiveDetector,
    ThresholdDetector,
    HistogramDetector,
    HashDetector,
)


def main() -> None:
    """Run each detector over each film named on the command line."""
    for path in sys.argv[1:]:
        # Its other back-end reads variable rates by frame number.
        assert type(open_video(path, backend="pyav")).__name__ == "VideoStreamAv"
        found = {}
        for detector in DETECTORS:
            started = time.monotonic()
            shots = detect(path, detector(), backend="pyav")
            cuts = [shot[0].seconds for shot in shots[1:]]
            found[detector.__name__] = {
                "cuts": cuts,
                "seconds": time.monotonic() - started,
            }
        print(json.dumps({"film": path, "found": found}), flush=True)


if __name__ == "__main__":
    main()
