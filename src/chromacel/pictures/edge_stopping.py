"""Smoothing that does not cross lines: Gastal and Oliveira's recursive domain transform."""

import math

import numpy as np
from numpy.typing import NDArray

from chromacel.pictures.pixels import Picture

PASSES = 3  # along columns and rows each; the source's choice


def smoothed(
    values: NDArray[np.float32], guide: Picture, space: float, level: float
) -> NDArray[np.float32]:
    """(h, w, c) float32 smoothed within about `space` pixels, as long as the guide, (h, w) uint8,
    changes by less than about `level` on the way: what lies beyond a line has no say.

    Gastal and Oliveira, Domain transform for edge-aware image and video processing, 2011: the time
    depends on neither of the two.
    """
    levels = guide.astype(np.float32)
    steps = [1 + space / level * np.abs(np.diff(levels, axis=axis)) for axis in (0, 1)]
    for number in range(PASSES):
        deviation = space * math.sqrt(3) * 2 ** (PASSES - number - 1) / math.sqrt(4**PASSES - 1)
        for axis, step in enumerate(steps):
            kept = np.exp(-math.sqrt(2) / deviation * step).swapaxes(0, axis)
            along = _both_ways(values.swapaxes(0, axis), kept)
            values = along.swapaxes(0, axis)
    return np.ascontiguousarray(values)


def _both_ways(values: NDArray[np.float32], kept: NDArray[np.float32]) -> NDArray[np.float32]:
    """A first-order recursion down the first axis, then up."""
    result = np.array(values, order="C")
    kept = np.ascontiguousarray(kept)[..., None]
    for row in range(1, len(result)):
        result[row] += kept[row - 1] * (result[row - 1] - result[row])
    for row in range(len(result) - 2, -1, -1):
        result[row] += kept[row] * (result[row + 1] - result[row])
    return result
