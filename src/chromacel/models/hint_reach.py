"""How far a person's hints reach beside what a network finds: up to where gray changes.

A color is spread to the pixels that are nearest to its hint along paths of little change, as Yatziv
and Sapiro do (coloring/yatziv.py), and loses weight with the distance: where all hints are far, the
network knows better. On hints in regions of unseen pictures this is ahead of both alone
(docs/quality.md).
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from chromacel.pictures.edge_stopping import smoothed
from chromacel.pictures.geodesic import distances, steps
from chromacel.pictures.pixels import Picture
from chromacel.pictures.resizing import resized

REACH = 12.0  # levels of change at which a single hint has lost most of its weight; more hints that
# lie around a pixel tell more: it grows with the root of their number
SPACE, LEVEL = 8.0, 20.0  # pixels, and levels: how far colors of several hints blend
PIXELS = 2**16  # of a larger picture: those among which paths are searched

Values = NDArray[np.float32]


def reached(picture: Picture, found: Values, asked: Values, given: NDArray[np.bool_]) -> Values:
    """What a network found for an (h, w) uint8 picture, (c, h, w), and what was `asked` for where
    `given`, (h, w), which comes out as it is, together: (c, h, w)."""
    if not given.any():
        return found
    apart, nearest = _nearest(picture, given)
    colors = np.moveaxis(asked, 0, -1).reshape(given.size, -1)[nearest]
    colors = smoothed(np.ascontiguousarray(colors), picture, SPACE, LEVEL)
    marks, _ = cv2.connectedComponents(given.astype(np.uint8))
    weight = np.exp(-apart / (REACH * np.sqrt(marks - 1)))
    mixed = weight * np.moveaxis(colors, -1, 0) + (1 - weight) * found
    return np.where(given, asked, mixed).astype(np.float32)


def _nearest(
    picture: Picture, given: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """How far each pixel is from the nearest one that is given, and the number of that: (h, w)."""
    rows, columns = given.shape
    scale = min((PIXELS / given.size) ** 0.5, 1)
    height, width = max(round(rows * scale), 1), max(round(columns * scale), 1)
    small = resized(picture, height, width)
    # One of the given pixels that fall upon each small one stands for it.
    numbers = np.full((height, width), -1)
    down, right = np.nonzero(given)
    numbers[down * height // rows, right * width // columns] = down * columns + right
    apart, nearest = distances(steps(small), numbers >= 0)
    sources = numbers.ravel()[nearest].reshape(numbers.shape)
    own = np.ix_(np.arange(rows) * height // rows, np.arange(columns) * width // columns)
    return apart.reshape(numbers.shape)[own], sources[own]
