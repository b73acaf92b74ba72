"""A small picture's chroma on a large picture's own lightness."""

import cv2
import numpy as np

from chromacel.pictures.grayscale import grayscale
from chromacel.pictures.pixels import Picture
from chromacel.pictures.resizing import resized

ROWS = 256  # converted at a time, so that a large picture takes little memory
WIDEST = 16384  # pixels of a row: of wider ones, fewer rows are converted at a time


def with_chroma(rgb: Picture, colors: Picture) -> Picture:
    """An (h, w, 3) uint8 picture's own lightness with the chroma of `colors`, its small version.

    The usual way to have a small model's colors at full sharpness: chroma, a* and b* of CIELAB, is
    enlarged, and L* is of the picture's grayscale. Colors beyond RGB are clipped.
    """
    enlarged = resized(colors, *rgb.shape[:2])
    result = np.empty_like(enlarged)
    number = max(min(ROWS, ROWS * WIDEST // rgb.shape[1]), 1)
    for start in range(0, len(rgb), number):
        rows = slice(start, start + number)
        lab = _lab(enlarged[rows])
        lab[..., 0] = _lab(cv2.merge([grayscale(rgb[None, rows])[0]] * 3))[..., 0]
        result[rows] = np.rint(255 * cv2.cvtColor(lab, cv2.COLOR_LAB2RGB).clip(0, 1))
    return result


def _lab(rgb: cv2.typing.MatLike) -> cv2.typing.MatLike:
    return cv2.cvtColor(rgb.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
