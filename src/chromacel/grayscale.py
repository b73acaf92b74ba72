"""Grayscale as MATLAB's `rgb2gray` makes it, which the paper used, and how sharp it is."""

import cv2
import numpy as np

from chromacel.frames import Frames

WEIGHTS = np.array([[2989, 5870, 1140]], np.float32)  # of red, green, blue, in ten thousandths


def grayscale(rgb: Frames) -> Frames:
    """0.2989 R + 0.5870 G + 0.1140 B, rounded: (n, h, w, 3) uint8 in, (n, h, w) uint8 out.

    Exact: the sums are whole numbers, far below where float32 begins to skip some.
    """
    sums = (cv2.transform(frame.astype(np.float32), WEIGHTS) for frame in rgb)
    return np.stack([((total + 5000) / 10_000).astype(np.uint8) for total in sums])


def sharpness(picture: Frames) -> float:
    """Mean magnitude of the Sobel gradient of the luma of an (h, w, 3) uint8 picture."""
    luma = grayscale(picture[None])[0]
    across, down = (cv2.Sobel(luma, cv2.CV_32F, *axis) for axis in ((1, 0), (0, 1)))
    return float(np.hypot(across, down).mean())
