# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Empty rooms, traced once per camera: boxes, lamps, shadows, dark corners.

What holds: a room is a box seen from inside with boxes in it; a trace gives
each pixel its colour and how far away it is, so that people can walk behind
what stands in the room.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from witnessbox.story.lens import Lens, Point

Floats = NDArray[np.float32]
Colour = tuple[int, int, int]
_FAR = np.float32(1e6)


@dataclass(frozen=True, slots=True)
class Block:
    """A box that stands in a room.

    Attributes:
        low: The corner with the smallest numbers.
        high: The corner with the largest numbers.
        colour: Blue, green, red.
        shadow: Whether it throws one; thin things on walls need none.
    """

    low: Point
    high: Point
    colour: Colour
    shadow: bool = True


@dataclass(frozen=True, slots=True)
class Lamp:
    """A point of light.

    Attributes:
        at: Its place.
        power: How bright at one metre.
    """

    at: Point
    power: float


@dataclass(frozen=True, slots=True)
class Room:
    """Walls, floor and what stands on it.

    Attributes:
        low: The corner with the smallest numbers.
        high: The corner with the largest numbers.
        floor: Its colour; tiled by `tile` metres, 0 for none.
        wall: Colour of the upper wall.
        dado: Colour of the wall's lower part.
        dado_height: Up to where, in metres; 0 for none.
        ceiling: Its colour; the sky's, in the open.
    """

    low: Point
    high: Point
    floor: Colour
    wall: Colour
    dado: Colour
    ceiling: Colour
    blocks: tuple[Block, ...]
    lamps: tuple[Lamp, ...]
    dado_height: float = 1.35
    tile: float = 0.6
    ambient: float = 0.42
    outside: bool = False


@dataclass(frozen=True, slots=True)
class View:
    """What a camera sees of an empty room.

    Attributes:
        picture: Blue, green, red.
        deep: Metres ahead of the camera, per pixel.
    """

    picture: NDArray[np.uint8]
    deep: Floats


Rays = tuple[Floats, Floats, Floats]
"""Something per ray, as three flat arrays: x, y, z."""


def _slab(origin: Rays, inverse: Rays, block: Block) -> tuple[Floats, Floats]:
    """How far along each ray a box is entered and left."""
    near: Floats | None = None
    far: Floats | None = None
    for k in range(3):
        a = (np.float32(block.low[k]) - origin[k]) * inverse[k]
        b = (np.float32(block.high[k]) - origin[k]) * inverse[k]
        enter, leave = np.minimum(a, b), np.maximum(a, b)
        near = enter if near is None else np.maximum(near, enter)
        far = leave if far is None else np.minimum(far, leave)
    if near is None or far is None:
        raise RuntimeError("a box has three sides")
    return near, far


def _inverse(way: Rays) -> Rays:
    tiny = np.float32(1e-6)
    x, y, z = (
        np.asarray(1 / np.where(np.abs(part) < tiny, tiny, part), np.float32)
        for part in way
    )
    return x, y, z


def trace(room: Room, origin: Rays, way: Rays) -> tuple[Floats, Floats]:
    """Colours and lengths of rays, given as flat arrays of one size."""
    inverse = _inverse(way)
    _, length = _slab(origin, inverse, Block(room.low, room.high, room.wall))
    which = np.full(length.shape, -1, np.int16)
    for index, block in enumerate(room.blocks):
        near, far = _slab(origin, inverse, block)
        hit = (near > 0) & (near < far) & (near < length)
        np.copyto(length, near, where=hit)
        which[hit] = index
    point = (
        origin[0] + way[0] * length,
        origin[1] + way[1] * length,
        origin[2] + way[2] * length,
    )
    colour, side = _shell(room, point)
    _blocks(room, point, which, (colour, side))
    shaded = colour * _light(room, point, side)[:, None]
    if room.outside:
        sky = (which < 0) & (side != 2)
        high = np.clip(point[1] / room.high[1], 0, 1)[:, None]
        haze = np.array(room.ceiling, np.float32) * (1.0 - 0.25 * high)
        shaded = np.where(sky[:, None], haze, shaded)
    return np.clip(shaded, 0, 255).astype(np.float32), length


def _side(point: Rays, low: Point, high: Point) -> NDArray[np.int8]:
    """Which of six sides a point lies on: low x is 0, high x 1, low y 2 and so on."""
    best = np.full(point[0].shape, _FAR)
    side = np.zeros(point[0].shape, np.int8)
    for k in range(3):
        for n, edge in enumerate((low[k], high[k])):
            gap = np.abs(point[k] - np.float32(edge))
            nearer = gap < best
            np.copyto(best, gap, where=nearer)
            side[nearer] = k * 2 + n
    return side


