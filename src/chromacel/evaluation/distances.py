"""The paper's distances between predictions and truth, the one definition of L1 and L2.

A training validates with the same on its device (`training/validation.py`), which a test compares.
"""

import numpy as np
from numpy.typing import NDArray

from chromacel.pictures.pixels import Frames


def differences(predictions: Frames, truth: Frames) -> NDArray[np.int16]:
    """Predictions minus truth, (…, h, w, 3) uint8 each, without wrapping around."""
    return predictions.astype(np.int16) - truth


def pixel_errors(predictions: Frames, truth: Frames) -> NDArray[np.float64]:
    """Each pixel's mean absolute difference over its channels, 0-255: (…, h, w, 3) to (…, h, w)."""
    return np.asarray(np.abs(differences(predictions, truth)).mean(axis=-1))


def l1(predictions: Frames, truth: Frames) -> NDArray[np.float64]:
    """Mean absolute difference per pixel and channel, 0-255 (Table 1): (…, h, w, 3) to (…)."""
    return np.asarray(np.abs(differences(predictions, truth)).mean(axis=(-3, -2, -1)))


def l2(predictions: Frames, truth: Frames) -> NDArray[np.float64]:
    """Mean squared difference per pixel and channel (Table 1): (…, h, w, 3) to (…)."""
    squares = np.square(differences(predictions, truth), dtype=np.int32)
    return np.asarray(squares.mean(axis=(-3, -2, -1)))
