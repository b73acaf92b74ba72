"""Shards: HDF5 files that each hold a shuffled part of one split, from all episodes.

The pictures in color, and as each condition, are in files of their own, row by row of the same
frames: who reads one condition depends on no other. Datasets: `rgb` (n, h, w, 3), or a condition,
such as `gray` (n, h, w), uint8, in chunks of one frame; `episode`, `index` and `time` (n,), where
each frame comes from; `provenance`, one JSON text per episode.
"""

import json
import zlib
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import h5py
import numpy as np
from numpy.typing import NDArray

from chromacel.conditions.kinds import PICTURES, Pictures
from chromacel.dataset.episode_files import create_frames, write_frame
from chromacel.errors import DamagedFileError, InputError, MissingFileError
from chromacel.files.checksums import damaged_file
from chromacel.files.hdf5 import created_h5, opened_h5, read, write_array
from chromacel.machine.processors import processors
from chromacel.machine.progress import counted
from chromacel.pictures.pixels import COLORS, Frames

if TYPE_CHECKING:
    import pandas as pd


def write_shard(
    path: Path, rows: "pd.DataFrame", name: Pictures, episodes: Mapping[str, Path]
) -> None:
    """Write the frames that `rows` names (columns episode, index, time, row) to a shard.

    `episodes` gives the file of each episode with the pictures `name`. One is open at a time.
    """
    provenance = {}
    with created_h5(path) as shard:
        ordered = rows.sort_values("row")
        shard["episode"] = ordered["episode"].to_numpy(h5py.string_dtype())
        write_array(shard, "index", ordered["index"].to_numpy(np.int64))
        write_array(shard, "time", ordered["time"].to_numpy(np.float64))
        groups = rows.groupby("episode")
        for episode, frames in counted(groups, len(groups), "episodes"):
            with opened_h5(episodes[str(episode)]) as source:
                provenance[episode] = {key: _plain(value) for key, value in source.attrs.items()}
                places = np.searchsorted(read(source, "index"), frames["index"].to_numpy())
                for place, row in zip(places, frames["row"], strict=True):
                    picture = read(source, name, place)
                    if name not in shard:
                        create_frames(shard, name, (len(rows), *picture.shape))
                    write_frame(shard[name], row, picture)
        texts = [json.dumps({"episode": key, **value}) for key, value in provenance.items()]
        shard.create_dataset("provenance", data=texts, dtype=h5py.string_dtype())


@dataclass(frozen=True)
class Split:
    """A split's shards in color and as each condition that is given. Shards are of so many
    pictures each, of (rows, columns). Pictures are numbered from 0, shard after shard."""

    paths: Mapping[str, list[Path]]
    lengths: list[int]
    size: tuple[int, int]

    def __len__(self) -> int:
        return sum(self.lengths)

    def pictures(self, name: str, numbers: NDArray[np.int64]) -> Frames:
        """The pictures of these numbers, `rgb` or a condition, unpacked by all processors.

        Raises:
            InputError: a shard is truncated or damaged, or none of them holds such pictures.
        """
        if name not in self.paths:
            given = ", ".join(self.paths)
            raise InputError(f"The shards given hold {given} and no {name}: give those, too.")
        paths = self.paths[name]
        channels = (COLORS,) if name == "rgb" else ()
        pictures = np.empty((len(numbers), *self.size, *channels), np.uint8)
        ends = np.cumsum(self.lengths)
        shards = np.searchsorted(ends, numbers, side="right")
        with ThreadPoolExecutor(processors()) as threads:
            for shard in np.unique(shards):
                places = np.flatnonzero(shards == shard)
                places = places[np.argsort(numbers[places])]  # in the order of the file
                first = ends[shard] - self.lengths[shard]
                with opened_h5(paths[shard]) as file:
                    rows = [int(number) - first for number in numbers[places]]
                    unpack = partial(_unpack, file, name)
                    for place, picture in zip(places, threads.map(unpack, rows), strict=True):
                        pictures[place] = picture.reshape(pictures.shape[1:])
        return pictures


def open_split(paths: list[Path]) -> Split:
    """The shards of a split: those in color, and those of the conditions that are read, each in
    the split's order.

    Raises:
        MissingFileError: no shards are given.
        DamagedFileError: a shard is damaged, has pictures of another size, or other frames.
    """
    kinds = by_pictures(paths)
    if not kinds:
        raise MissingFileError("No shards are given", "make them first")
    first = next(iter(kinds.values()))
    lengths, sizes = [], []
    for name, own in kinds.items():
        for path in own:
            length, size = _shape(path, name)
            lengths.append(length)
            sizes.append(size)
            if size != sizes[0]:
                raise DamagedFileError(
                    f"{path} holds pictures of another size than {first[0]}", files="both"
                )
        if own != first:
            _check_frames(first, own)
    return Split(kinds, lengths[: len(first)], sizes[0])


def by_pictures(paths: list[Path]) -> dict[str, list[Path]]:
    """The shards with pictures in color, `rgb`, and those of each condition.

    Raises:
        DamagedFileError: a file is damaged, or is no shard.
    """
    kinds: dict[str, list[Path]] = {}
    for path in paths:
        with opened_h5(path) as shard:
            names = [name for name in PICTURES if name in shard]
        if not names:
            raise damaged_file(path, KeyError("it holds no pictures"))
        for name in names:
            kinds.setdefault(name, []).append(path)
    return {name: kinds[name] for name in PICTURES if name in kinds}


def _shape(path: Path, name: str) -> tuple[int, tuple[int, int]]:
    """How many pictures a shard has, and their rows and columns."""
    with opened_h5(path) as shard:
        length, rows, columns, *_ = shard[name].shape
    return length, (rows, columns)


def _check_frames(ours: list[Path], theirs: list[Path]) -> None:
    """Raises DamagedFileError if shards of two kinds do not hold the same frames in turn."""
    if len(ours) != len(theirs):
        raise DamagedFileError(
            f"There are {len(ours)} shards like {ours[0]} and {len(theirs)} like {theirs[0]}",
            files="them",
        )
    for one, other in zip(ours, theirs, strict=True):
        with opened_h5(one) as left, opened_h5(other) as right:
            if not np.array_equal(read(left, "index"), read(right, "index")):
                raise DamagedFileError(f"{one} and {other} hold different frames", files="both")


def _unpack(file: h5py.File, name: str, row: int) -> NDArray[np.uint8]:
    """One picture's bytes. HDF5 itself would unpack with one processor, and hold Python up."""
    try:
        dataset = file[name]
        _, packed = dataset.id.read_direct_chunk((row, *(0 for _ in dataset.shape[1:])))
        return np.frombuffer(zlib.decompress(packed), np.uint8)
    except (OSError, KeyError, RuntimeError, ValueError, zlib.error) as error:
        raise damaged_file(file.filename, error) from error


def read_origins(paths: list[Path]) -> dict[str, list[Any]]:
    """Episode, index and time of each picture of a split, by its number."""
    columns: dict[str, list[Any]] = {"episode": [], "index": [], "time": []}
    for path in next(iter(by_pictures(paths).values())):
        with opened_h5(path) as shard:
            for name in columns:
                columns[name] += read(shard, name).tolist()
    columns["episode"] = [name.decode() for name in columns["episode"]]
    return columns


def _plain(value: object) -> object:
    return value.item() if isinstance(value, np.generic) else value
