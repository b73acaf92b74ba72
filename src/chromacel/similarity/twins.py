"""Which frames have a near-duplicate among others, by the rule that groups are made by."""

import cv2
import numpy as np
from numpy.typing import NDArray

from chromacel.pictures.pixels import COLORS, Frames
from chromacel.similarity.duplicates import BITS_APART, COLORS_APART
from chromacel.similarity.thumbnails import SIZE

VALUES = SIZE * SIZE * COLORS  # in a thumbnail
PAIRS = 2**22  # of hashes, compared at a time


def have_near_duplicates(
    some: Frames,
    others: Frames,
    some_hashes: NDArray[np.uint64],
    other_hashes: NDArray[np.uint64],
) -> NDArray[np.bool_]:
    """Whether each of n thumbnails, (n, 16, 16, 3), has a near-duplicate among m others: (n,).

    The hashes are theirs, as `luma_hashes` gives them. Colors are compared where hashes are alike.
    """
    one, other = (np.ascontiguousarray(part).reshape(-1, VALUES) for part in (some, others))
    found = np.zeros(len(some), bool)
    rows = max(PAIRS // max(len(others), 1), 1)
    for start in range(0, len(some), rows):
        block = slice(start, start + rows)
        alike = np.bitwise_count(some_hashes[block, None] ^ other_hashes) <= BITS_APART
        places = start + np.flatnonzero(alike.any(axis=1))
        if len(places):
            mask = alike[places - start].astype(np.uint8)
            sums, _ = cv2.batchDistance(
                one[places], other, cv2.CV_32S, normType=cv2.NORM_L1, K=1, mask=mask
            )
            found[places] = np.asarray(sums)[:, 0] <= COLORS_APART * VALUES
    return found