def _shell(room: Room, point: Rays) -> tuple[Floats, NDArray[np.int8]]:
    """Colours of walls, floor and ceiling where rays meet them."""
    side = _side(point, room.low, room.high)
    x, y, z = point
    colour = np.empty((len(x), 3), np.float32)
    colour[:] = room.wall
    upright = (side != 2) & (side != 3)
    colour[upright & (y < room.dado_height)] = room.dado
    colour[side == 3] = room.ceiling
    floor = side == 2
    colour[floor] = room.floor
    if room.tile:
        u, v = np.mod(x, room.tile), np.mod(z, room.tile)
        odd = np.mod(np.floor(x / room.tile) + np.floor(z / room.tile), 2) == 1
        colour[floor & odd] *= 0.94
        colour[floor & ((u < 0.018) | (v < 0.018))] *= 0.72
    if room.dado_height:
        colour[upright & (np.abs(y - room.dado_height) < 0.015)] *= 0.6
    if not room.outside:
        colour[upright & (y < 0.1)] *= 0.55
    return colour, side


def _blocks(
    room: Room,
    point: Rays,
    which: NDArray[np.int16],
    out: tuple[Floats, NDArray[np.int8]],
) -> None:
    """Colours and sides where rays meet what stands in the room."""
    colour, side = out
    # Seen from outside a box's sides look the other way than a room's.
    flip = np.array([1, 0, 3, 2, 5, 4], np.int8)
    for index in np.unique(which):
        if index < 0:
            continue
        block = room.blocks[index]
        mine = np.flatnonzero(which == index)
        colour[mine] = block.colour
        part = (point[0][mine], point[1][mine], point[2][mine])
        side[mine] = flip[_side(part, block.low, block.high)]


_NORMALS = np.array(
    [[1, 0, 0], [-1, 0, 0], [0, 1, 0], [0, -1, 0], [0, 0, 1], [0, 0, -1]], np.float32
)


def _light(room: Room, point: Rays, side: NDArray[np.int8]) -> Floats:
    normal = (_NORMALS[side, 0], _NORMALS[side, 1], _NORMALS[side, 2])
    start = tuple(p + n * np.float32(0.01) for p, n in zip(point, normal, strict=True))
    sx, sy, sz = start
    total: Floats = (room.ambient + 0.05 * normal[1]).astype(np.float32)
    for lamp in room.lamps:
        to = tuple(np.float32(lamp.at[k]) - part for k, part in enumerate((sx, sy, sz)))
        tx, ty, tz = to
        square = tx * tx + ty * ty + tz * tz
        dot = tx * normal[0] + ty * normal[1] + tz * normal[2]
        cosine = np.clip(dot / np.sqrt(square + 0.0025), 0, 1)
        fall = 1.0 if room.outside else 1.0 / (0.6 + 0.22 * square)
        open_way = np.ones(len(sx), np.float32)
        inverse = _inverse((tx, ty, tz))
        for block in room.blocks:
            if block.shadow:
                near, leave = _slab((sx, sy, sz), inverse, block)
                open_way[(near < leave) & (leave > 0) & (near < 0.98)] = 0.25
        total += lamp.power * cosine * fall * open_way
    if not room.outside:
        total *= _corners(room, point, side)
    return total


def _corners(room: Room, point: Rays, side: NDArray[np.int8]) -> Floats:
    """Where walls meet, less light comes."""
    total = np.ones(len(side), np.float32)
    for k in range(3):
        own = side // 2 == k
        for wall in (room.low[k], room.high[k]):
            gap = np.abs(point[k] - np.float32(wall))
            near = np.flatnonzero((gap < 1.2) & ~own)
            total[near] *= 1 - 0.30 * np.exp(-gap[near] / 0.28)
    return total


def view(room: Room, lens: Lens, *, finer: int = 2) -> View:
    """The empty room as a camera sees it, drawn `finer` times larger and shrunk."""
    right, up, ahead = (np.array(part, np.float32) for part in lens.basis())
    wide, tall = lens.width * finer, lens.height * finer
    xs = (np.arange(wide, dtype=np.float32) + 0.5) / finer - lens.width / 2
    ys = lens.height / 2 - (np.arange(tall, dtype=np.float32) + 0.5) / finer
    scale = np.float32(1 / lens.focal)
    colour = np.empty((tall, wide, 3), np.float32)
    length = np.empty((tall, wide), np.float32)
    rows = 32
    for top in range(0, tall, rows):
        high = min(rows, tall - top)
        u = np.tile(xs * scale, high)
        v = np.repeat(ys[top : top + high] * scale, wide)
        way = tuple(ahead[k] + u * right[k] + v * up[k] for k in range(3))
        origin = tuple(np.full(len(u), lens.at[k], np.float32) for k in range(3))
        tint, far = trace(
            room, (origin[0], origin[1], origin[2]), (way[0], way[1], way[2])
        )
        colour[top : top + high] = tint.reshape(high, wide, 3)
        length[top : top + high] = far.reshape(high, wide)
    grain = np.random.default_rng(7).normal(0, 2.2, (tall, wide, 1)).astype(np.float32)
    picture = np.clip(colour + grain, 0, 255).astype(np.uint8)
    size = (lens.width, lens.height)
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    deep = cv2.resize(length, size, interpolation=cv2.INTER_NEAREST)
    return View(np.asarray(small, np.uint8), np.asarray(deep, np.float32))
