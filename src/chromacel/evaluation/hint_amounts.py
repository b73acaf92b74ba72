"""How many hints there are in each measurement, and the area below a curve over them."""

from collections.abc import Iterable

import numpy as np

SHARES = (0, 0.01, 0.03, 0.05, 0.1, 0.25, 0.5, 1)  # of a picture's regions
NUMBERS = (0, 1, 3, 10, 30, 100)  # of points at random places
POINT = "point"  # the kind of hints that is counted; the others mark a share of regions
MEASURED = ("episode", "index", "kind", "amount", "l1", "psnr")  # of each frame and amount


def area(shares: Iterable[float], psnrs: Iterable[float]) -> float:
    """Below a curve of PSNR over the share of regions: straight lines between its points, over a
    linear axis from 0 to 1, so that a constant curve has its own value, in decibels."""
    return float(np.trapezoid(list(psnrs), list(shares)))
