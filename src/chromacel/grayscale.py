"""Grayscale as MATLAB's `rgb2gray` makes it, which the paper used."""

import numpy as np

from chromacel.frames import Frames

WEIGHTS = (2989, 5870, 1140)  # of red, green and blue, in ten thousandths
TABLES = np.outer(WEIGHTS, np.arange(256)).astype(np.uint32)


def grayscale(rgb: Frames) -> Frames:
    """0.2989 R + 0.5870 G + 0.1140 B, rounded: (n, h, w, 3) uint8 in, (n, h, w) uint8 out."""
    red, green, blue = (TABLES[channel][rgb[..., channel]] for channel in range(3))
    return np.asarray((red + green + blue + 5000) // 10_000, np.uint8)
