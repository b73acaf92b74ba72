"""Edge maps by Canny's detector, as OpenCV implements it."""

from dataclasses import dataclass

import cv2
import numpy as np

from chromacel.pictures.pixels import Frames


@dataclass(frozen=True)
class EdgeSettings:
    """Canny's hysteresis thresholds, on OpenCV's gradient scale, and its Sobel kernel's size."""

    low: int
    high: int
    aperture: int


def detect_edges(gray: Frames, settings: EdgeSettings) -> Frames:
    """Canny edges of each frame: (n, h, w) uint8 in and out, 255 on an edge and 0 elsewhere."""
    return np.stack(
        [
            cv2.Canny(frame, settings.low, settings.high, apertureSize=settings.aperture)
            for frame in gray
        ]
    ).astype(np.uint8, copy=False)
