"""Hues of pixels, and which pixels are colored: one definition for error profiles and the card."""

import cv2
import numpy as np
from numpy.typing import NDArray

from chromacel.pictures.pixels import Picture

COLORED = 48  # least saturation and value of HSV, 0-255, of a pixel with a hue that one sees


def hues(rgb: Picture) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    """Of an (h, w, 3) uint8 picture: each pixel's hue, a whole turn being 256, and whether it is
    colored, (h, w) each. The hue of a pixel that is not colored means nothing."""
    hue, saturation, value = cv2.split(cv2.cvtColor(rgb, cv2.COLOR_RGB2HSV_FULL))
    return np.asarray(hue), np.minimum(saturation, value) >= COLORED
