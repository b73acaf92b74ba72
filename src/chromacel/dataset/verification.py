"""That the shards hold what split.csv says of them."""

from pathlib import Path

import pandas as pd

from chromacel.dataset.shards import open_split, read_origins
from chromacel.dataset.split import SPLITS
from chromacel.errors import InputError
from chromacel.files.csv_tables import read_table


def check_shards(split: Path, paths: list[Path], *parts: str) -> None:
    """Raises InputError if `paths` are not the whole and undamaged shards of these splits."""
    columns = ("episode", "index", "split", "shard", "row")
    shards_by_split(split, read_table(split, columns), paths, parts)


def shards_by_split(
    split: Path, frames: pd.DataFrame, paths: list[Path], parts: tuple[str, ...] = SPLITS
) -> dict[str, list[Path]]:
    """The shards of each split in their order.

    `frames` is the table of `split`, with the columns episode, index, split, shard and row.

    Raises:
        InputError: a shard is missing, damaged, or does not hold the frames that it should.
    """
    given = {path.stem: path for path in paths}
    kept = frames[frames["split"].isin(parts)]
    named = {f"{part}-{shard}": rows for (part, shard), rows in kept.groupby(["split", "shard"])}
    for name in sorted(named.keys() - given.keys()):
        raise InputError(f"{split} names frames of {name}.h5, which is not given: add it.")
    for name, path in given.items():
        if name not in named:
            raise InputError(f"{split} names no frame of {path}: delete it.")
        _check(split, path, named[name])
    found = {}
    for part in parts:
        numbers = sorted(set(kept.loc[kept["split"] == part, "shard"]))
        if not numbers:
            raise InputError(f"{split} has no {part} frame: delete it and run Snakemake again.")
        found[part] = [given[f"{part}-{number}"] for number in numbers]
    return found


def _check(split: Path, path: Path, rows: pd.DataFrame) -> None:
    ordered = rows.sort_values("row")
    origins = read_origins([path])
    if (
        ordered["row"].tolist() != list(range(len(open_split([path]))))
        or ordered["episode"].tolist() != origins["episode"]
        or ordered["index"].tolist() != origins["index"]
    ):
        raise InputError(
            f"{path} does not hold the frames that {split} names: delete it and run Snakemake"
            " again."
        )
