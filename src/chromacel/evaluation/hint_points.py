"""Hints at random places of a picture, in its true colors: the same ones for every method."""

import zlib

import numpy as np

from chromacel.pictures.hints import Hints
from chromacel.pictures.pixels import Picture

SIDE, ROWS = 4, 180  # pixels of a square's side in a picture of so many rows


def random_points(truth: Picture, number: int) -> Hints:
    """Squares with the mean color of an (h, w, 3) uint8 picture in each. The picture is the seed,
    and more points are the same ones and others."""
    rows, columns = truth.shape[:2]
    side = max(round(SIDE * rows / ROWS), 1)
    rng = np.random.default_rng(zlib.crc32(truth.tobytes()))
    tops_lefts = rng.integers((rows - side + 1, columns - side + 1), size=(number, 2))
    hints = Hints.none((rows, columns))
    for top, left in tops_lefts[::-1]:  # where two overlap, the first one stays on top
        square = np.s_[top : top + side, left : left + side]
        hints.given[square] = True
        hints.colors[square] = np.rint(truth[square].mean(axis=(0, 1)))
    return hints
