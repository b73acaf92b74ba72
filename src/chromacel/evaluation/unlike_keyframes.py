"""Test frames that say something of an adapted model: those that are no keyframe, nor like one."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from chromacel.dataset.shards import Split
from chromacel.pictures.grayscale import grayscale
from chromacel.pictures.pixels import COLORS, Frames
from chromacel.similarity.duplicates import luma_hashes
from chromacel.similarity.thumbnails import thumbnail
from chromacel.similarity.twins import have_near_duplicates

BLOCK = 64  # test frames in memory at a time


def unlike_keyframes(test: Split, keyframes: Frames) -> NDArray[np.int64]:
    """The numbers of the test frames that are no near-duplicate of any keyframe.

    By luma alone, since a person may have chosen other colors. `keyframes` are as the videos have
    them, (n, h, w, 3) uint8.
    """
    others = _gray_thumbnails(keyframes)
    numbers = np.arange(len(test))
    blocks = [numbers[start : start + BLOCK] for start in range(0, len(numbers), BLOCK)]
    some = np.concatenate([_gray_thumbnails(test.pictures("rgb", block)) for block in blocks])
    twins = have_near_duplicates(some, others, luma_hashes(some), luma_hashes(others))
    return numbers[~twins]


def _gray_thumbnails(pictures: Sequence[Frames] | Frames) -> Frames:
    """(n, 16, 16, 3) uint8, all channels alike."""
    small = np.array([thumbnail(picture) for picture in pictures])
    return np.repeat(grayscale(small)[..., None], COLORS, axis=3)
