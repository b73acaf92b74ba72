"""The painted backgrounds, by day, at dusk, by night and indoors, the same in each episode."""

from collections.abc import Callable

import numpy as np
from numpy.random import Generator

from chromacel.demo.drawing import Color, Pen
from chromacel.pictures.pixels import Picture

SIZE = (720, 1280)  # rows and columns; a camera sees a part of it
HORIZON = 430


def canvas(top: Color, bottom: Color) -> Picture:
    """A sky that fades from `top` to `bottom` in bands, as painted."""
    bands = np.linspace(top, bottom, 12).round().astype(np.uint8)
    rows = np.repeat(bands, -(-SIZE[0] // len(bands)), axis=0)[: SIZE[0]]
    return np.ascontiguousarray(np.broadcast_to(rows[:, None], (*SIZE, 3)))


def cloud(pen: Pen, x: float, y: float, size: float, color: Color) -> None:
    lumps = [(-1.2, 0.1, 0.6), (1.2, 0.1, 0.6), (-0.4, -0.2, 0.8), (0.5, -0.1, 0.7)]
    for outlined in (True, False):
        for dx, dy, radius in lumps:
            reach = radius * size
            pen.ellipse(x + dx * size, y + dy * size, reach, reach * 0.7, color, outlined=outlined)


def tree(pen: Pen, x: float, y: float, size: float, leaves: Color, trunk: Color) -> None:
    pen.rectangle(x - 0.12 * size, y - size, x + 0.12 * size, y, trunk)
    for dx, dy in ((-0.4, -1.1), (0.4, -1.1), (0.0, -1.6)):
        pen.ellipse(x + dx * size, y + dy * size, 0.55 * size, 0.5 * size, leaves)


def house(
    pen: Pen, x: float, y: float, size: float, wall: Color, roof: Color, window: Color
) -> None:
    pen.rectangle(x - size, y - 1.3 * size, x + size, y, wall)
    pen.shape(
        [(x - 1.25 * size, y - 1.2 * size), (x, y - 2.2 * size), (x + 1.25 * size, y - 1.2 * size)],
        roof,
    )
    pen.rectangle(x - 0.2 * size, y - 0.7 * size, x + 0.2 * size, y, (112, 72, 48))
    for side in (-0.6, 0.6):
        left, right = x + (side - 0.2) * size, x + (side + 0.2) * size
        pen.rectangle(left, y - size, right, y - 0.6 * size, window)


def hill(pen: Pen, rng: Generator, y: float, height: float, color: Color) -> None:
    x = np.linspace(0, SIZE[1], 60)
    phase, length = rng.uniform(0, 6), rng.uniform(120, 220)
    ridge = y - height * (0.5 + 0.5 * np.sin(x / length + phase))
    points = [(-9, SIZE[0]), *zip(x, ridge, strict=True), (SIZE[1] + 9, SIZE[0])]
    pen.shape(points, color)


def meadow(rng: Generator) -> Picture:
    picture = canvas((40, 150, 250), (150, 220, 255))
    pen = Pen(picture, 1.0)
    pen.ellipse(1050, 110, 60, 60, (255, 230, 110))
    for x in (150, 520, 860):
        cloud(
            pen,
            x + rng.uniform(-60, 60),
            rng.uniform(80, 190),
            rng.uniform(40, 60),
            (250, 252, 255),
        )
    hill(pen, rng, HORIZON, 110, (96, 196, 110))
    hill(pen, rng, HORIZON + 60, 60, (104, 196, 48))
    for x in rng.permutation([90, 330, 610, 900, 1170]):
        tree(
            pen,
            x,
            HORIZON + 60 + rng.uniform(-20, 20),
            rng.uniform(80, 120),
            (24, 140, 60),
            (140, 84, 40),
        )
    for x, y in zip(rng.uniform(0, SIZE[1], 40), rng.uniform(540, 700, 40), strict=True):
        color = [(248, 96, 110), (255, 240, 130), (250, 250, 250)][int(rng.integers(3))]
        pen.ellipse(x, y, 6, 5, color)
    return picture


def beach(rng: Generator) -> Picture:
    picture = canvas((255, 116, 84), (255, 214, 110))
    pen = Pen(picture, 1.0)
    pen.ellipse(420, HORIZON - 40, 90, 90, (255, 246, 190))
    cloud(pen, 900, 120, 55, (255, 196, 170))
    pen.rectangle(-9, HORIZON, SIZE[1] + 9, HORIZON + 150, (0, 120, 176))
    for y in np.arange(HORIZON + 25, HORIZON + 140, 30):
        for x in rng.uniform(0, SIZE[1], 7):
            pen.line([(x, y), (x + 30, y - 5), (x + 60, y)], (150, 226, 240), 3)
    hill(pen, rng, HORIZON + 150, 24, (250, 204, 96))
    for x in (170, 1090):
        pen.line([(x, 600), (x + 15, 480), (x + 50, 350)], (126, 84, 56), 22)
        for angle in (-150, -110, -60, -20, 20):
            tip = np.radians(angle)
            pen.ellipse(
                x + 50 + 60 * np.cos(tip), 350 + 40 * np.sin(tip), 66, 15, (60, 142, 84), angle
            )
    for x in rng.uniform(0, SIZE[1], 9):
        pen.ellipse(x, rng.uniform(620, 700), 12, 8, (240, 150, 160))
    return picture


def village(rng: Generator) -> Picture:
    picture = canvas((20, 12, 96), (104, 40, 168))
    pen = Pen(picture, 1.0)
    for x, y in zip(rng.uniform(0, SIZE[1], 70), rng.uniform(0, 330, 70), strict=True):
        pen.ellipse(x, y, 2, 2, (250, 246, 210), outlined=False)
    pen.ellipse(220, 120, 54, 54, (246, 240, 200))
    pen.ellipse(196, 110, 44, 46, (32, 16, 106), outlined=False)
    hill(pen, rng, HORIZON + 20, 70, (16, 64, 110))
    walls = [(112, 72, 168), (56, 92, 168), (150, 60, 120), (80, 64, 150)]
    for x, wall in zip((140, 470, 800, 1130), walls, strict=True):
        house(pen, x, HORIZON + 80, rng.uniform(80, 105), wall, (96, 20, 80), (255, 214, 60))
    pen.rectangle(-9, HORIZON + 80, SIZE[1] + 9, SIZE[0] + 9, (62, 48, 130))
    for y in (HORIZON + 130, HORIZON + 200):
        for x in np.arange(-40, SIZE[1], 110) + rng.uniform(0, 60):
            pen.ellipse(x, y, 40, 12, (84, 64, 156))
    for x in (310, 970):
        pen.rectangle(x - 5, 330, x + 5, HORIZON + 90, (40, 36, 52))
        pen.ellipse(x, 320, 20, 24, (255, 236, 160))
    return picture


def room(rng: Generator) -> Picture:
    picture = canvas((255, 186, 92), (255, 186, 92))
    pen = Pen(picture, 1.0)
    for x in range(40, SIZE[1], 80):
        pen.rectangle(x, -9, x + 16, 520, (246, 164, 70), outlined=False)
    pen.rectangle(-9, 520, SIZE[1] + 9, SIZE[0] + 9, (176, 84, 36))
    pen.rectangle(-9, 500, SIZE[1] + 9, 524, (250, 236, 214))
    for y in (570, 640):
        pen.line([(0, y), (SIZE[1], y)], (136, 60, 26), 3)
    pen.ellipse(640, 640, 380, 66, (200, 36, 60))
    pen.ellipse(640, 640, 320, 50, (240, 104, 84))
    pen.rectangle(480, 130, 760, 350, (250, 236, 214))
    pen.rectangle(500, 150, 740, 330, (150, 212, 246))
    pen.line([(620, 150), (620, 330)], (250, 236, 214), 12)
    for side in (470, 770):
        pen.blob(
            [(side - 40, 120), (side + 40, 120), (side + 34, 380), (side - 34, 380)], (20, 150, 130)
        )
    pen.rectangle(70, 160, 330, 520, (116, 74, 48))
    for shelf in (250, 340, 430, 515):
        left = 84.0
        while left < 300:
            width, height = rng.uniform(14, 30), rng.uniform(48, 72)
            books = [(204, 66, 62), (70, 118, 178), (240, 196, 84), (98, 160, 100), (150, 90, 160)]
            pen.rectangle(left, shelf - height, left + width, shelf, books[int(rng.integers(5))])
            left += width
    pen.blob(
        [(900, 400), (1180, 400), (1230, 540), (1180, 590), (900, 590), (850, 540)], (60, 104, 210)
    )
    pen.blob([(920, 470), (1160, 470), (1170, 560), (910, 560)], (96, 140, 236))
    return picture


PLACES: dict[str, Callable[[Generator], Picture]] = {
    "meadow": meadow,
    "beach": beach,
    "village": village,
    "room": room,
}
