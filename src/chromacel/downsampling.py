"""Spline zoom to a smaller size, as two matrix products per picture.

The values are those of `scipy.ndimage.zoom(order=3)`, rounded and clipped. That zoom is linear and
separable, so SciPy itself makes the matrices, by zooming the identity.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
import scipy.ndimage
from numpy.typing import NDArray

from chromacel.frames import Frames


@dataclass(frozen=True)
class DownsamplingSettings:
    """The size, in pixels, at which models see the pictures."""

    height: int
    width: int


def downsample(frames: Frames, settings: DownsamplingSettings) -> Frames:
    """(n, h, w) or (n, h, w, 3) uint8 frames at the settings' size, clipped, never wrapped."""
    rows = zoom_matrix(frames.shape[1], settings.height)
    columns = zoom_matrix(frames.shape[2], settings.width)
    if frames.ndim == 4:
        channels = [
            downsample(frames[..., channel], settings) for channel in range(frames.shape[3])
        ]
        return np.stack(channels, axis=-1)
    zoomed = rows @ frames.astype(np.float32) @ columns.T
    return zoomed.clip(0, 255).round().astype(np.uint8)


@cache
def zoom_matrix(size: int, new_size: int) -> NDArray[np.float32]:
    """The (new_size, size) matrix by which SciPy's cubic spline zoom multiplies a column."""
    identity = np.eye(size)
    matrix = [scipy.ndimage.zoom(unit, new_size / size, order=3) for unit in identity]
    return np.stack(matrix, axis=1).astype(np.float32)
