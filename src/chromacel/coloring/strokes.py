"""What methods that spread strokes share: their arguments, and strokes of one color."""

import numpy as np
from numpy.typing import NDArray

from chromacel.pictures.hints import check_size
from chromacel.pictures.marks import NAME
from chromacel.pictures.pixels import Picture

Values = NDArray[np.float32]
"""(h, w, k): chroma, or colors, of a picture's pixels."""
Given = NDArray[np.bool_]
"""(h, w): where values are known."""

MOST_COLORS = 32  # told apart: with more, the most similar ones count as one


def check_sizes(gray: Picture, values: Values, given: Given) -> None:
    """Raises InputError if they are not of one size."""
    for shape in (values.shape[:2], given.shape):
        check_size(shape, gray.shape, NAME)


def colors_apart(values: Values, given: Given) -> NDArray[np.int64]:
    """The number of each given pixel's color, from 1, in (h, w); 0 where none is given."""
    numbers = np.zeros(given.shape, np.int64)
    step = 1.0
    while True:
        rounded = np.rint(values[given] / step)
        colors, places = np.unique(rounded, axis=0, return_inverse=True)
        if len(colors) <= MOST_COLORS:
            break
        step *= 2
    numbers[given] = places.ravel() + 1
    return numbers
