"""The cast: each has a shape and fixed colors of its own, and stands on (0, 0), about 2 high."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from chromacel.demo.drawing import INK, WHITE, Color, Pen

CREAM: Color = (250, 232, 196)
SKIN: Color = (247, 208, 170)
JACKET: Color = (236, 236, 244)
TROUSERS: Color = (74, 72, 92)
MAGENTA: Color = (214, 56, 130)
AZURE: Color = (64, 122, 196)  # in grayscale within 3 of MAGENTA: look-alikes


@dataclass(frozen=True)
class Pose:
    """`swing` moves limbs, from -1 to 1; eyes may be closed and the mouth open."""

    swing: float = 0.0
    blinks: bool = False
    talks: bool = False


def eyes(pen: Pen, pose: Pose, y: float, apart: float, size: float) -> None:
    for x in (-apart, apart):
        if pose.blinks:
            pen.line([(x - size, y), (x, y + size / 3), (x + size, y)])
        else:
            pen.ellipse(x, y, size, size * 1.3, WHITE)
            pen.ellipse(x + size / 4, y + size / 6, size * 0.6, size * 0.8, INK, outlined=False)
            pen.ellipse(x + size / 2, y - size / 4, size / 4, size / 4, WHITE, outlined=False)


def mouth(pen: Pen, pose: Pose, y: float, size: float) -> None:
    if pose.talks:
        pen.ellipse(0.03, y + size / 3, size * 0.7, size * 0.6, (176, 40, 52))
    else:
        pen.line([(-size, y), (0, y + size / 2), (size, y)])


def chick(pen: Pen, pose: Pose) -> None:
    yellow, wing, beak = (252, 214, 62), (240, 180, 40), (244, 122, 40)
    for side in (-1, 1):
        pen.line([(side * 0.2, -0.3), (side * 0.22, 0)], beak, 0.1)
        pen.shape([(side * 0.08, 0.02), (side * 0.22, -0.12), (side * 0.42, 0.02)], beak)
    pen.blob([(-0.1, -1.9), (-0.22, -2.25), (0.0, -2.1), (0.14, -2.35), (0.16, -1.9)], wing)
    pen.ellipse(0, -0.72, 0.62, 0.56, yellow)
    pen.ellipse(0, -1.45, 0.56, 0.54, yellow)
    for side in (-1, 1):
        pen.ellipse(side * 0.6, -0.76, 0.16, 0.34, wing, -side * (30 + 35 * pose.swing))
    eyes(pen, pose, -1.54, 0.24, 0.11)
    gape = 0.16 if pose.talks else 0.05
    pen.shape([(-0.17, -1.3), (0, -1.3 + gape), (0.17, -1.3), (0, -1.18 + gape)], (206, 84, 30))
    pen.shape([(-0.2, -1.32), (0, -1.46), (0.2, -1.32), (0, -1.26)], beak)


def elephant(pen: Pen, pose: Pose) -> None:
    blue, inner, toe = (120, 176, 216), (238, 168, 182), (244, 240, 226)
    for side in (-1, 1):
        ear = 12 * side * pose.swing
        pen.ellipse(side * 0.82, -1.5, 0.4, 0.5, blue, ear)
        pen.ellipse(side * 0.84, -1.48, 0.26, 0.35, inner, ear)
        pen.rectangle(side * 0.3 - 0.2, -0.45, side * 0.3 + 0.2, 0, blue)
        pen.ellipse(side * 0.3, -0.05, 0.13, 0.06, toe)
    pen.ellipse(0, -0.65, 0.6, 0.48, blue)
    pen.ellipse(0, -1.45, 0.62, 0.56, blue)
    tip = 0.12 * pose.swing
    trunk = [(-0.16, -1.35), (0.16, -1.35), (0.16, -0.8), (0.44 + tip, -0.62), (0.42 + tip, -0.42)]
    pen.blob([*trunk, (0.0, -0.5), (-0.17, -0.8)], blue)
    for y in (-1.0, -0.84):
        pen.line([(-0.1, y), (0.12, y)])
    eyes(pen, pose, -1.55, 0.3, 0.1)


def human(pen: Pen, pose: Pose, hair: Color) -> None:
    back = [(-0.45, -1.7), (0, -2.12), (0.5, -1.75), (0.74, -1.1), (0.95, -0.7), (0.4, -0.85)]
    pen.blob([*back, (0, -1.0), (-0.42, -1.0)], hair)
    for side in (-1, 1):
        pen.rectangle(side * 0.2 - 0.14, -0.6, side * 0.2 + 0.14, -0.08, TROUSERS)
        pen.ellipse(side * 0.23, -0.06, 0.22, 0.1, INK)
        swing = -side * (18 + 30 * pose.swing)
        pen.ellipse(side * 0.46, -0.78, 0.12, 0.36, JACKET, swing)
        hand = np.radians(swing)
        pen.ellipse(side * 0.46 - 0.4 * np.sin(hand), -0.78 + 0.4 * np.cos(hand), 0.11, 0.11, SKIN)
    pen.shape([(-0.32, -1.15), (0.32, -1.15), (0.42, -0.45), (-0.42, -0.45)], JACKET)
    pen.shape([(-0.16, -1.15), (0.16, -1.15), (0, -0.85)], (204, 52, 60))
    pen.ellipse(0, -1.5, 0.43, 0.42, SKIN)
    fringe = [(-0.5, -1.45), (-0.46, -1.85), (0, -2.08), (0.46, -1.85), (0.5, -1.4), (0.3, -1.72)]
    pen.blob([*fringe, (0.05, -1.62), (-0.2, -1.76)], hair)
    eyes(pen, pose, -1.45, 0.17, 0.1)
    mouth(pen, pose, -1.24, 0.09)


def frog(pen: Pen, pose: Pose) -> None:
    green, dark = (104, 184, 76), (62, 132, 62)
    for side in (-1, 1):
        pen.blob(
            [(side * 0.3, -0.1), (side * 0.85, 0.0), (side * 0.95, -0.4), (side * 0.5, -0.55)],
            green,
        )
        pen.ellipse(side * 0.62, -0.02, 0.26, 0.09, dark)
    pen.ellipse(0, -0.6, 0.6, 0.56, green)
    pen.ellipse(0, -0.5, 0.4, 0.4, CREAM, outlined=False)
    for side in (-1, 1):
        pen.ellipse(side * 0.5, -0.5, 0.11, 0.34, green, -side * (15 + 30 * pose.swing))
        pen.ellipse(side * 0.36, -1.68, 0.25, 0.25, green)
    pen.ellipse(0, -1.3, 0.7, 0.44, green)
    eyes(pen, pose, -1.66, 0.36, 0.14)
    mouth(pen, pose, -1.2, 0.34)


def fox(pen: Pen, pose: Pose) -> None:
    orange, dark = (240, 130, 44), (96, 52, 40)
    pen.blob(
        [(0.3, -0.3), (0.9, -0.3), (1.4, -0.9), (1.25, -1.5), (0.95, -1.1), (0.6, -0.8)], orange
    )
    pen.blob([(1.36, -0.95), (1.25, -1.5), (0.98, -1.15), (1.12, -1.0)], WHITE)
    for side in (-1, 1):
        pen.rectangle(side * 0.24 - 0.13, -0.4, side * 0.24 + 0.13, -0.02, dark)
        pen.ellipse(side * 0.42, -0.7, 0.12, 0.32, dark, -side * (20 + 30 * pose.swing))
    pen.ellipse(0, -0.68, 0.42, 0.5, orange)
    pen.ellipse(0, -0.6, 0.24, 0.36, WHITE, outlined=False)
    for side in (-1, 1):
        pen.shape([(side * 0.16, -1.75), (side * 0.62, -2.25), (side * 0.6, -1.5)], orange)
        pen.shape([(side * 0.3, -1.8), (side * 0.54, -2.08), (side * 0.52, -1.65)], dark, False)
    pen.blob([(-0.8, -1.2), (-0.5, -1.75), (0.5, -1.75), (0.8, -1.2), (0, -0.95)], orange)
    pen.blob([(-0.6, -1.17), (-0.25, -1.3), (0.25, -1.3), (0.6, -1.17), (0, -0.98)], WHITE, False)
    pen.ellipse(0, -1.22, 0.09, 0.07, INK)
    eyes(pen, pose, -1.48, 0.26, 0.1)
    mouth(pen, pose, -1.11, 0.1)


def imp(pen: Pen, pose: Pose) -> None:
    purple, horn = (142, 92, 184), (240, 220, 120)
    for side in (-1, 1):
        pen.shape([(side * 0.2, -1.5), (side * 0.5, -2.0), (side * 0.5, -1.4)], horn)
        pen.ellipse(side * 0.72, -0.8, 0.26, 0.12, purple, side * (20 + 40 * pose.swing))
    wave = [(-0.36, -0.16), (-0.18, 0.0), (0, -0.16), (0.18, 0.0), (0.36, -0.16)]
    body = [(0.68, 0.0), (0.7, -0.9), (0.4, -1.5), (-0.4, -1.5), (-0.7, -0.9), (-0.68, 0.0)]
    pen.blob([*wave, *body], purple)
    pen.ellipse(0, -0.55, 0.4, 0.34, (188, 146, 220), outlined=False)
    eyes(pen, pose, -1.1, 0.24, 0.16)
    mouth(pen, pose, -0.78, 0.18)


CAST: dict[str, Callable[[Pen, Pose], None]] = {
    "chick": chick,
    "elephant": elephant,
    "rose": partial(human, hair=MAGENTA),
    "sky": partial(human, hair=AZURE),
    "frog": frog,
    "fox": fox,
    "imp": imp,
}
LOOK_ALIKES = ("rose", "sky")
