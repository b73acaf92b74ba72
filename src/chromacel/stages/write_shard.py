"""Rule write_shard: one shuffled HDF5 shard of one split."""

from pathlib import Path

import pandas as pd

from chromacel.command import run
from chromacel.shards import write_shard


def main(split: Path, shard: Path, *, name: str, number: int, downsampled: list[Path]) -> None:
    # An episode may be called `NA` or `01`.
    table = pd.read_csv(
        split, dtype={"episode": str}, keep_default_na=False, na_values={"time": ""}
    )
    rows = table[(table["split"] == name) & (table["shard"] == number)]
    write_shard(shard, rows, {path.stem: path for path in downsampled})


if __name__ == "__main__":
    run(main)
