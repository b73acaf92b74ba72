"""The region around a point of a page that a fill gives its color: what is flat, or enclosed by
ink."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from chromacel.coloring.hinted_pictures import is_printed
from chromacel.pictures.grayscale import grayscale
from chromacel.pictures.pixels import Picture
from chromacel.pictures.regions import flat_regions

INK = 160  # gray levels below it bound regions of line art
NEAR = 6  # pixels from the point to a region, at most
SMALLEST = 12  # pixels of a hole that is left out
CLOSE = 0.6  # pixels that outlines may be off
Outline = list[list[float]]


@dataclass(frozen=True)
class Regions:
    """Of a page, or of a smaller version of it: the region of each pixel, (h, w), from 1, and 0 on
    lines; `factor` is what places on the page are divided by, across and down."""

    numbers: NDArray[np.int32]
    factor: tuple[float, float]

    @property
    def nbytes(self) -> int:
        return self.numbers.nbytes

    def outlines(self, x: float, y: float) -> list[Outline]:
        """Of the region nearest to a point of the page, and of its holes, in the page's pixels;
        none if no region is near."""
        place = self._nearest(x / self.factor[0], y / self.factor[1])
        if place is None:
            return []
        region = (self.numbers == self.numbers[place]).astype(np.uint8)
        found, _ = cv2.findContours(region, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
        large = [each for each in found if cv2.contourArea(each) >= SMALLEST] or list(found)[:1]
        return [self._outline(each) for each in large]

    def _nearest(self, x: float, y: float) -> tuple[int, int] | None:
        rows, columns = self.numbers.shape
        row, column = min(int(y), rows - 1), min(int(x), columns - 1)
        top, left = max(row - NEAR, 0), max(column - NEAR, 0)
        part = self.numbers[top : row + NEAR + 1, left : column + NEAR + 1]
        places = np.argwhere(part > 0)
        if not len(places):
            return None
        distances = np.square(places - (row - top, column - left)).sum(axis=1)
        down, across = places[int(distances.argmin())]
        return int(top + down), int(left + across)

    def _outline(self, contour: NDArray[np.int32]) -> Outline:
        points = cv2.approxPolyDP(contour, CLOSE, True)[:, 0] + 0.5
        return [[round(float(value), 1) for value in point * self.factor] for point in points]


def regions_of(rgb: Picture, size: tuple[int, int]) -> Regions:
    """Of a page, (h, w, 3) uint8, whose width and height are `size` where it is larger."""
    [gray] = grayscale(rgb[None])
    if is_printed(gray):
        bounded = (gray >= INK).astype(np.uint8)
        _, numbers = cv2.connectedComponents(bounded, connectivity=4)
    else:
        numbers = flat_regions(gray)
    factor = size[0] / rgb.shape[1], size[1] / rgb.shape[0]
    return Regions(np.asarray(numbers, np.int32), factor)
