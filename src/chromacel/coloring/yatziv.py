"""Colorization by blending: each color counts the more, the less gray changes on the way to it.

Yatziv and Sapiro, Fast image and video colorization using chrominance blending, IEEE Transactions
on Image Processing 15(5), 2006.
"""

import numpy as np

from chromacel.coloring.strokes import Given, Values, check_sizes, colors_apart
from chromacel.pictures.geodesic import FLAT, distances, steps
from chromacel.pictures.pixels import Picture

POWER = 4  # of a distance, by which its color loses weight; the paper has 1 to 6


def spread(gray: Picture, values: Values, given: Given) -> Values:
    """Values (h, w, k) float32 of all pixels of an (h, w) uint8 picture, from those `given`, which
    are kept. Zero if there are none.

    The distance to a color is the least sum of changes of gray along a path of pixels to any pixel
    of it. Of a color that is not quite even, the value is the nearest pixel's.

    Raises:
        InputError: the arguments are not of one size.
    """
    check_sizes(gray, values, given)
    if given.all() or not given.any():
        return np.asarray(values * given[..., None], np.float32)
    flat = values.reshape(given.size, -1).astype(np.float64)
    total, weights = np.zeros_like(flat), np.zeros((given.size, 1))
    ways, colors = steps(gray), colors_apart(values, given).ravel()
    for color in range(1, colors.max() + 1):
        apart, nearest = distances(ways, colors == color)
        weight = np.maximum(apart, FLAT / 2)[:, None] ** -POWER
        total += weight * flat[nearest]
        weights += weight
    blended = np.where(given.reshape(-1, 1), flat, total / weights)
    return blended.reshape(values.shape).astype(np.float32)
