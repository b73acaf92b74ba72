"""A small picture's chroma on a large picture's own luma."""

import numpy as np
import torch

from chromacel.models.luma import exact_colors
from chromacel.pictures.grayscale import grayscale
from chromacel.pictures.pixels import Picture
from chromacel.pictures.resizing import resized

ROWS = 256  # computed at a time, so that a large picture takes little memory
WIDEST = 16384  # pixels of a row: of wider ones, fewer rows are computed at a time


def with_chroma(rgb: Picture, colors: Picture) -> Picture:
    """An (h, w, 3) uint8 picture's own luma with the chroma of `colors`, its small version.

    The usual way to have a small model's colors at full sharpness: what red, green and blue differ
    from luma is enlarged and added to the picture's grayscale, which is kept exactly.
    """
    difference = colors.astype(np.float32) - grayscale(colors[None])[0, ..., None]
    chroma = resized(np.asarray(difference, np.float32), *rgb.shape[:2])
    result = np.empty(rgb.shape, np.uint8)
    number = max(min(ROWS, ROWS * WIDEST // rgb.shape[1]), 1)
    for start in range(0, len(rgb), number):
        rows = slice(start, start + number)
        gray = grayscale(rgb[None, rows])
        wanted = torch.from_numpy(chroma[None, rows] + gray[..., None]).permute(0, 3, 1, 2)
        result[rows] = exact_colors(torch.from_numpy(gray), wanted / 127.5 - 1)[0].numpy()
    return result
