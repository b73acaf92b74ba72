"""What figures and pages call the episodes that tables and files know by their slugs."""

import json
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from chromacel.dataset.shards import read_origins
from chromacel.files.checksums import damaged_file
from chromacel.files.hdf5 import opened_h5, read
from chromacel.files.names import file_name


def episode_names(shards: Iterable[Path]) -> dict[str, str]:
    """The name of each episode with a frame in a shard, as its file has it.

    Raises:
        DamagedFileError: a shard is truncated or damaged.
    """
    names = {}
    for path in shards:
        with opened_h5(path) as shard:
            texts = read(shard, "provenance").tolist()
        try:
            for values in map(json.loads, texts):
                names[str(values["episode"])] = file_name(Path(values["source_name"]))
        except (ValueError, KeyError, TypeError) as error:
            raise damaged_file(path, ValueError("its provenance cannot be read")) from error
    return names


def named_origins(shards: list[Path]) -> pd.DataFrame:
    """Columns episode, index and time of each picture of a split, and `name`, its episode's."""
    return with_names(pd.DataFrame(read_origins(shards)), shards)


def with_names(origins: pd.DataFrame, shards: Iterable[Path]) -> pd.DataFrame:
    """Frames of these shards (column episode) with the column `name`."""
    names = episode_names(shards)
    return origins.assign(name=[names.get(episode, episode) for episode in origins["episode"]])
