"""Rule write_shard: one shuffled HDF5 shard of a split, in color or as a condition."""

from pathlib import Path

from chromacel.conditions.kinds import Pictures
from chromacel.dataset import shards
from chromacel.dataset.verification import shard_rows
from chromacel.jobs.command import run
from chromacel.jobs.lists import PathList


def main(
    split: Path,
    shard: Path,
    *,
    name: str,
    number: int,
    pictures: Pictures,
    downsampled: PathList,
) -> None:
    """Write the frames of one shard, in random order.

    Args:
        split: table of `split_frames`
        shard: HDF5 file to write
        name: split that the shard is of: training, validation or test
        number: number of the shard, from 0
        pictures: which pictures of the frames it holds
        downsampled: file that lists the files of `downsample_frames`, each path followed by a NUL
    """
    rows = shard_rows(split, shard, name, number)
    shards.write_shard(shard, rows, pictures, {path.stem: path for path in downsampled})


if __name__ == "__main__":
    run(main)
