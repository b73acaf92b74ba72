"""Color without luma: the chroma of frames, for measures that leave luma out."""

import cv2
import numpy as np
from numpy.typing import NDArray

from chromacel.pictures.grayscale import UNIT, WEIGHTS
from chromacel.pictures.pixels import Frames, Picture

Chroma = NDArray[np.float32]
"""(h, w, 2), or (n, h, w, 2): blue minus luma and red minus luma, in levels of 255."""

MINUS_LUMA = np.array([[0, 0, 1], [1, 0, 0]], np.float32) - WEIGHTS / UNIT


def chroma(rgb: Picture) -> Chroma:
    """(h, w, 3) uint8 to (h, w, 2) float32, not rounded. Luma is by the weights of BT.601."""
    return np.asarray(cv2.transform(rgb.astype(np.float32), MINUS_LUMA), np.float32)


def chromas(rgb: Frames) -> Chroma:
    """(n, h, w, 3) uint8 to (n, h, w, 2) float32."""
    return np.array([chroma(frame) for frame in rgb], np.float32).reshape(*rgb.shape[:3], 2)


def quantized_chroma(rgb: Frames) -> Frames:
    """Cb and Cr of BT.601 at full range, as JPEG has them, 128 for gray: (n, h, w, 3) uint8 to
    (n, h, w, 2) uint8."""
    converted = [cv2.cvtColor(frame, cv2.COLOR_RGB2YCrCb)[..., :0:-1] for frame in rgb]
    return np.array(converted, np.uint8).reshape(*rgb.shape[:3], 2)


def saturation(quantized: Frames) -> float:
    """The mean length of (Cb, Cr) over all pixels, 0 for gray: (n, h, w, 2) uint8 in. So FFmpeg's
    filter `signalstats` defines it."""
    apart = (frame.astype(np.float32) - 128 for frame in quantized)
    return float(np.mean([np.hypot(*np.moveaxis(frame, 2, 0)).mean() for frame in apart]))
