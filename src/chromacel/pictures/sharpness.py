"""How sharp a picture is."""

import cv2
import numpy as np

from chromacel.pictures.grayscale import grayscale
from chromacel.pictures.pixels import Picture


def sharpness(picture: Picture) -> float:
    """Mean magnitude of the Sobel gradient of the luma of an (h, w, 3) uint8 picture."""
    luma = grayscale(picture[None])[0]
    across, down = (cv2.Sobel(luma, cv2.CV_32F, *axis) for axis in ((1, 0), (0, 1)))
    return float(np.hypot(across, down).mean())
