"""Which frames are the same picture, pixel by pixel."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from chromacel.files.hdf5 import opened_h5, read


def copy_numbers(frames: pd.DataFrame, episodes: Mapping[str, Path]) -> NDArray[np.int64]:
    """A number for each frame, (n,): those whose pixels are all the same share it.

    `frames` has the columns episode and index; `episodes` gives each one's file with `thumbnail`
    and `rgb`. Since most thumbnails differ, few pictures are read, and one at a time.
    """
    rows = {
        str(name): np.asarray(places, np.int64)
        for name, places in frames.groupby("episode").indices.items()
    }
    digests = np.empty(len(frames), "S16")
    for episode, places in rows.items():
        with opened_h5(episodes[episode]) as file:
            thumbnails = read(file, "thumbnail")[_rows(read(file, "index"), frames, places)]
        digests[places] = [_digest(thumbnail) for thumbnail in thumbnails]
    is_shared = pd.Series(digests).duplicated(keep=False).to_numpy()
    for episode, places in rows.items():
        shared = places[is_shared[places]]
        if len(shared):
            with opened_h5(episodes[episode]) as file:
                numbers = _rows(read(file, "index"), frames, shared)
                digests[shared] = [_digest(read(file, "rgb", int(number))) for number in numbers]
    return np.asarray(np.unique(digests, return_inverse=True)[1], np.int64)


def _rows(
    index: NDArray[np.int64], frames: pd.DataFrame, places: NDArray[np.int64]
) -> NDArray[np.int64]:
    """The rows of an episode's file that hold the frames at these places."""
    return np.searchsorted(index, frames["index"].to_numpy()[places])


def _digest(picture: NDArray[np.uint8]) -> bytes:
    return hashlib.blake2b(np.ascontiguousarray(picture).data, digest_size=16).digest()
