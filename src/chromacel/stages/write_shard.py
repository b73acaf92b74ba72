"""Rule write_shard: one shuffled HDF5 shard of one split."""

from pathlib import Path

from chromacel.dataset.shards import write_shard
from chromacel.errors import InputError
from chromacel.files.csv_tables import read_table
from chromacel.jobs.command import run


def main(split: Path, shard: Path, *, name: str, number: int, downsampled: list[Path]) -> None:
    table = read_table(split, ("episode", "index", "shard", "row"))
    rows = table[(table["split"] == name) & (table["shard"] == number)]
    if rows.empty or sorted(rows["row"]) != list(range(len(rows))):
        raise InputError(
            f"{split} does not name all frames of {shard.name}: delete it and run Snakemake again."
        )
    write_shard(shard, rows, {path.stem: path for path in downsampled})


if __name__ == "__main__":
    run(main)
