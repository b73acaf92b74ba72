"""One color in each region that ink encloses, up to its lines: what artists call flats.

Methods spread colors at few pixels, and those of two sides of a line mix where they are enlarged to
a page. Between the lines of line art nothing tells where a color ends, so that each region has one:
that of the strokes in it, or else what a method gives most of it.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import median

from chromacel.coloring.lifting import PAPER
from chromacel.pictures.hints import Hints
from chromacel.pictures.pixels import Picture
from chromacel.pictures.resizing import resized

Values = NDArray[np.float32]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Flats:
    """The region of each pixel of line art, (h, w), from 1: a line's pixels are of the nearest.
    `counts`: where a stroke is for the region, since at its rim it may be drawn a bit too far."""

    numbers: NDArray[np.int32]
    counts: Mask

    @classmethod
    def of(cls, gray: Picture) -> "Flats":
        """Of an (h, w) uint8 page."""
        white = (gray >= PAPER).astype(np.uint8)
        _, numbers = cv2.connectedComponents(white, connectivity=4)
        if not white.any():
            return cls(np.ones_like(numbers), np.ones(gray.shape, bool))
        inner = cv2.erode(white, np.ones((3, 3), np.uint8)) > 0
        is_wide = np.bincount(numbers[inner], minlength=int(numbers.max()) + 1) > 0
        counts = np.where(is_wide[numbers], inner, white > 0)
        _, nearest = cv2.distanceTransformWithLabels(
            1 - white, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
        )
        table = np.zeros(int(nearest.max()) + 1, np.int32)
        table[nearest[white > 0]] = numbers[white > 0]
        return cls(table[nearest], counts)

    def colored(self, spread: Values, hints: Hints, paper: Mask) -> Values:
        """Colors (h, w, 3), from those that a method has `spread` at a smaller size, (h', w', 3),
        and hints of the page's own size, which have no say in regions of `paper`, (h', w').

        A region with strokes of several colors has them as they were spread.
        """
        table = self._medians(spread)
        is_paper = self._medians(paper[..., None].astype(np.float32))[:, 0] > 0
        counted = hints.given & self.counts & ~is_paper[self.numbers]
        regions, colors = self.numbers[counted], hints.colors[counted].astype(np.float32)
        table[regions] = colors
        is_mixed = np.zeros(len(table), bool)
        is_mixed[regions[(colors != table[regions]).any(axis=1)]] = True
        result = table[self.numbers]
        mixed = is_mixed[self.numbers]
        result[mixed] = resized(spread, *self.numbers.shape)[mixed].clip(0, 255)
        result[mixed & hints.given] = hints.colors[mixed & hints.given]
        return result

    def _medians(self, values: Values) -> Values:
        """Of (h', w', k), in each region, (n + 1, k): those of pixels whose middles are in it, or
        what one of its own pixels has."""
        (rows, columns), (height, width) = values.shape[:2], self.numbers.shape
        down = ((np.arange(rows) + 0.5) * height / rows).astype(int)
        across = ((np.arange(columns) + 0.5) * width / columns).astype(int)
        seen = self.numbers[np.ix_(down, across)]
        places = np.zeros(int(self.numbers.max()) + 1, np.int64)
        places[self.numbers.ravel()] = np.arange(self.numbers.size)
        y, x = places // width * rows // height, places % width * columns // width
        result: Values = values[y, x]
        numbers = np.unique(seen)
        for channel in range(values.shape[2]):
            result[numbers, channel] = median(values[..., channel], seen, numbers)
        return result
