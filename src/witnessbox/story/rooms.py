# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The places of White Brook: gate, corridor, store room, office, desk, club room.

What holds: every place is data; a camera is a lens on one of them.
"""

from __future__ import annotations

from functools import lru_cache

from witnessbox.story.lens import Lens
from witnessbox.story.rays import Block, Colour, Lamp, Room, View, view

_DOOR: Colour = (92, 104, 112)
_FRAME: Colour = (70, 76, 80)
_WOOD: Colour = (74, 112, 150)
_STEEL: Colour = (128, 128, 122)
_CARTON: Colour = (96, 142, 178)
_PAPER: Colour = (214, 222, 226)


def _door(x: float, z: float, wide: float = 0.95) -> tuple[Block, ...]:
    """A door on the wall at `x`, its middle at `z`."""
    out = 0.03 if x < 0 else -0.03
    a, b = sorted((x, x + out))
    c, d = sorted((x, x + out * 2))
    half = wide / 2
    return (
        Block((a, 0, z - half - 0.1), (b, 2.2, z + half + 0.1), _FRAME, shadow=False),
        Block((c, 0, z - half), (d, 2.08, z + half), _DOOR, shadow=False),
        Block(
            (c - 0.02, 0.98, z + half - 0.16),
            (d + 0.02, 1.03, z + half - 0.06),
            (150, 170, 180),
            shadow=False,
        ),
        Block(
            (c - 0.005, 1.45, z - 0.12),
            (d + 0.005, 1.65, z + 0.12),
            (60, 70, 74),
            shadow=False,
        ),
    )


def _table(
    low: tuple[float, float], high: tuple[float, float], top: float = 0.76
) -> tuple[Block, ...]:
    (x0, z0), (x1, z1) = low, high
    legs = tuple(
        Block((x, 0, z), (x + 0.05, top - 0.04, z + 0.05), _STEEL)
        for x in (x0 + 0.03, x1 - 0.08)
        for z in (z0 + 0.03, z1 - 0.08)
    )
    return (Block((x0, top - 0.04, z0), (x1, top, z1), _WOOD), *legs)


def _corridor() -> Room:
    doors = [part for z in (4.2, 8.6, 13.0, 17.4) for part in _door(-1.5, z)]
    doors += [part for z in (6.4, 10.8, 15.2) for part in _door(1.5, z)]
    end = (
        Block((-0.8, 0, 21.94), (0.8, 2.3, 22), _FRAME, shadow=False),
        Block((-0.72, 0, 21.9), (0.72, 2.2, 22), (110, 120, 124), shadow=False),
        Block((-0.5, 1.2, 21.88), (0.5, 2.0, 21.9), (200, 205, 190), shadow=False),
    )
    lamps = tuple(
        Block(
            (-0.12, 2.93, z - 0.6), (0.12, 3.0, z + 0.6), (250, 252, 250), shadow=False
        )
        for z in (3.5, 9.0, 14.5, 20.0)
    )
    board = (
        Block((1.46, 1.2, 7.5), (1.5, 1.95, 9.0), (90, 120, 96), shadow=False),
        Block((1.45, 1.35, 7.7), (1.5, 1.8, 8.0), _PAPER, shadow=False),
        Block((1.45, 1.35, 8.2), (1.5, 1.8, 8.5), _PAPER, shadow=False),
    )
    return Room(
        (-1.5, 0, 0),
        (1.5, 3.0, 22),
        (118, 126, 132),
        (188, 200, 202),
        (128, 146, 118),
        (206, 212, 212),
        (*doors, *end, *lamps, *board),
        tuple(Lamp((0.0, 2.75, z), 0.95) for z in (3.5, 9.0, 14.5, 20.0)),
    )


def _store() -> Room:
    blocks: list[Block] = []
    for k, y in enumerate((0.15, 0.8, 1.45, 2.1)):
        blocks.append(Block((2.45, y, 1.6), (3.0, y + 0.04, 6.4), _STEEL))
        blocks.append(Block((-1.2, y, 6.0), (2.3, y + 0.04, 6.5), _STEEL))
        for n in range(6):
            if (n * 7 + k * 3) % 5 == 0 or k == 3:
                continue
            size = 0.22 + 0.08 * ((n + k) % 3)
            tint = (96 - 8 * (n % 3), 142 - 10 * (k % 2), 178 - 9 * (n % 4))
            z = 1.75 + n * 0.78
            blocks.append(
                Block(
                    (2.52, y + 0.04, z),
                    (2.9, y + 0.04 + size, z + 0.5),
                    tint,
                    shadow=False,
                )
            )
            x = -1.1 + n * 0.56
            blocks.append(
                Block(
                    (x, y + 0.04, 6.08),
                    (x + 0.42, y + 0.04 + size, 6.45),
                    tint,
                    shadow=False,
                )
            )
    for x, z in ((2.45, 1.6), (2.45, 3.9), (2.45, 6.35)):
        blocks.append(Block((x, 0, z), (x + 0.05, 2.3, z + 0.05), _STEEL))
    for x in (-1.2, 0.5, 2.25):
        blocks.append(Block((x, 0, 6.0), (x + 0.05, 2.3, 6.05), _STEEL))
    blocks += _table((-0.5, 2.9), (0.9, 3.6))
    blocks.append(Block((-0.1, 0.76, 3.05), (0.22, 0.79, 3.3), _PAPER, shadow=False))
    blocks += _door(-3.0, 4.9, 1.0)
    blocks.append(
        Block((-0.5, 2.84, 3.0), (0.7, 2.9, 3.25), (250, 252, 250), shadow=False)
    )
    return Room(
        (-3, 0, 0),
        (3, 2.9, 6.5),
        (106, 112, 116),
        (176, 186, 186),
        (150, 150, 132),
        (190, 194, 192),
        tuple(blocks),
        (Lamp((0.1, 2.6, 3.1), 1.7),),
        tile=0.0,
    )


def _office() -> Room:
    blocks = [
        *_table((-1.3, 3.1), (1.2, 3.9)),
        Block((-1.25, 0.05, 3.12), (1.15, 0.72, 3.16), (62, 96, 132)),
        Block((0.45, 0.76, 3.4), (0.95, 0.80, 3.75), (70, 74, 78)),
        Block((0.5, 0.80, 3.62), (0.9, 1.12, 3.66), (54, 56, 58)),
        Block((-0.9, 0.76, 3.3), (-0.55, 0.785, 3.6), _PAPER, shadow=False),
        Block((-0.35, 0.76, 3.35), (-0.05, 0.775, 3.6), _PAPER, shadow=False),
        Block((-2.6, 0, 4.9), (-1.5, 2.0, 5.5), (80, 112, 140)),
        Block((-2.08, 0.1, 4.88), (-2.04, 1.9, 4.9), (60, 84, 108), shadow=False),
        Block((0.3, 1.15, 5.46), (2.0, 2.35, 5.5), (150, 170, 178), shadow=False),
        Block((0.36, 1.21, 5.44), (1.94, 2.29, 5.5), (232, 226, 208), shadow=False),
        Block((1.12, 1.15, 5.43), (1.18, 2.35, 5.5), (150, 170, 178), shadow=False),
        Block((-0.9, 1.5, 5.46), (-0.2, 2.3, 5.5), (96, 120, 148), shadow=False),
        Block((-0.84, 1.56, 5.45), (-0.26, 2.24, 5.5), (150, 148, 120), shadow=False),
        Block((2.0, 0, 1.8), (2.6, 0.45, 3.2), (88, 72, 96)),
        Block((2.4, 0.45, 1.8), (2.6, 0.95, 3.2), (80, 64, 88)),
    ]
    return Room(
        (-2.6, 0, 0),
        (2.6, 2.8, 5.5),
        (84, 112, 138),
        (190, 202, 206),
        (168, 184, 190),
        (212, 216, 216),
        tuple(blocks),
        (Lamp((0, 2.6, 2.6), 1.4), Lamp((1.1, 1.8, 5.2), 0.45)),
        tile=0.0,
        dado_height=0.9,
    )


def _hospital() -> Room:
    blocks = [
        Block((-2.2, 0, 3.0), (1.3, 1.02, 3.5), (196, 200, 192)),
        Block((-2.25, 1.02, 2.94), (1.35, 1.07, 3.56), (150, 164, 168)),
        Block((-1.7, 1.07, 3.1), (-1.3, 1.10, 3.4), _PAPER, shadow=False),
        Block((0.5, 1.07, 3.15), (0.95, 1.40, 3.2), (60, 62, 62)),
        Block((-2.6, 0, 5.4), (-0.7, 2.1, 6.0), (206, 210, 206)),
        Block((-2.5, 1.1, 5.38), (-1.7, 2.0, 5.4), (186, 178, 150), shadow=False),
        Block((-1.6, 1.1, 5.38), (-0.8, 2.0, 5.4), (186, 178, 150), shadow=False),
        Block((0.2, 1.3, 5.95), (1.6, 2.2, 6.0), (120, 160, 120), shadow=False),
        Block((0.4, 1.45, 5.94), (0.8, 2.05, 6.0), _PAPER, shadow=False),
        Block((1.0, 1.45, 5.94), (1.4, 2.05, 6.0), _PAPER, shadow=False),
        Block((1.9, 0, 1.2), (2.5, 0.45, 3.0), (120, 132, 96)),
    ]
    blocks += _door(2.6, 4.6)
    return Room(
        (-2.6, 0, 0),
        (2.6, 2.9, 6),
        (176, 184, 184),
        (206, 210, 204),
        (182, 190, 164),
        (216, 220, 218),
        tuple(blocks),
        (Lamp((0, 2.7, 2.4), 1.1), Lamp((-0.6, 2.7, 4.6), 0.45)),
        tile=0.4,
        dado_height=1.5,
    )


def _gate() -> Room:
    blocks = [
        Block((-6.5, 0, 9.5), (-2.2, 3.1, 14), (150, 168, 180)),
        Block((-6.7, 3.1, 9.3), (-2.0, 3.3, 14.2), (96, 104, 110)),
        Block((-3.6, 1.0, 9.46), (-2.7, 2.1, 9.5), (120, 108, 84), shadow=False),
        Block((-5.4, 0, 9.46), (-4.4, 2.2, 9.5), (78, 92, 100), shadow=False),
        Block((4.2, 0, 12), (14, 2.9, 12.3), (120, 128, 130)),
        Block((4.2, 2.9, 12.0), (14, 3.1, 12.1), (90, 96, 98), shadow=False),
        Block((-2.2, 0, 12), (-0.4, 2.9, 12.3), (120, 128, 130)),
        Block((-0.4, 0, 11.8), (-0.1, 3.6, 12.4), (84, 92, 96)),
        Block((4.0, 0, 11.8), (4.3, 3.6, 12.4), (84, 92, 96)),
        Block((-0.1, 0.15, 12.1), (4.0, 2.8, 12.2), (104, 118, 112)),
        Block((-0.1, 0.95, 12.05), (4.0, 1.05, 12.1), (60, 60, 176), shadow=False),
        Block((7, 0, 26), (13, 7.5, 34), (140, 150, 158)),
        Block((-2.4, 0, 8.6), (-2.2, 1.05, 8.8), (80, 80, 84)),
        Block((-2.3, 0.95, 8.66), (3.4, 1.05, 8.74), (70, 80, 190)),
        Block((-1.2, 0.95, 8.65), (-0.4, 1.06, 8.75), (220, 224, 226)),
        Block((0.4, 0.95, 8.65), (1.2, 1.06, 8.75), (220, 224, 226)),
        Block((2.0, 0.95, 8.65), (2.8, 1.06, 8.75), (220, 224, 226)),
    ]
    for n in range(4):
        blocks.append(
            Block(
                (7.6 + n * 1.4, 2.2, 25.95),
                (8.4 + n * 1.4, 3.6, 26),
                (110, 96, 80),
                shadow=False,
            )
        )
        blocks.append(
            Block(
                (7.6 + n * 1.4, 4.6, 25.95),
                (8.4 + n * 1.4, 6.0, 26),
                (110, 96, 80),
                shadow=False,
            )
        )
    return Room(
        (-40, 0, -20),
        (40, 30, 60),
        (150, 158, 160),
        (200, 200, 196),
        (200, 200, 196),
        (214, 206, 196),
        tuple(blocks),
        (Lamp((-30, 24, -10), 0.62),),
        tile=0.0,
        dado_height=0.0,
        ambient=0.5,
        outside=True,
    )


def _club() -> Room:
    blocks = [
        Block((-2.4, 0.0, 3.1), (-1.0, 2.6, 3.2), (96, 84, 124), shadow=False),
        Block((-2.1, 0.0, 3.06), (-2.0, 2.6, 3.1), (84, 72, 110), shadow=False),
        Block((-1.6, 0.0, 3.06), (-1.5, 2.6, 3.1), (84, 72, 110), shadow=False),
        Block((0.9, 1.35, 3.16), (1.7, 2.0, 3.2), (110, 150, 120), shadow=False),
        Block((1.0, 1.45, 3.15), (1.25, 1.85, 3.2), _PAPER, shadow=False),
        *_table((-0.75, 1.35), (0.75, 1.8)),
    ]
    return Room(
        (-2.4, 0, -1),
        (2.4, 2.7, 3.2),
        (90, 116, 140),
        (186, 204, 210),
        (150, 172, 160),
        (214, 216, 214),
        tuple(blocks),
        (Lamp((-0.9, 2.4, 0.3), 1.25),),
        tile=0.0,
    )


def _cell_yard() -> Room:
    """A corridor of the other colony, bluer and narrower."""
    doors = [part for z in (3.5, 6.5, 9.5, 12.5) for part in _door(1.2, z, 0.8)]
    lamps = tuple(
        Block((-0.1, 2.55, z - 0.4), (0.1, 2.6, z + 0.4), (240, 248, 255), shadow=False)
        for z in (3.0, 8.0, 13.0)
    )
    return Room(
        (-1.2, 0, 0),
        (1.2, 2.6, 15),
        (96, 98, 96),
        (196, 188, 176),
        (150, 120, 92),
        (206, 206, 204),
        (*doors, *lamps),
        tuple(Lamp((0, 2.35, z), 0.8) for z in (3.0, 8.0, 13.0)),
        tile=0.0,
    )


ROOMS = {
    "corridor": _corridor,
    "store": _store,
    "office": _office,
    "hospital": _hospital,
    "gate": _gate,
    "club": _club,
    "k4": _cell_yard,
}

LENSES = {
    "corridor": Lens((-1.25, 2.55, 0.35), (0.45, 0.75, 6.0), wide=0.66),
    "store": Lens((-2.75, 2.6, 0.3), (0.5, 0.7, 4.0), wide=0.56),
    "office": Lens((-2.0, 2.2, 0.25), (0.15, 0.95, 3.9), wide=0.72),
    "hospital": Lens((1.9, 2.3, 0.3), (-0.6, 0.95, 3.6), wide=0.70),
    "gate": Lens((-1.6, 4.2, -1.5), (0.9, 1.0, 9.0), wide=0.72),
    "club": Lens((0.12, 1.36, -0.55), (0.0, 1.26, 2.0), 1280, 720, wide=1.12),
    "k4": Lens((0.9, 2.3, 0.3), (-0.3, 0.8, 5.0), wide=0.7),
}


@lru_cache(maxsize=8)
def empty(place: str) -> View:
    """The empty place as its own camera sees it."""
    return view(ROOMS[place](), LENSES[place], finer=1 if place == "club" else 2)


@lru_cache(maxsize=4)
def room(place: str) -> Room:
    """The place itself, for cameras that move."""
    return ROOMS[place]()
