"""Edge maps by Canny's detector, as OpenCV implements it."""

from dataclasses import dataclass

import cv2
import numpy as np

from chromacel.pictures.pixels import Frames


@dataclass(frozen=True)
class EdgeSettings:
    """Settings of Canny's detector.

    Attributes:
        low: hysteresis threshold of what continues an edge, on OpenCV's gradient scale
        high: hysteresis threshold of what starts an edge
        aperture: size of the Sobel kernel, in pixels
    """

    low: int
    high: int
    aperture: int


def detect_edges(gray: Frames, settings: EdgeSettings) -> Frames:
    """Canny edges of each frame: (n, h, w) uint8 in and out, 255 on an edge and 0 elsewhere."""
    edges = [
        cv2.Canny(frame, settings.low, settings.high, apertureSize=settings.aperture)
        for frame in gray
    ]
    return np.array(edges, np.uint8).reshape(gray.shape)
