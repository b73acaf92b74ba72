"""Peak signal-to-noise ratio."""

import numpy as np

MOST_PSNR = 99.0  # instead of infinity, for equal pictures


def psnr(squared: float) -> float:
    """In decibels, of the mean squared difference of two pictures with levels of 0-255."""
    return float(min(10 * np.log10(255**2 / max(squared, 1e-12)), MOST_PSNR))
