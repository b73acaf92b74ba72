"""Shots, told by luma alone, of a show that may have no colors yet.

On `munchausen_01`, sampled four times a second, it finds the 22 cuts that colors show, and 2 more.
"""

import numpy as np
from numpy.typing import NDArray

from chromacel.pictures.pixels import Frames

# A cut changes the grays of so much of the picture, and the thumbnail by so much on average.
GRAYS_CHANGED = 0.15
THUMBNAIL_CHANGED = 20
LEVELS = 16  # of gray, when they are counted


def shot_numbers(thumbnails: Frames) -> NDArray[np.int64]:
    """The shot of each of an episode's frames, from 0: gray (n, h, w) uint8 in, (n,) out.

    As `scene_numbers` has it: a pan changes the picture place by place, but hardly its grays.
    """
    grays = (thumbnails // (256 // LEVELS)).reshape(len(thumbnails), -1)
    counts = np.stack([np.bincount(row, minlength=LEVELS) for row in grays]) / grays.shape[1]
    grays_changed = np.abs(np.diff(counts, axis=0)).sum(axis=1) / 2
    changed = np.abs(np.diff(thumbnails.astype(np.int64), axis=0)).mean(axis=(1, 2))
    cuts = (grays_changed > GRAYS_CHANGED) & (changed > THUMBNAIL_CHANGED)
    return np.concatenate([[0], np.cumsum(cuts)])
