"""Spline zoom to a smaller size, as two sparse matrix products per picture.

The values are those of `scipy.ndimage.zoom(order=3)`, rounded and clipped. That zoom is linear and
separable, so SciPy itself makes the matrices, by zooming the identity. They are narrow bands: a
spline's weights fall to a quarter with each pixel.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
import scipy.ndimage
import scipy.sparse

from chromacel.pictures.pixels import Frames, Picture

NEGLIGIBLE = 1e-7  # of 1: weights that change no value by more than float32's own rounding


@dataclass(frozen=True)
class DownsamplingSettings:
    """The size at which models see the pictures.

    Attributes:
        height: rows of pixels
        width: columns of pixels
    """

    height: int
    width: int


def downsample(frames: Frames, settings: DownsamplingSettings) -> Frames:
    """(n, h, w) or (n, h, w, 3) uint8 frames at the settings' size, clipped, never wrapped."""
    height, width = settings.height, settings.width
    small = [_downsampled(frame, height, width) for frame in frames]
    return np.array(small, np.uint8).reshape(len(frames), height, width, *frames.shape[3:])


def _downsampled(picture: Picture, height: int, width: int) -> Picture:
    old_height, old_width, *channels = picture.shape
    pixels = picture.reshape(old_height, -1).astype(np.float32)
    rows = zoom_matrix(old_height, height) @ pixels
    columns = rows.reshape(height, old_width, -1).swapaxes(0, 1).reshape(old_width, -1)
    zoomed = zoom_matrix(old_width, width) @ columns
    upright = zoomed.reshape(width, height, *channels).swapaxes(0, 1)
    return np.asarray(upright.clip(0, 255).round(), np.uint8)


@cache
def zoom_matrix(size: int, new_size: int) -> scipy.sparse.csr_array:
    """The (new_size, size) matrix by which SciPy's cubic spline zoom multiplies a column."""
    columns = [scipy.ndimage.zoom(unit, new_size / size, order=3) for unit in np.eye(size)]
    matrix = np.stack(columns, axis=1)
    return scipy.sparse.csr_array(np.where(abs(matrix) > NEGLIGIBLE, matrix, 0), dtype=np.float32)
