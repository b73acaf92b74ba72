"""Arrays of pixels, and how they are called."""

import numpy as np
from numpy.typing import NDArray

Frames = NDArray[np.uint8]
"""Frames along the first axis, rows, columns, and channels where there are several."""
COLORS = 3
