"""Rule split_frames: finds scenes and repeats, and assigns frames to splits and shards."""

from pathlib import Path

from chromacel.dataset.frame_table import frame_table
from chromacel.dataset.split import disproportion, split_frames
from chromacel.dataset.split_settings import SplitSettings
from chromacel.files.whole import write_text
from chromacel.jobs.command import run
from chromacel.jobs.lists import PathList

REMEDY = "add episodes, try another `split.seed`, or split by a smaller unit (`split.by`)"


def main(split: Path, settings: SplitSettings, *, frames: PathList) -> None:
    """Assign all episodes' frames to splits and shards.

    Args:
        split: CSV file to write, with a row for each frame
        frames: file that lists the files of `extract_frames`, each path followed by a NUL
    """
    table = split_frames(frame_table(sorted(frames)), settings)
    write_text(split, table.to_csv(index=False))
    print(table.groupby("split", sort=False).size().to_string())
    if problem := disproportion(table, settings):
        print(f"Warning: {problem}: {REMEDY}.")


if __name__ == "__main__":
    run(main)
