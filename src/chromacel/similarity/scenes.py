"""Scenes, told by the sampled frames alone.

On the demo's show, whose shots are known, it finds 90 of 92 cuts, and 25 more: mostly fades.
"""

import numpy as np
from numpy.typing import NDArray

from chromacel.pictures.pixels import Frames

# A cut changes the colors of so much of the picture, and the thumbnail by so much on average.
COLORS_CHANGED = 0.3
THUMBNAIL_CHANGED = 20
LEVELS = 8  # of each channel, when colors are counted


def scene_numbers(thumbnails: Frames) -> NDArray[np.int64]:
    """The scene of each of an episode's frames, from 0: (n, 16, 16, 3) uint8 in, (n,) out.

    A cut lies where neighbours differ in their color histograms as well as place by place. A pan
    changes only the latter, and two drawings of one place only the former.
    """
    colors = (thumbnails // (256 // LEVELS)).reshape(len(thumbnails), -1, 3).astype(np.int64)
    bins = colors @ np.array([LEVELS**2, LEVELS, 1])
    counts = np.stack([np.bincount(row, minlength=LEVELS**3) for row in bins]) / bins.shape[1]
    colors_changed = np.abs(np.diff(counts, axis=0)).sum(axis=1) / 2
    changed = np.abs(np.diff(thumbnails.astype(np.int64), axis=0)).mean(axis=(1, 2, 3))
    cuts = (colors_changed > COLORS_CHANGED) & (changed > THUMBNAIL_CHANGED)
    return np.concatenate([[0], np.cumsum(cuts)])
