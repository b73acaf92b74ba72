"""Black bars around an episode's picture: letterbox and pillarbox."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass

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

    def __str__(self) -> str:
        """`top 60, bottom 60`, or `none`."""
        sizes = asdict(self).items()
        return ", ".join(f"{side} {size}" for side, size in sizes if size) or "none"


class BarSearch:
    """The brightest value of each row and column over the pictures that it is shown."""

    def __init__(self) -> None:
        self.rows: NDArray[np.uint8] | None = None
        self.columns: NDArray[np.uint8] | None = None
        self.is_uniform = True

    def look(self, rgb: Picture) -> None:
        rows = rgb.reshape(len(rgb), -1).max(axis=1)
        columns = rgb.max(axis=0).max(axis=1)  # faster than over both axes at once
        if self.rows is None or self.columns is None:
            self.rows, self.columns = rows, columns
        elif self.rows.shape != rows.shape or self.columns.shape != columns.shape:
            self.is_uniform = False
        else:
            self.rows, self.columns = np.maximum(self.rows, rows), np.maximum(self.columns, columns)

    def bars(self) -> Bars:
        if self.rows is None or self.columns is None or not self.is_uniform:
            return Bars()
        rows, columns = self.rows, self.columns
        return Bars(_bar(rows), _bar(rows[::-1]), _bar(columns), _bar(columns[::-1]))


def find_bars(pictures: Iterable[Picture]) -> Bars:
    """The rows and columns at the edges that are black in all of an episode's pictures.

    They count only if the picture begins abruptly behind them, in some frame at least: so a scene
    that is dark at its edges is never cut, nor an episode that is dark throughout. There are none
    if the pictures, (h, w, 3) uint8 each, differ in size.
    """
    search = BarSearch()
    for rgb in pictures:
        search.look(rgb)
    return search.bars()


def _bar(brightest: NDArray[np.uint8]) -> int:
    """The width of the bar at the start of an edge's rows, given the brightest value in each."""
    is_lit = brightest >= LIT
    width = int(is_lit.argmax())
    is_black = brightest[: max(width - BLUR, 1)] <= BLACK
    return width if is_lit.any() and is_black.all() else 0
