# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Drawn paper: a photographed notebook of payments, three scanned letters.

What holds: sums, names and telephone numbers are invented; no real number has
this form.
"""

from __future__ import annotations

import io

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from witnessbox.story.lettering import font

Picture = NDArray[np.uint8]

PAYMENTS = (
    ("4.03", "Щукина (мать)", "15 000", "за видео"),
    ("5.03", "Гай О. С. сестра", "8 000", "перед."),
    ("7.03", "для Р-ва", "40 000", "отдал"),
    ("9.03", "Журавлёва", "20 000", "извин."),
    ("11.03", "Ёлкина сестра", "12 000", "извин."),
    ("12.03", "Щукина ещё", "10 000", "не вся"),
    ("13.03", "Хм. доля", "18 000", "отдал"),
)
"""Day, who, how much, what for."""

LETTERS = (
    (
        "Здравствуйте.",
        "",
        "Пишет вам мать Щукиных, Романа и Тимура.",
        "4 марта я привезла передачу: чай, носки,",
        "тетради, лекарство. Взяли, расписки не дали.",
        "9 марта позвонили и сказали, что Роман",
        "попросит прощения на камеру, а мне надо",
        "перевести пятнадцать тысяч.",
        "Я перевела. Передачу дети не видели.",
        "",
        "Прошу ответить.",
        "10 марта 2024",
    ),
    (
        "Сестра, здравствуй.",
        "",
        "Пишу коротко. Работаем в ночь, таскаем",
        "коробки из коридора на склад. Табель",
        "на нас не ведут. 11-го меня посадили перед",
        "телефоном и дали лист: читай.",
        "Я прочитал. Не верь тому, что увидишь.",
        "",
        "Твой Артём Ёлкин",
        "12 марта",
    ),
    (
        "Тем, кто это прочтёт.",
        "",
        "С 16 марта нет свиданий. Сказали, из-за",
        "видео в интернете. Камеры чинил один",
        "человек, его теперь ищут.",
        "Имени не пишу.",
        "",
        "17.03.24",
    ),
)
"""Each letter's lines, verbatim."""

_INK = (46, 38, 92)


def _paper(size: tuple[int, int], seed: int, ruled: int) -> Image.Image:
    lot = np.random.default_rng(seed)
    wide, tall = size
    coarse = lot.normal(0, 1, (tall // 40, wide // 40)).astype(np.float32)
    cloud = cv2.resize(coarse, size, interpolation=cv2.INTER_CUBIC) * 2.4
    fine = lot.normal(0, 1.6, (tall, wide)).astype(np.float32)
    tone = (cloud + fine)[..., None] + np.array([238, 234, 222], np.float32)
    paper = Image.fromarray(np.clip(tone, 0, 255).astype(np.uint8))
    pen = ImageDraw.Draw(paper)
    for y in range(ruled * 2, tall - ruled, ruled):
        pen.line([(0, y), (wide, y)], fill=(176, 190, 210), width=1)
    return paper


def _write(
    paper: Image.Image,
    lines: tuple[str, ...],
    at: tuple[int, int],
    step: int,
    seed: int,
) -> None:
    lot = np.random.default_rng(seed)
    pen = ImageDraw.Draw(paper)
    x, y = at
    letters = font("hand", int(step * 1.02))
    for line in lines:
        across = x + int(lot.integers(-4, 5))
        for word in line.split(" "):
            rise = int(lot.integers(-3, 2))
            shade = int(lot.integers(-14, 15))
            ink = tuple(max(0, part + shade) for part in _INK)
            pen.text((across, y + rise - int(step * 0.9)), word, fill=ink, font=letters)
            across += int(pen.textlength(word + " ", font=letters))
        y += step


def _jpeg(picture: Picture, quality: int) -> bytes:
    out = io.BytesIO()
    Image.fromarray(picture).save(out, "JPEG", quality=quality)
    return out.getvalue()


def letter(which: int, seed: int) -> bytes:
    """One scanned letter as JPEG."""
    step = 44
    paper = _paper((900, 1240), seed * 10 + which, step)
    _write(paper, LETTERS[which - 1], (90, step * 4), step, seed + which)
    picture = np.asarray(paper)
    turn = cv2.getRotationMatrix2D((450, 620), (-0.9, 0.6, 1.4)[which - 1], 1.0)
    scan = cv2.warpAffine(picture, turn, (900, 1240), borderValue=(250, 250, 248))
    return _jpeg(np.asarray(scan, np.uint8), 78)


def notebook(seed: int) -> bytes:
    """The notebook of payments, photographed slantwise on a table."""
    step = 48
    page = _paper((720, 960), seed + 77, step)
    pen = ImageDraw.Draw(page)
    for x in (130, 430, 570):
        pen.line([(x, 0), (x, 960)], fill=(206, 150, 150), width=2)
    for row, cells in enumerate(PAYMENTS):
        for x, text in zip((24, 142, 440, 580), cells, strict=True):
            _write(page, (text,), (x, step * (row + 3)), step, seed + row * 7 + x)
    _write(page, ("март 24",), (300, step * 2 - 4), step, seed)
    desk = np.empty((900, 1200, 3), np.uint8)
    grain = np.random.default_rng(seed).normal(0, 6, (900, 1)).cumsum(axis=0) % 22
    desk[:] = np.clip(np.array([120, 86, 58]) + grain[:, :, None], 0, 255)
    corners = np.array([[0, 0], [720, 0], [720, 960], [0, 960]], np.float32)
    aim = np.array([[330, 60], [905, 110], [1010, 840], [215, 800]], np.float32)
    bend = cv2.getPerspectiveTransform(corners, aim)
    laid = cv2.warpPerspective(np.asarray(page), bend, (1200, 900))
    mask = cv2.warpPerspective(np.full((960, 720), 255, np.uint8), bend, (1200, 900))
    soft = cv2.GaussianBlur(np.roll(mask, (14, 18), (0, 1)), (0, 0), 14)
    dark = desk * (1 - 0.55 * soft[..., None] / 255)
    cover = mask[..., None] / 255
    y, x = np.mgrid[0:900, 0:1200]
    light = 1.06 - 0.34 * np.hypot((x - 500) / 900, (y - 300) / 800)[..., None]
    photo = (dark * (1 - cover) + laid * cover) * light
    return _jpeg(np.clip(photo, 0, 255).astype(np.uint8), 82)
