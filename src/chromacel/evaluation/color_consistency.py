"""CDC, the color distribution consistency index: how much a shot's histograms change over time.

Liu et al., "Temporally Consistent Video Colorization with Deep Feature Propagation and
Self-Regularization Learning", 2021, as the evaluation code of ColorMNet (2024) computes it. It
needs no motion, and does not notice two colors that change places.
"""

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.special import rel_entr

from chromacel.pictures.pixels import Frames

DISTANCES = (1, 2, 4)  # frames apart, each with the same weight
BINS = 256


def cdc(frames: Frames) -> float:
    """Of one shot, (n, h, w, c) uint8: 0 if no channel's histogram changes, log 2 at most.

    The Jensen-Shannon divergence (natural logarithm) of the histograms of frames 1, 2 and 4 apart:
    the mean over pairs and channels, and over these distances. NaN of a shot of four frames or
    fewer, which has no pair 4 apart.
    """
    if len(frames) <= max(DISTANCES):
        return float("nan")
    shares = histograms(frames)
    apart = [divergence(shares[:-distance], shares[distance:]) for distance in DISTANCES]
    return float(np.mean([values.mean() for values in apart]))


def histograms(frames: Frames) -> NDArray[np.float64]:
    """The share of pixels with each value: (n, h, w, c) uint8 to (n, c, 256)."""
    channels = range(frames.shape[3])
    counts = [
        cv2.calcHist([frame], [channel], None, [BINS], [0, BINS])
        for frame in map(np.ascontiguousarray, frames)
        for channel in channels
    ]
    shape = len(frames), len(channels), BINS
    shares = np.array(counts, np.float64).reshape(shape) / (frames.shape[1] * frames.shape[2])
    return np.asarray(shares)


def divergence(some: NDArray[np.float64], others: NDArray[np.float64]) -> NDArray[np.float64]:
    """Jensen and Shannon's, of distributions along the last axis."""
    middle = (some + others) / 2
    entropy = rel_entr(some, middle) + rel_entr(others, middle)
    return np.asarray(entropy.sum(axis=-1) / 2)
