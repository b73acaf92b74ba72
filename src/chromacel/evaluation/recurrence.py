"""Whether what is seen again in another shot gets the same colors there."""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from chromacel.pictures.chroma import chroma
from chromacel.pictures.pixels import COLORS, Frames
from chromacel.similarity.duplicates import BITS_APART, COLORS_APART, luma_hashes
from chromacel.similarity.thumbnails import nearest, thumbnail


@dataclass(frozen=True)
class Recurrences:
    """Frames with a near-duplicate in another shot, by their places among all frames: `some` and
    `others`, (m,) each."""

    some: NDArray[np.int64]
    others: NDArray[np.int64]


def recurrences(gray: Frames, shots: NDArray[np.int64]) -> Recurrences:
    """Each frame beside the most similar frame of another shot, if the two are near-duplicates.

    `gray` is the input's luma, (n, h, w) uint8, of several shots; `shots` (n,) their numbers. Luma
    alone decides, by the rule of `similarity/duplicates.py`.
    """
    thumbnails = np.array([thumbnail(frame) for frame in gray], np.uint8)
    hashes = luma_hashes(np.stack([thumbnails] * COLORS, axis=-1))
    some, others = [], []
    for shot in np.unique(shots):
        inside, outside = np.flatnonzero(shots == shot), np.flatnonzero(shots != shot)
        if not len(outside):
            break
        places, apart = nearest(thumbnails[inside], thumbnails[outside])
        bits = np.bitwise_count(hashes[inside] ^ hashes[outside[places]])
        again = (apart <= COLORS_APART) & (bits <= BITS_APART)
        some.append(inside[again])
        others.append(outside[places[again]])
    none = [np.empty(0, np.int64)]
    return Recurrences(np.concatenate(none + some), np.concatenate(none + others))


def recurrence_differences(colored: Any, truth: Frames, pairs: Recurrences) -> NDArray[np.float64]:
    """For each pair, (m,): the mean absolute difference of chroma between its two frames minus the
    truth's, in levels of 255. (n, h, w, 3) uint8 twice in, of all shots,
    or a file of them."""

    def difference(frames: Any, some: int, others: int) -> float:
        apart = cv2.absdiff(chroma(frames[some]), chroma(frames[others]))
        return float(apart.mean(dtype=np.float64))

    return np.array(
        [
            difference(colored, *pair) - difference(truth, *pair)
            for pair in zip(pairs.some.tolist(), pairs.others.tolist(), strict=True)
        ]
    )
