"""How drawings move, told by their lines alone, and how well lines agree after a motion.

Lines are compared by the distance to the nearest one, up to `FAR` pixels: this is smooth where
lines themselves are too thin for optical flow, and grows with how far a line is away.
"""

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
import scipy.fft
from numpy.typing import NDArray

from chromacel.coloring.line_regions import is_drawn, line_regions
from chromacel.pictures.pixels import Picture
from chromacel.pictures.resizing import Number

FAR = 8.0  # pixels, from which on distance does not count
WINDOW = 25  # rows and columns in which the agreement of lines is averaged
EVERYWHERE = 0.05  # weight of a pixel that is far from any line; on a line it is 1
Motion = NDArray[np.float32]
"""(h, w, 2): for each pixel, columns and rows from it to its place in another drawing."""


@dataclass(frozen=True)
class Drawing:
    """Lines prepared for comparison, (h, w) each: `distance` to the nearest line in pixels,
    `nearness` from 1 on a line to almost 0, and the number of each pixel's `region`."""

    distance: NDArray[np.float32]
    nearness: NDArray[np.float32]
    region: NDArray[np.int32]

    @classmethod
    def of(cls, lines: Picture) -> "Drawing":
        drawn = is_drawn(lines)
        distance = np.full(lines.shape, FAR, np.float32)
        if drawn.any():
            apart = cv2.distanceTransform((~drawn).astype(np.uint8), cv2.DIST_L2, 3)
            distance = np.minimum(apart, FAR).astype(np.float32)
        return cls(distance, np.exp(-distance / 2), line_regions(drawn))

    @property
    def levels(self) -> Picture:
        """The distance as a gray picture for optical flow."""
        return np.asarray(self.distance * (255 / FAR), np.uint8)

    @cached_property
    def spectrum(self) -> NDArray[np.complex64]:
        """Of the nearness, in twice the size, so that a shift does not come in again."""
        values = self.nearness - self.nearness.mean()
        return np.asarray(scipy.fft.rfft2(values, _doubled(self.nearness)), np.complex64)

    def region_means(self, values: NDArray[np.float32]) -> NDArray[np.float32]:
        """(h, w), in each pixel the mean of its region."""
        places = self.region.ravel()
        means = np.bincount(places, values.ravel()) / np.bincount(places)
        return np.asarray(means[self.region], np.float32)


def still(drawing: Drawing) -> Motion:
    return np.zeros((*drawing.distance.shape, 2), np.float32)


def pan(drawing: Drawing, other: Drawing) -> Motion:
    """The one shift by which most lines meet: the peak of their cross-correlation."""
    height, width = drawing.distance.shape
    double = _doubled(drawing.nearness)
    correlation = scipy.fft.irfft2(np.conj(drawing.spectrum) * other.spectrum, double)
    agreement = np.asarray(cv2.GaussianBlur(correlation, (0, 0), 1))
    row, column = (int(place) for place in np.unravel_index(agreement.argmax(), agreement.shape))
    motion = still(drawing)
    motion[...] = (
        column if column < width else column - double[1],
        row if row < height else row - double[0],
    )
    return motion


def _doubled(picture: NDArray[np.float32]) -> tuple[int, int]:
    height, width = (scipy.fft.next_fast_len(2 * size, real=True) for size in picture.shape)
    return height, width


def flow(drawing: Drawing, other: Drawing, start: Motion) -> Motion:
    """Dense optical flow, from a motion that holds roughly (DIS, Kroeger et al., 2016)."""
    search = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    moved = warped(other.levels, start)
    return np.asarray(start + search.calc(drawing.levels, moved, still(drawing)), np.float32)


def followed_by(motion: Motion, further: Motion) -> Motion:
    """From a drawing over a second one to a third: `further` is the second's. The nearest pixel's
    motion is taken, since a mean of two that part leads nowhere."""
    height, width = motion.shape[:2]
    columns, rows = (np.rint(places).astype(np.intp) for places in _places(motion))
    columns, rows = columns.clip(0, width - 1), rows.clip(0, height - 1)
    return np.asarray(motion + further[rows, columns], np.float32)


def warped(picture: NDArray[Number], motion: Motion) -> NDArray[Number]:
    """The other drawing's (h, w) or (h, w, 3) values at the places that pixels come from."""
    border = cv2.BORDER_REPLICATE
    moved = cv2.remap(picture, *_places(motion), cv2.INTER_LINEAR, borderMode=border)
    return np.asarray(moved, picture.dtype)


def disagreement(drawing: Drawing, other: Drawing, motion: Motion) -> NDArray[np.float32]:
    """How far lines are from each other after a motion, (h, w), from 0 to `FAR` pixels: mean of
    the surroundings and of the whole region. Outside of the other drawing it is `FAR`."""
    height, width = drawing.distance.shape
    apart = np.abs(drawing.distance - warped(other.distance, motion))
    columns, rows = (np.rint(places) for places in _places(motion))
    is_outside = (columns < 0) | (columns >= width) | (rows < 0) | (rows >= height)
    apart[is_outside] = FAR
    weight = np.maximum(drawing.nearness, warped(other.nearness, motion)) + EVERYWHERE
    window = (WINDOW, WINDOW)
    around = np.asarray(cv2.blur(apart * weight, window) / cv2.blur(weight, window), np.float32)
    return np.asarray((around + drawing.region_means(around)) / 2, np.float32)


def _places(motion: Motion) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Columns and rows in the other drawing."""
    rows, columns = np.indices(motion.shape[:2], np.float32)
    return columns + motion[..., 0], rows + motion[..., 1]
