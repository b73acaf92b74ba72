"""Rule split_frames: finds scenes and repeats, and assigns frames to splits and shards."""

from pathlib import Path

from chromacel.dataset.frame_table import frame_table
from chromacel.dataset.left_out import LeftOut, find_left_out, left_out_sentence
from chromacel.dataset.split import disproportion, split_frames
from chromacel.dataset.split_settings import SplitSettings
from chromacel.errors import InputError
from chromacel.files.csv_rows import csv_text
from chromacel.files.whole import write_text
from chromacel.jobs.command import run
from chromacel.jobs.lists import PathList

REMEDY = "add episodes, try another `split.seed`, or split by a smaller unit (`split.by`)"


def main(split: Path, left_out: Path, settings: SplitSettings, *, frames: PathList) -> None:
    """Assign all episodes' frames to splits and shards.

    Args:
        split: CSV file to write, with a row for each frame
        left_out: CSV file to write, with a row for each episode that has no frames since it is bad
        frames: file that lists the files of `extract_frames`, each path followed by a NUL
    """
    bad = find_left_out(sorted(frames))
    if len(bad) == len(frames):
        raise InputError(f"None of the episodes can be used, {len(bad)} in all: {bad[0].reason}")
    table = split_frames(frame_table(sorted(frames)), settings)
    write_text(split, table.to_csv(index=False))
    write_text(left_out, csv_text(LeftOut, bad))
    print(table.groupby("split", sort=False).size().to_string())
    if bad:
        print(left_out_sentence(bad, len(frames)))
    if problem := disproportion(table, settings):
        print(f"Warning: {problem}: {REMEDY}.")


if __name__ == "__main__":
    run(main)
