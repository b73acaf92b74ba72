"""What methods that spread strokes share: their arguments, and strokes of one color."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from chromacel.errors import ProblemError
from chromacel.pictures.pixels import Picture

Values = NDArray[np.float32]
"""(h, w, k): chroma, or colors, of a picture's pixels."""
Given = NDArray[np.bool_]
"""(h, w): where values are known."""

MOST_COLORS = 32  # told apart: with more, the most similar ones count as one


def check_sizes(gray: Picture, values: NDArray[Any], given: Given) -> None:
    """Raises:
    ProblemError: they are not of one size.
    """
    for shape in (values.shape[:2], given.shape):
        if shape != gray.shape:
            raise ProblemError(
                f"The hints have {shape[1]} × {shape[0]} pixels and the picture"
                f" {gray.shape[1]} × {gray.shape[0]}",
                "draw hints on the picture at its own size",
            )


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
