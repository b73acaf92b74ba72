"""Smoothing that stops at the edges of another picture."""

from itertools import product

import numpy as np
from numpy.typing import NDArray

from chromacel.pictures.pixels import Picture


def joint_bilateral(
    values: NDArray[np.float32], guide: Picture, radius: int, space: float, level: float
) -> NDArray[np.float32]:
    """Each of the `values` (c, h, w) as the mean of those within `radius` pixels, the more of one
    the nearer it is and the more alike the `guide` (h, w) is there: Gaussians of the deviations
    `space`, in pixels, and `level`, in the guide's levels.

    OpenCV's bilateral filter is guided by the picture that it smooths; this is the same otherwise,
    round window included (Petschnigg et al., Digital photography with flash and no-flash image
    pairs, 2004).
    """
    rows, columns = guide.shape
    own = guide.astype(np.float32)
    wide = ((radius, radius), (radius, radius))
    guides, around = np.pad(own, wide, "edge"), np.pad(values, ((0, 0), *wide), "edge")
    total, weights = np.zeros_like(values), np.zeros_like(own)
    for down, right in product(range(-radius, radius + 1), repeat=2):
        square = down**2 + right**2
        if square > radius**2:
            continue
        top, left = radius + down, radius + right
        place = (slice(top, top + rows), slice(left, left + columns))
        difference = guides[place] - own
        exponent = -square / (2 * space**2) - difference**2 / np.float32(2 * level**2)
        weight = np.exp(exponent)
        total += weight * around[:, *place]
        weights += weight
    return total / weights
