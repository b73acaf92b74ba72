"""Which region of another drawing a region is, by its place, size and shape."""

import numpy as np
import scipy.ndimage
from numpy.typing import NDArray

NEAR = (
    0.15  # of the picture's diagonal: a region so far away is as unlike as one 2.7 times as large
)

UNLIKE = 1.0  # sum of differences from which on two regions are not the same one


def region_motion(region: NDArray[np.int32], other: NDArray[np.int32]) -> NDArray[np.float32]:
    """(h, w, 2): for each pixel, columns and rows from its region to the most similar one of the
    other drawing, between the centers of their bounding boxes.

    Regions that are like none stay where they are. Regions are numbered from 0 without gaps.
    """
    one, two = _features(region), _features(other)
    unlike = np.abs(one[:, None] - two[None]).sum(axis=2)
    best = unlike.argmin(axis=1)
    diagonal = np.hypot(*region.shape)
    between = (two[best, :2] - one[:, :2]) * (NEAR * diagonal)
    between[unlike.min(axis=1) > UNLIKE] = 0
    return np.asarray(between[region], np.float32)


def _features(region: NDArray[np.int32]) -> NDArray[np.float64]:
    """Columns and rows of each region's center in units of `NEAR`, and logarithms of its area and
    of its bounding box's sides."""
    number = int(region.max()) + 1
    boxes = scipy.ndimage.find_objects(region + 1)
    ends = [[[side.start, side.stop - 1] for side in reversed(box)] for box in boxes]
    sides = np.moveaxis(np.array(ends, np.float64), 0, 2)
    near = NEAR * np.hypot(*region.shape)
    centers = [(low + high) / 2 / near for low, high in sides]
    sizes = [np.log(high - low + 1) for low, high in sides]
    areas = np.log(np.bincount(region.ravel(), minlength=number).clip(1))
    return np.stack([*centers, areas, *sizes], axis=1)
