# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Faces found of those that are there, beside deface's CenterFace, both depths.

What is measured: recall at equal numbers of false finds, for each size of face and
each harm (`faces_scenes`): the close look's deep look at one picture, and the survey's
stage over the same pictures as a film's. The peer is deface as published, in its own
size and with its own pre- and post-processing, in a folder of its own; its threshold
is swept, and the bar is taken at its default (0.2), at 0 and at `FEW` false finds.
Processor time is of one core. A small material (43 faces): differences of one or two
faces in a hundred mean nothing.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from fractions import Fraction

import cv2
import numpy as np

from bench.faces_judge import Curve, Rows, curve
from bench.faces_scenes import HARMS, SIZES, Scene, scenes
from bench.report import Report, progress
from witnessbox.analysis import faces, yunet
from witnessbox.analysis.deep import deep_look
from witnessbox.media.frame import Frame, Pixels
from witnessbox.media.stills import fit
from witnessbox.pipeline import models

PEERS = os.path.join("build", "peers", "deface")
# deface asks for the other OpenCV and for programs that it needs not for detection.
ALONE = ("deface==1.5.0",)
PACKAGES = (
    "onnxruntime", "onnx", "opencv-python-headless<5", "imageio", "scikit-image",
    "tqdm", "numpy<3",
)  # fmt: skip
PEER = """
import sys, time
import cv2, numpy
cv2.setNumThreads(1)
from deface.centerface import CenterFace
from bench.faces_scenes import scenes
face = CenterFace(in_shape=None, backend="onnxrt")
out, used = [], []
for scene in scenes(sys.argv[1]):
    begun = time.process_time()
    rows, _ = face(scene.rgb, threshold=0.05)
    used.append(time.process_time() - begun)
    rows = numpy.asarray(rows, numpy.float32).reshape(-1, 5)
    rows[:, 2:4] -= rows[:, 0:2]
    out.append(rows)
numpy.savez(sys.argv[2], *out, ms=numpy.float32(1000 * numpy.median(used)))
"""
DEFAULT = 0.2
FEW = 5
LEAST = 0.05
KINDS = (*(f"{size} px" for size in SIZES), *HARMS)


def peer(data: str) -> tuple[list[Rows], float]:
    """What deface finds in each scene, and its median ms."""
    if not os.path.exists(os.path.join(PEERS, "bin", "python")):
        subprocess.run([sys.executable, "-m", "venv", PEERS], check=True)
        pip = [os.path.join(PEERS, "bin", "pip"), "install", "--quiet"]
        subprocess.run([*pip, "--no-deps", *ALONE], check=True)
        subprocess.run([*pip, *PACKAGES], check=True)
    with tempfile.TemporaryDirectory() as work:
        path = os.path.join(work, "peer.npz")
        subprocess.run(
            [os.path.join(PEERS, "bin", "python"), "-c", PEER, data, path],
            check=True,
            env={**os.environ, "PYTHONPATH": os.getcwd(), "OMP_NUM_THREADS": "1"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        with np.load(path) as saved:
            count = len(saved.files) - 1
            return [saved[f"arr_{n}"] for n in range(count)], float(saved["ms"])


def timed(
    taken: Sequence[Scene], look: Callable[[int, Scene], Rows]
) -> tuple[list[Rows], list[float]]:
    """What is found in each scene, and ms of each."""
    out, used = [], []
    for number, scene in enumerate(taken):
        begun = time.process_time()
        out.append(look(number, scene))
        used.append(1000 * (time.process_time() - begun))
    return out, used


def as_frame(rgb: Pixels, number: int) -> Frame:
    """A scene as the stage gets it."""
    height, width = rgb.shape[:2]

    def render(edge: int) -> Pixels:
        size = fit((width, height), edge)
        return cv2.resize(rgb, size, interpolation=cv2.INTER_AREA).view(np.uint8)

    return Frame(0, (number, Fraction(number)), (width, height), render)


def surveyed(model: yunet.YuNet) -> Callable[[int, Scene], Rows]:
    """The survey's looks, as at one film after another: one for each kind."""
    films: dict[str, faces.Film] = {}

    def look(number: int, scene: Scene) -> Rows:
        film = films.setdefault(scene.kind, faces.Film(model))
        frame = as_frame(scene.rgb, number)
        frame.rgb(faces.LOOK)
        return film.faces(frame)

    return look


def curves(taken: Sequence[Scene], rows: Sequence[Rows]) -> dict[str, Curve]:
    """Of each kind."""
    out = {}
    for kind in (*KINDS, "nobody"):
        places = [n for n, scene in enumerate(taken) if scene.kind == kind]
        out[kind] = curve([taken[n] for n in places], [rows[n] for n in places])
    return out


def compare(
    report: Report,
    name: str,
    ours: dict[str, Curve],
    theirs: dict[str, Curve],
    *,
    bar: bool,
) -> None:
    """One line for each kind and number of false finds."""
    for kind in KINDS:
        default = theirs[kind].false_at(DEFAULT)
        for false, what in (
            (default, "deface's default"),
            (0, "none"),
            (FEW, str(FEW)),
        ):
            our, their = (c[kind].recall_with(false) for c in (ours, theirs))
            report.add(
                f"{name}, {kind}, false finds: {what} ({false})",
                f"{our:.3f} (CenterFace {their:.3f})",
                ">= CenterFace" if bar else "",
                our >= their if bar else None,
            )


def main() -> int:
    """Find, judge and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", default="../shared/data")
    arguments = parser.parse_args()
    report = Report("faces_recall", vars(arguments))
    cv2.setNumThreads(0)
    taken = list(scenes(arguments.data))
    report.settings |= {"pictures": len(taken)}
    progress("CenterFace")
    rows, their_ms = peer(os.path.abspath(arguments.data))
    theirs = curves(taken, rows)
    model = yunet.open_yunet(models.path(yunet.MODEL))
    progress("the close look")
    rows, used = timed(taken, lambda _, s: deep_look(model.detect, s.rgb, LEAST))
    compare(report, "close", curves(taken, rows), theirs, bar=True)
    progress("the survey")
    survey_rows, survey_used = timed(taken, surveyed(model))
    compare(report, "survey", curves(taken, survey_rows), theirs, bar=False)
    report.add("CenterFace, 1280 x 720, ms", f"{their_ms:.0f}")
    report.add("close, one deep look, ms", f"{np.median(used):.0f}")
    report.add("survey, a picture, mean ms", f"{np.mean(survey_used):.1f}")
    report.add("survey, a picture, median ms", f"{np.median(survey_used):.1f}")
    return report.close()


if __name__ == "__main__":
    sys.exit(main())
