"""Arrays of pixels: one picture, or several along a first axis; RGB where there are channels."""

import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
"""(h, w), or (h, w, 3) in color."""
Frames = NDArray[np.uint8]
"""Several pictures of one size: (n, h, w), or (n, h, w, 3) in color."""
COLORS = 3  # channels of a picture in color
