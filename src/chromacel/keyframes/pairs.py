"""Keyframes on their way to a training: fitted as the training's frames were, in one file.

Datasets: `rgb`, as colored, and `frame`, as the video has it, (n, h, w, 3) uint8; `episode` and
`index` (n,).
"""

from dataclasses import dataclass
from pathlib import Path

import h5py
import numpy as np

from chromacel.dataset.episode_files import create_frames, write_frame
from chromacel.files.hdf5 import created_h5, opened_h5, read
from chromacel.pictures.pixels import Frames


@dataclass(frozen=True)
class Pairs:
    """Keyframes of all episodes: `frames` as the videos have them and `colored`, (n, h, w, 3)
    uint8, and of each its episode's name and its number there."""

    episodes: list[str]
    numbers: list[int]
    frames: Frames
    colored: Frames

    def __len__(self) -> int:
        return len(self.numbers)

    @property
    def by_episode(self) -> dict[str, list[int]]:
        names = sorted(set(self.episodes))
        both = list(zip(self.episodes, self.numbers, strict=True))
        return {name: [number for other, number in both if other == name] for name in names}


def write_pairs(path: Path, pairs: Pairs) -> None:
    with created_h5(path) as file:
        for name, pictures in (("rgb", pairs.colored), ("frame", pairs.frames)):
            dataset = create_frames(file, name, pictures.shape)
            for place, picture in enumerate(pictures):
                write_frame(dataset, place, picture)
        file["episode"] = np.array(pairs.episodes, h5py.string_dtype())
        file["index"] = np.array(pairs.numbers, np.int64)


def open_pairs(path: Path) -> Pairs:
    """Raises DamagedFileError if the file is truncated or damaged."""
    with opened_h5(path) as file:
        episodes = [name.decode() for name in read(file, "episode")]
        numbers = read(file, "index").tolist()
        return Pairs(episodes, numbers, read(file, "frame"), read(file, "rgb"))
