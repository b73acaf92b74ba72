"""Thumbnails of frames, and how much two of them differ: what scenes and duplicates are told by."""

import cv2
import numpy as np
from numpy.typing import NDArray

from chromacel.pictures.pixels import Frames, Picture

SIZE = 16  # rows and columns, whatever the frame's shape


def thumbnail(picture: Picture) -> Picture:
    """(h, w) or (h, w, 3) uint8 to (16, 16) or (16, 16, 3), each pixel the mean of its part."""
    return np.asarray(cv2.resize(picture, (SIZE, SIZE), interpolation=cv2.INTER_AREA), np.uint8)


def nearest(some: Frames, others: Frames) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Of `others`, the one nearest to each of n thumbnails: its place (n,), and the distance (n,).

    The distance is the mean absolute difference, 0-255. Of equally near ones, the first.
    """
    one, other = (np.ascontiguousarray(part).reshape(len(part), -1) for part in (some, others))
    sums, places = map(
        np.asarray, cv2.batchDistance(one, other, cv2.CV_32S, normType=cv2.NORM_L1, K=1)
    )
    return places[:, 0].astype(np.int64), sums[:, 0] / one.shape[1]
