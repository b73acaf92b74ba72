"""Regions that lines close, with gaps bridged: what a person would fill with one bucket of paint.

Trapped-ball segmentation (Zhang et al., Vectorizing Cartoon Animations, 2009): a ball that is wider
than a gap cannot roll through it. Large balls find large regions, then smaller ones the rest.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from chromacel.pictures.pixels import Picture
from chromacel.pictures.regions import nearest

DRAWN = 96  # of 255: a pixel of a line, which downsampling has blurred
RADII = (7, 5, 3, 2, 1)  # of the balls, in pixels: gaps of twice as many are bridged
SMALLEST = 4  # pixels in which a ball's center can move: specks belong to what is around them


def is_drawn(lines: Picture) -> NDArray[np.bool_]:
    """Where an (h, w) uint8 picture has lines: light on dark as edges are, or dark on light."""
    dark_on_light = float(np.median(lines)) > 127
    return np.asarray(255 - lines if dark_on_light else lines) >= DRAWN


def line_regions(drawn: NDArray[np.bool_]) -> NDArray[np.int32]:
    """The region of each pixel, (h, w) from 0; a line's pixels belong to the nearest region.

    A picture without lines, or without room between them, is one region.
    """
    numbers = np.zeros(drawn.shape, np.int32)
    free = (~drawn).astype(np.uint8)
    for radius in RADII:
        rooms = (_distance(free) > radius).astype(np.uint8)
        _, cores, boxes, _ = cv2.connectedComponentsWithStats(rooms, connectivity=4)
        large = boxes[:, cv2.CC_STAT_AREA] >= SMALLEST
        large[0] = False
        order = np.cumsum(large) + numbers.max()
        seeds = np.where(large, order, 0)[cores].astype(np.int32)
        if not large.any():
            continue
        apart, places = nearest(seeds > 0)
        reached = (free > 0) & (apart <= radius + 0.5)
        numbers[reached] = seeds.ravel()[places[reached]]
        free[reached] = 0
    return numbers.ravel()[nearest(numbers > 0)[1]] - 1 if numbers.any() else numbers


def _distance(free: NDArray[np.uint8]) -> NDArray[np.float32]:
    """To the nearest pixel that is not free; the picture's border is no wall."""
    return np.asarray(cv2.distanceTransform(free, cv2.DIST_L2, 3), np.float32)
