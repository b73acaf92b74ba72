"""Pictures of the show as one has them without color: stills, line art, and a page of panels."""

import zlib
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.random import Generator, default_rng
from numpy.typing import ArrayLike

from chromacel.demo.characters import CAST, Pose
from chromacel.demo.drawing import INK, WHITE, Color, Pen
from chromacel.demo.places import PLACES, SIZE
from chromacel.pictures.grayscale import grayscale
from chromacel.pictures.pixels import Picture

STILLS = {  # rows, columns and characters
    "wide": (720, 1280, 4),
    "classic": (720, 960, 3),
    "portrait": (960, 720, 1),
    "square": (800, 800, 2),
}
LINE_ART = (720, 1280, 3)
PAGE = (1280, 900)
PANELS = ((1.0,), (0.58, 0.42), (0.36, 0.64))  # widths in each row of the page
MARGIN = 24


@dataclass(frozen=True)
class InkPen(Pen):
    """Draws outlines alone, on white."""

    def shape(self, points: ArrayLike, color: Color, outlined: bool = True) -> None:
        super().shape(points, color if color == INK else WHITE, outlined)

    def line(self, points: ArrayLike, color: Color = INK, width: float | None = None) -> None:
        super().line(points)


def demo_picture(name: str, seed: int) -> Picture:
    """The picture called `name` of the show of this seed: (h, w) uint8."""
    rng = _rng(seed, name)
    if name == "page":
        rgb = _page(rng, seed)
    elif name == "line-art":
        rgb = _line_art(rng, *LINE_ART)
    else:
        rgb = _still(rng, seed, *STILLS[name])
    return np.asarray(grayscale(rgb[None])[0])


def _still(rng: Generator, seed: int, height: int, width: int, characters: int) -> Picture:
    place = str(rng.choice(list(PLACES)))
    background = PLACES[place](_rng(seed, place))
    span = min(SIZE[0] / height, SIZE[1] / width) * rng.uniform(0.75, 1)
    left = rng.uniform(0, SIZE[1] - span * width)
    top = rng.uniform(0.5, 1) * (SIZE[0] - span * height)
    matrix = np.array([[1 / span, 0, -left / span], [0, 1 / span, -top / span]])
    view = cv2.warpAffine(background, matrix, (width, height), flags=cv2.INTER_LINEAR)
    picture = np.asarray(view, np.uint8)
    _draw_cast(rng, picture, characters, Pen)
    return picture


def _line_art(rng: Generator, height: int, width: int, characters: int) -> Picture:
    picture = np.full((height, width, 3), 255, np.uint8)
    _draw_cast(rng, picture, characters, InkPen)
    return picture


def _page(rng: Generator, seed: int) -> Picture:
    """Panels in black frames on white; the last one is line art."""
    page = np.full((*PAGE, 3), 255, np.uint8)
    height = (PAGE[0] - MARGIN) // len(PANELS) - MARGIN
    for row, shares in enumerate(PANELS):
        left, top = MARGIN, MARGIN + row * (height + MARGIN)
        for column, share in enumerate(shares):
            width = round(share * (PAGE[1] - MARGIN * (len(shares) + 1)))
            characters = max(2 * width // height, 1)
            is_last = (row, column) == (len(PANELS) - 1, len(shares) - 1)
            panel = (
                _line_art(rng, height, width, characters)
                if is_last
                else _still(rng, seed, height, width, characters)
            )
            page[top : top + height, left : left + width] = panel
            cv2.rectangle(page, (left, top), (left + width, top + height), INK, 4)
            left += width + MARGIN
    return page


def _draw_cast(rng: Generator, picture: Picture, characters: int, pen: type[Pen]) -> None:
    height, width = picture.shape[:2]
    size = min(width / (1.9 * characters), 0.37 * height)
    for spot, name in enumerate(rng.permutation(list(CAST))[:characters]):
        x = (spot + 0.5 + rng.uniform(-0.08, 0.08)) * width / characters
        y = rng.uniform(0.9, 0.97) * height
        pose = Pose(rng.uniform(-1, 1), talks=bool(rng.random() < 0.3))
        CAST[str(name)](pen(picture, size, x, y, int(rng.choice([-1, 1]))), pose)


def _rng(seed: int, name: str) -> Generator:
    return default_rng([seed, zlib.crc32(name.encode())])
