"""Colorization by blending: each color counts the more, the less gray changes on the way to it.

Yatziv and Sapiro, Fast image and video colorization using chrominance blending, IEEE Transactions
on Image Processing 15(5), 2006.
"""

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from chromacel.coloring.strokes import Given, Values, check_sizes, colors_apart, neighbors
from chromacel.pictures.pixels import Picture

POWER = 4  # of a distance, by which its color loses weight; the paper has 1 to 6
NEAR = 0.1  # levels that a step costs where gray does not change: there the nearest color prevails


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
    steps, colors = _steps(gray), colors_apart(values, given).ravel()
    for color in range(1, colors.max() + 1):
        apart, nearest = distances(steps, colors == color)
        weight = np.maximum(apart, NEAR / 2)[:, None] ** -POWER
        total += weight * flat[nearest]
        weights += weight
    blended = np.where(given.reshape(-1, 1), flat, total / weights)
    return blended.reshape(values.shape).astype(np.float32)


def distances(steps: csr_array, sources: Given) -> tuple[Values, Values]:
    """How far each pixel is from the nearest of the sources, and which one that is: (h · w,)."""
    places = np.flatnonzero(sources)
    apart, _, nearest = dijkstra(steps, indices=places, min_only=True, return_predecessors=True)
    return apart, nearest


def _steps(gray: Picture) -> csr_array:
    """What a step from each pixel to a neighbor costs, in levels, (h · w, h · w)."""
    places = neighbors(gray.shape)
    inside = places >= 0
    levels = gray.ravel().astype(np.float64)
    lengths = np.array([2**0.5, 1, 2**0.5, 1, 1, 2**0.5, 1, 2**0.5])
    costs = np.abs(levels[places] - levels[:, None]) + NEAR * lengths
    rows = np.broadcast_to(np.arange(len(places))[:, None], places.shape)
    entries = (costs[inside], (rows[inside], places[inside]))
    return csr_array(entries, shape=(len(places), len(places)))
