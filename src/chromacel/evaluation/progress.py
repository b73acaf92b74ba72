"""A few fixed test frames as a training's generator colors them, epoch by epoch.

Datasets: `rgb` (epochs, frames, h, w, 3), in chunks of one epoch, and `epoch` (epochs,), counted
from 1; `condition` (frames, h, w) and `truth` (frames, h, w, 3), uint8; `episode` and `index`
(frames,). Attributes: model, condition, seed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pandas as pd

from chromacel.conditions.kinds import Condition
from chromacel.dataset.episode_files import create_frames, write_frame
from chromacel.dataset.selection import spread_positions
from chromacel.dataset.shards import open_split, read_origins
from chromacel.files.checksums import damaged_file
from chromacel.files.hdf5 import created_h5, opened_h5, read
from chromacel.pictures.pixels import Frames

FRAMES = 4
MOST_EPOCHS = 50  # they stay in memory until the training's end; of a longer one, evenly spread


@dataclass(frozen=True)
class Watched:
    """`condition` (n, h, w) and `truth` (n, h, w, 3), uint8; `origins`, episode and index of each
    frame."""

    condition: Frames
    truth: Frames
    origins: pd.DataFrame


def watched_frames(test: list[Path], condition: Condition) -> Watched:
    """Frames spread evenly over the test split, not picked.

    Raises:
        InputError: a shard is truncated or damaged.
    """
    split = open_split(test)
    chosen = np.array(spread_positions(len(split), FRAMES))
    origins = pd.DataFrame(read_origins(test))[["episode", "index"]]
    return Watched(
        split.pictures(condition, chosen),
        split.pictures("rgb", chosen),
        origins.iloc[chosen].reset_index(drop=True),
    )


def watched_epochs(epochs: int) -> list[int]:
    """The epochs, counted from 1, after which the frames are colored; the last is among them."""
    return [place + 1 for place in spread_positions(epochs, MOST_EPOCHS)]


def write_progress(
    path: Path,
    watched: Watched,
    colored: Sequence[Frames],
    epochs: int,
    names: Mapping[str, object],
) -> None:
    """`colored` are the frames after each watched epoch, (n, h, w, 3) each; `names` says of what
    training."""
    with created_h5(path) as file:
        pictures = create_frames(file, "rgb", (len(colored), *watched.truth.shape))
        for place, frames in enumerate(colored):
            write_frame(pictures, place, frames)
        for name, frames in (("condition", watched.condition), ("truth", watched.truth)):
            dataset = create_frames(file, name, frames.shape)
            for place, frame in enumerate(frames):
                write_frame(dataset, place, frame)
        file["epoch"] = np.array(watched_epochs(epochs), np.int64)
        file["episode"] = watched.origins["episode"].to_numpy(h5py.string_dtype())
        file["index"] = watched.origins["index"].to_numpy(np.int64)
        file.attrs.update(names)


@dataclass(frozen=True)
class Progress:
    """A training's progress: `names` are its model, condition and seed, `epochs` those that the
    frames were colored after."""

    path: Path
    names: Mapping[str, Any]
    epochs: list[int]
    watched: Watched

    def pictures(self, place: int) -> Frames:
        """The frames after the epoch of this place in `epochs`: (n, h, w, 3) uint8."""
        with opened_h5(self.path) as file:
            return read(file, "rgb", place)


def open_progress(path: Path) -> Progress:
    """Raises DamagedFileError if the file is truncated or damaged."""
    with opened_h5(path) as file:
        try:
            names = {name: file.attrs[name] for name in ("model", "condition", "seed")}
        except KeyError as error:
            raise damaged_file(path, error) from error
        episodes = [name.decode() for name in read(file, "episode")]
        origins = pd.DataFrame({"episode": episodes, "index": read(file, "index")})
        watched = Watched(read(file, "condition"), read(file, "truth"), origins)
        return Progress(path, names, read(file, "epoch").tolist(), watched)
