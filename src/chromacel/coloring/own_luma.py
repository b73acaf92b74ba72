"""Chroma on the luma that frames have already."""

import numpy as np
import torch
from numpy.typing import NDArray

from chromacel.models.luma import BLUE, GREEN, RED, exact_colors
from chromacel.pictures.pixels import Frames


def with_own_luma(gray: Frames, chroma: NDArray[np.float32]) -> Frames:
    """(n, h, w) uint8 and chroma, (n, h, w, 2), to colors (n, h, w, 3) uint8 with exactly this
    luma."""
    colored = np.empty((*gray.shape, 3), np.uint8)
    for frame, luma, values in zip(colored, gray, chroma, strict=True):
        blue, red = values[..., 0], values[..., 1]
        green = -(BLUE * blue + RED * red) / GREEN
        wanted = torch.from_numpy(np.stack((red, green, blue)) + luma)[None] / 127.5 - 1
        frame[:] = exact_colors(torch.from_numpy(luma[None]), wanted)[0].numpy()
    return colored
