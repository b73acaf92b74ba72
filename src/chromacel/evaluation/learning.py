"""Whether a training was over when it ended, by its losses on the validation split."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

FEWEST_EPOCHS = 3  # fewer have no trend
LAST = 1 / 3  # of a training's epochs, that its end is judged by
LEAST_LAST = 4  # epochs
FALL = 0.02  # of the L1 over these epochs, below which more training is hardly worth it
NOISES = 2  # standard deviations around the trend that a fall is more than


def last_epochs(epochs: int) -> int:
    """How many epochs a training's end is judged by."""
    return min(max(LEAST_LAST, round(LAST * epochs)), epochs)


def remaining_fall(history: pd.DataFrame) -> float:
    """By what share the validation L1 fell over the last epochs, if it still falls at the end by
    more than its noise, and else 0.

    The fall is that of a straight line fitted to these epochs; the noise is the standard deviation
    around it. `history` has a row for each epoch, with the column `validation_l1`. Of fewer than
    `FEWEST_EPOCHS`, NaN.
    """
    l1 = history["validation_l1"].to_numpy(np.float64)
    if len(l1) < FEWEST_EPOCHS:
        return float("nan")
    start, fall, noise = _trend(l1[-last_epochs(len(l1)) :])
    return fall / start if fall > NOISES * noise and fall > FALL * start else 0.0


def is_unfinished(history: pd.DataFrame) -> bool:
    """Whether more epochs would have made the model better, as far as can be seen."""
    return remaining_fall(history) != 0


def hoped_share(history: pd.DataFrame, metric: str) -> float:
    """What share of an unfinished training's error would be left if it fell once more as in the
    second half of its epochs; 1 if it is finished, and 0 if it has too few epochs to tell.

    `metric` is l1 or l2.
    """
    fall = remaining_fall(history)
    if fall == 0:
        return 1.0
    if np.isnan(fall):
        return 0.0
    values = history[f"validation_{metric}"].to_numpy(np.float64)
    return float(min(values[-1] / max(values[len(values) // 2 - 1], 1e-12), 1.0))


def _trend(values: NDArray[np.float64]) -> tuple[float, float, float]:
    """Where the line through (n,) values starts, how much it falls to the last, and the standard
    deviation around it."""
    places = np.arange(len(values))
    slope, start = np.polyfit(places, values, 1)
    around = values - (start + slope * places)
    noise = np.sqrt(np.square(around).sum() / (len(values) - 2))
    return float(start), float(-slope * places[-1]), float(noise)
