"""Grayscale as MATLAB's `rgb2gray` makes it, which the paper used, and how sharp it is."""

import cv2
import numpy as np

from chromacel.pictures.pixels import Frames

UNIT = 10_000
WEIGHTS = np.array([[2989, 5870, 1140]], np.float32)  # of red, green, blue, in parts of UNIT


def grayscale(rgb: Frames) -> Frames:
    """0.2989 R + 0.5870 G + 0.1140 B, rounded: (n, h, w, 3) uint8 in, (n, h, w) uint8 out.

    Exact: the sums are whole numbers, far below where float32 begins to skip some.
    """
    sums = (cv2.transform(frame.astype(np.float32), WEIGHTS) for frame in rgb)
    gray = [((total + UNIT // 2) / UNIT).astype(np.uint8) for total in sums]
    return np.array(gray, np.uint8).reshape(rgb.shape[:-1])
