"""Shards: HDF5 files that each hold a shuffled part of one split, from all episodes.

Datasets: `rgb` (n, h, w, 3), `gray` and `edge` (n, h, w), uint8, in chunks of one frame; `episode`,
`index` and `time` (n,), where each frame comes from; `provenance`, one JSON text per episode.
"""

import json
from collections.abc import Mapping
from pathlib import Path

import h5py
import numpy as np
import pandas as pd

from chromacel.errors import InputError
from chromacel.frames import PICTURES, Frames, create_frames, write_frame
from chromacel.storage import created_h5, opened_h5, read


def write_shard(path: Path, rows: pd.DataFrame, episodes: Mapping[str, Path]) -> None:
    """Write the frames that `rows` names (columns episode, index, time, row) to a shard.

    `episodes` gives the downsampled file of each episode. One of them is open at a time.
    """
    provenance = {}
    with created_h5(path) as shard:
        ordered = rows.sort_values("row")
        shard["episode"] = ordered["episode"].to_numpy(h5py.string_dtype())
        shard["index"] = ordered["index"].to_numpy(np.int64)
        shard["time"] = ordered["time"].to_numpy(np.float64)
        for episode, own in rows.groupby("episode"):
            with opened_h5(episodes[str(episode)]) as source:
                provenance[episode] = {key: _plain(value) for key, value in source.attrs.items()}
                places = np.searchsorted(read(source, "index"), own["index"].to_numpy())
                for name in PICTURES:
                    for place, row in zip(places, own["row"], strict=True):
                        picture = read(source, name, place)
                        if name not in shard:
                            create_frames(shard, name, (len(rows), *picture.shape))
                        write_frame(shard[name], row, picture)
        texts = [json.dumps({"episode": key, **value}) for key, value in provenance.items()]
        shard.create_dataset("provenance", data=texts, dtype=h5py.string_dtype())


def read_split(paths: list[Path], name: str) -> Frames:
    """One dataset of all shards of a split, shard after shard, in memory.

    Raises:
        InputError: a shard is truncated or damaged, or its pictures are of another size.
    """
    parts: list[Frames] = []
    for path in paths:
        with opened_h5(path) as shard:
            parts.append(read(shard, name))
        if parts[-1].shape[1:] != parts[0].shape[1:]:
            raise InputError(
                f"{path} holds pictures of another size than {paths[0]}: delete both and run"
                " Snakemake again."
            )
    return np.concatenate(parts)


def read_origins(paths: list[Path]) -> pd.DataFrame:
    """Episode, index and time of each frame, in the order of `read_split`."""
    parts = []
    for path in paths:
        with opened_h5(path) as shard:
            columns = {name: read(shard, name) for name in ("episode", "index", "time")}
        table = pd.DataFrame(columns)
        parts.append(table.assign(episode=table["episode"].str.decode("utf-8")))
    return pd.concat(parts, ignore_index=True)


def _plain(value: object) -> object:
    return value.item() if isinstance(value, np.generic) else value
