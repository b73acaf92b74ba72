"""Flat regions of a drawing: what its artist has filled with one color."""

import cv2
import numpy as np
from numpy.typing import NDArray

from chromacel.pictures.pixels import Picture

STEP = 3  # levels between neighbors in a flat region, at most
SMALLEST = 50  # pixels


def flat_regions(gray: Picture) -> NDArray[np.int32]:
    """The region of each pixel of an (h, w) uint8 picture, from 1; 0 where it is not flat."""
    below = np.concatenate((gray[1:], gray[-1:]))
    right = np.concatenate((gray[:, 1:], gray[:, -1:]), axis=1)
    flat = (cv2.absdiff(gray, below) <= STEP) & (cv2.absdiff(gray, right) <= STEP)
    _, numbers, boxes, _ = cv2.connectedComponentsWithStats(flat.astype(np.uint8), connectivity=4)
    is_small = boxes[:, cv2.CC_STAT_AREA] < SMALLEST
    return np.where(is_small[numbers], 0, numbers)


def averaged(values: NDArray[np.float32], regions: NDArray[np.int32]) -> NDArray[np.float32]:
    """(c, h, w) with the mean of each region in all of its pixels, unchanged in region 0."""
    places = regions.ravel().astype(np.intp)  # once, and not at each use
    pixels = np.maximum(np.bincount(places), 1)
    means = [np.bincount(places, channel.ravel()) / pixels for channel in values]
    spread = np.stack(means).astype(np.float32).take(places, axis=1).reshape(values.shape)
    return np.where(regions > 0, spread, values)


def nearest(known: NDArray[np.bool_]) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """How far each pixel of (h, w) is from the nearest known one, in pixels, and the number of that
    one, row by row; there has to be one."""
    apart, labels = cv2.distanceTransformWithLabels(
        (~known).astype(np.uint8), cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
    )
    numbers = np.zeros(int(labels.max()) + 1, np.int64)
    numbers[labels[known]] = np.flatnonzero(known)
    return np.asarray(apart, np.float32), numbers[labels]
