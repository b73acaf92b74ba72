"""Hints fill the flat regions that they are in: an artist has filled each with one color."""

import numpy as np
from numpy.typing import NDArray

from chromacel.pictures.regions import nearest

APART = 0.15  # standard deviation, on the scale of [-1, 1], above which given colors are several


def filled(
    values: NDArray[np.float32], regions: NDArray[np.int32], given: NDArray[np.bool_]
) -> NDArray[np.float32]:
    """(c, h, w) with the mean of the given pixels of each region, (h, w), in all of that region;
    where they differ, as where two regions run into each other, with that of the nearest. Given
    pixels, region 0, and regions in which nothing is given stay as they are.
    """
    places, known = regions.ravel().astype(np.intp), values.reshape(len(values), -1)
    weights = (given & (regions > 0)).ravel().astype(float)
    number = np.maximum(np.bincount(places, weights), 1)
    sums = np.stack([np.bincount(places, weights * channel) for channel in known])
    squares = np.stack([np.bincount(places, weights * channel**2) for channel in known])
    means = sums / number
    is_given = np.bincount(places, weights) > 0
    several = is_given & ((squares / number - means**2).max(0) > APART**2)
    free = is_given[regions] & ~given
    result = np.where(free, means.astype(np.float32)[:, regions], values)
    for region in np.flatnonzero(several):
        inside = regions == region
        result[:, inside] = known[:, nearest(inside & given)[1][inside]]
    return result
