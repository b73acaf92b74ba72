"""Black bars around an episode's picture: letterbox and pillarbox."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chromacel.pictures.pixels import Picture

BLACK = 24  # of 255: a bar's brightest value, black and what compression makes of it
LIT = 64  # where a picture begins, it reaches this in some frame; a scene that fades out does not
BLUR = 4  # rows between the two that compression or scaling may have mixed


@dataclass(frozen=True)
class Bars:
    """Rows at the top and bottom and columns at the left and right, in pixels."""

    top: int = 0
    bottom: int = 0
    left: int = 0
    right: int = 0

    def trimmed(self, rgb: Picture) -> Picture:
        """An (h, w, 3) picture without its bars."""
        height, width = rgb.shape[:2]
        return rgb[self.top : height - self.bottom, self.left : width - self.right]


def find_bars(pictures: Iterable[Picture]) -> Bars:
    """The rows and columns at the edges that are black in all of an episode's pictures.

    They count only if the picture begins abruptly behind them, in some frame at least: so a scene
    that is dark at its edges is never cut, nor an episode that is dark throughout. There are none
    if the pictures, (h, w, 3) uint8 each, differ in size.
    """
    brightest: tuple[NDArray[np.uint8], NDArray[np.uint8]] | None = None
    for rgb in pictures:
        rows, columns = rgb.max(axis=(1, 2)), rgb.max(axis=(0, 2))
        if brightest is None:
            brightest = rows, columns
        elif brightest[0].shape != rows.shape or brightest[1].shape != columns.shape:
            return Bars()
        else:
            brightest = np.maximum(brightest[0], rows), np.maximum(brightest[1], columns)
    if brightest is None:
        return Bars()
    rows, columns = brightest
    return Bars(_bar(rows), _bar(rows[::-1]), _bar(columns), _bar(columns[::-1]))


def _bar(brightest: NDArray[np.uint8]) -> int:
    """The width of the bar at the start of an edge's rows, given the brightest value in each."""
    is_lit = brightest >= LIT
    width = int(is_lit.argmax())
    is_black = brightest[: max(width - BLUR, 1)] <= BLACK
    return width if is_lit.any() and is_black.all() else 0
