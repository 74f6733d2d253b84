# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""How somebody stands, walks, sits, carries and signs: joints in metres.

What holds: a stance says what a person does at one moment; `joints` says where
that puts knees and hands. Nothing here draws.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from witnessbox.story.lens import Point

HIP = 0.92
SHOULDER = 1.42
HEAD = 1.63
HEAD_HALF = 0.138
THIGH = 0.46
SHIN = 0.46
UPPER_ARM = 0.29
FOREARM = 0.27


@dataclass(frozen=True, slots=True)
class Stance:
    """One person at one moment.

    Attributes:
        at: Where they stand: x and z in metres.
        heading: Where their body faces, in degrees.
        stride: 0 standing, 1 walking.
        step: Where in a pair of steps they are, 0 to 1.
        left: The left hand's place (right, up, ahead of the body), or None.
        right: The right hand's place, or None for a hanging arm.
        sit: Whether they sit.
        gaze: How far the head is turned against the body, in degrees.
        nod: How far the head is bent down, in degrees.
        mouth: 0 closed, 1 open.
        holds: What they hold: "", "parcel", "paper", "phone", "bag".
        tall: Height against 1.75 m.
    """

    at: tuple[float, float]
    heading: float = 0.0
    stride: float = 0.0
    step: float = 0.0
    left: Point | None = None
    right: Point | None = None
    sit: bool = False
    gaze: float = 0.0
    nod: float = 0.0
    mouth: float = 0.0
    holds: str = ""
    tall: float = 1.0


@dataclass(frozen=True, slots=True)
class Leg:
    """Hip, knee, ankle and toe."""

    hip: Point
    knee: Point
    ankle: Point
    toe: Point


@dataclass(frozen=True, slots=True)
class Arm:
    """Shoulder, elbow and hand."""

    shoulder: Point
    elbow: Point
    hand: Point


@dataclass(frozen=True, slots=True)
class Body:
    """Every joint in world metres."""

    legs: tuple[Leg, Leg]
    arms: tuple[Arm, Arm]
    chest: Point
    neck: Point
    head: Point


class _Frame:
    """The body's own axes in the world."""

    def __init__(self, stance: Stance, lift: float) -> None:
        angle = math.radians(stance.heading)
        self._s, self._c = math.sin(angle), math.cos(angle)
        self._x, self._z = stance.at
        self._tall = stance.tall
        self._lift = lift

    def world(self, right: float, up: float, ahead: float) -> Point:
        """A place given by the body's axes, in world metres."""
        k = self._tall
        return (
            self._x + k * (right * self._c + ahead * self._s),
            k * (up + self._lift),
            self._z + k * (-right * self._s + ahead * self._c),
        )


def _bend(a: Point, b: Point, lengths: tuple[float, float], way: Point) -> Point:
    """The joint between `a` and `b`, bent towards `way`; in body axes."""
    first, second = lengths
    d = [b[k] - a[k] for k in range(3)]
    far = math.sqrt(sum(part * part for part in d)) or 1e-6
    reach = min(far, (first + second) * 0.999)
    along = (first * first - second * second + reach * reach) / (2 * reach)
    out = math.sqrt(max(first * first - along * along, 0.0))
    n = [part / far for part in d]
    dot = sum(way[k] * n[k] for k in range(3))
    side = [way[k] - dot * n[k] for k in range(3)]
    size = math.sqrt(sum(part * part for part in side)) or 1e-6
    x, y, z = (a[k] + n[k] * along + side[k] / size * out for k in range(3))
    return x, y, z


def _foot(step: float, stride: float) -> tuple[float, float]:
    """A foot's height and how far ahead it is."""
    swing = math.sin(2 * math.pi * step)
    lift = max(0.0, math.cos(2 * math.pi * step)) * 0.09
    return 0.07 + lift * stride, swing * 0.34 * stride


def joints(stance: Stance) -> Body:
    """Where the stance puts everything."""
    bob = -0.015 * stance.stride * (1 - math.cos(4 * math.pi * stance.step))
    drop = -0.44 if stance.sit else 0.0
    frame = _Frame(stance, bob + drop)
    ground = _Frame(stance, 0.0)
    legs = []
    for side, phase in ((-1, 0.0), (1, 0.5)):
        hip = (side * 0.095, HIP, 0.0)
        if stance.sit:
            knee_at: Point = (side * 0.12, HIP - 0.02, 0.42)
            legs.append(
                Leg(
                    frame.world(*hip),
                    frame.world(*knee_at),
                    ground.world(side * 0.12, 0.08, 0.40),
                    ground.world(side * 0.13, 0.04, 0.58),
                )
            )
            continue
        up, ahead = _foot(stance.step + phase, stride=stance.stride)
        ankle = (side * 0.10, up - bob, ahead)
        knee = _bend(hip, ankle, (THIGH, SHIN), (0, 0, 1))
        toe = (side * 0.13, up - bob - 0.04, ahead + 0.17)
        legs.append(Leg(*(frame.world(*part) for part in (hip, knee, ankle, toe))))
    arms = []
    for side, hand, phase in ((-1, stance.left, 0.5), (1, stance.right, 0.0)):
        shoulder = (side * 0.20, SHOULDER, 0.0)
        if hand is None:
            swing = math.sin(2 * math.pi * (stance.step + phase)) * 0.26 * stance.stride
            hand = (side * 0.26, 0.90 + abs(swing) * 0.15, 0.06 + swing)
        elbow = _bend(shoulder, hand, (UPPER_ARM, FOREARM), (side * 0.55, -0.45, -0.8))
        arms.append(Arm(*(frame.world(*part) for part in (shoulder, elbow, hand))))
    return Body(
        (legs[0], legs[1]),
        (arms[0], arms[1]),
        frame.world(0, 1.15, 0.0),
        frame.world(0, SHOULDER + 0.06, 0.01),
        frame.world(0, HEAD, 0.03),
    )
