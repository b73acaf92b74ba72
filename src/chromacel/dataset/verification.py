"""That the shards hold what split.csv says of them."""

from pathlib import Path

import pandas as pd

from chromacel.dataset.shards import by_pictures, read_origins
from chromacel.dataset.split_settings import SPLITS
from chromacel.errors import DamagedFileError, InputError
from chromacel.files.csv_tables import read_table


def check_shards(split: Path, paths: list[Path], *splits: str) -> None:
    """Raises InputError if `paths` are not the whole and undamaged shards of these splits."""
    columns = ("episode", "index", "split", "shard", "row")
    shards_by_split(split, read_table(split, columns), paths, splits)


def shards_by_split(
    split: Path, frames: pd.DataFrame, paths: list[Path], splits: tuple[str, ...] = SPLITS
) -> dict[str, list[Path]]:
    """The shards of each split in their order, those in color first.

    `frames` is the table of `split`, with the columns episode, index, split, shard and row. Of
    conditions, those count whose shards are given.

    Raises:
        InputError: a shard is missing, damaged, or does not hold the frames that it should.
    """
    kept = frames[frames["split"].isin(splits)]
    rows = {f"{name}-{shard}": group for (name, shard), group in kept.groupby(["split", "shard"])}
    shards: dict[str, list[Path]] = {name: [] for name in splits}
    for own in by_pictures(paths).values():
        given = {path.stem: path for path in own}
        for shard in sorted(rows.keys() - given.keys()):
            missing = own[0].with_name(f"{shard}.h5")
            raise InputError(f"{split} names frames of {missing}, which is not given: add it.")
        for shard, path in given.items():
            if shard not in rows:
                raise InputError(f"{split} names no frame of {path}: delete it.")
            _check(split, path, rows[shard])
        for name in splits:
            numbers = sorted(set(kept.loc[kept["split"] == name, "shard"]))
            if not numbers:
                raise DamagedFileError(f"{split} has no {name} frame")
            shards[name] += [given[f"{name}-{number}"] for number in numbers]
    return shards


def shard_rows(split: Path, shard: Path, name: str, number: int) -> pd.DataFrame:
    """The rows of `split`, a split.csv, for a shard that is to be written: the one of this number
    of the split of this name.

    Raises:
        DamagedFileError: rows are missing.
    """
    frames = read_table(split, ("episode", "index", "shard", "row"))
    rows = frames[(frames["split"] == name) & (frames["shard"] == number)]
    if rows.empty or sorted(rows["row"]) != list(range(len(rows))):
        raise DamagedFileError(f"{split} does not name all frames of {shard.name}")
    return rows


def _check(split: Path, path: Path, rows: pd.DataFrame) -> None:
    ordered = rows.sort_values("row")
    origins = read_origins([path])
    if (
        ordered["row"].tolist() != list(range(len(origins["index"])))
        or ordered["episode"].tolist() != origins["episode"]
        or ordered["index"].tolist() != origins["index"]
    ):
        raise DamagedFileError(f"{path} does not hold the frames that {split} names")
