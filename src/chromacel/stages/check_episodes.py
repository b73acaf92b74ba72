"""Rule check_episodes: what each episode's file is, all bad ones named before any is decoded."""

from pathlib import Path

from chromacel.errors import InputError
from chromacel.files.csv_rows import csv_text
from chromacel.files.whole import write_text
from chromacel.jobs.command import run, sentence
from chromacel.video.inspection import EpisodeInspection, inspect_episodes


def main(report: Path, *, episodes: list[Path], stride: int, damaged: int, threads: int) -> None:
    """Inspect videos, decoding one frame of each, and refuse them if one cannot be used.

    Args:
        report: CSV file to write, with a row for each video
        episodes: the videos
        stride: one frame in every so many is to be taken
        damaged: how many of those of an episode may be damaged or missing
        threads: videos inspected at a time
    """
    inspections = inspect_episodes(episodes, stride, damaged, threads, sentence)
    table = csv_text(EpisodeInspection, inspections)
    print(table)
    bad = [inspection.verdict for inspection in inspections if inspection.verdict != "ok"]
    if bad:
        raise InputError("\nError: ".join(bad))
    write_text(report, table)


if __name__ == "__main__":
    run(main)
