"""The file of whole shots, in truth and as inputs.

Datasets: `rgb` (n, h, w, 3) and each condition (n, h, w), uint8 in chunks of one
frame; `shot`, `index`, `time` (n,), and `episode` and `name` (n,), the episode's slug and its
name.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import h5py
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from chromacel.conditions.kinds import PICTURES
from chromacel.dataset.episode_files import append, create_frames
from chromacel.files.hdf5 import created_h5, opened_h5, read, write_array
from chromacel.pictures.pixels import COLORS, Frames


@dataclass(frozen=True)
class Shot:
    """Frames in a row, by their indices and times (n,), and their `pictures` by kind: `rgb`
    (n, h, w, 3), and each condition (n, h, w), uint8."""

    episode: str
    index: NDArray[np.int64]
    time: NDArray[np.float64]
    pictures: Mapping[str, Frames]


@dataclass(frozen=True)
class TakenShots:
    """Shots one after the other: `pictures` by kind, and `frames`, with the columns episode, name,
    shot, index and time."""

    pictures: Mapping[str, Frames]
    frames: pd.DataFrame

    @property
    def numbers(self) -> NDArray[np.int64]:
        """The shot of each frame, (n,)."""
        return np.asarray(self.frames["shot"], np.int64)


def write_shots(
    path: Path, shots: Sequence[Shot], names: Mapping[str, str], size: tuple[int, int]
) -> None:
    """`names` are the episodes' by their slugs, `size` the rows and columns of pictures."""
    lengths = [len(shot.index) for shot in shots]
    episodes = np.repeat(np.array([shot.episode for shot in shots], object), lengths)
    with created_h5(path) as file:
        for kind in PICTURES:
            channels = (COLORS,) if kind == "rgb" else ()
            dataset = create_frames(file, kind, (0, *size, *channels))
            for shot in shots:
                append(dataset, shot.pictures[kind])
        write_array(file, "shot", np.repeat(np.arange(len(shots)), lengths))
        none = [np.empty(0, np.int64)]
        write_array(file, "index", np.concatenate(none + [shot.index for shot in shots]))
        write_array(file, "time", np.concatenate([np.empty(0), *(shot.time for shot in shots)]))
        for name, texts in (("episode", episodes), ("name", [names[one] for one in episodes])):
            file.create_dataset(name, data=list(texts), dtype=h5py.string_dtype())


def read_shots(path: Path) -> TakenShots:
    """Raises DamagedFileError if the file is damaged."""
    with opened_h5(path) as file:
        pictures = {kind: read(file, kind) for kind in PICTURES}
        frames = {name: read(file, name) for name in ("shot", "index", "time")}
        texts = {name: [text.decode() for text in read(file, name)] for name in ("episode", "name")}
    return TakenShots(pictures, pd.DataFrame({**texts, **frames}))
