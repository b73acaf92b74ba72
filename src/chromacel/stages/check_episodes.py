"""Rule check_episodes: what each episode's file is, all bad ones named before any is decoded."""

from pathlib import Path

from chromacel.errors import InputError
from chromacel.files.csv_rows import csv_text
from chromacel.files.inputs import why_left_out
from chromacel.files.media import VIDEO
from chromacel.files.whole import write_text
from chromacel.jobs.command import run, sentence
from chromacel.jobs.lists import PathList
from chromacel.video.inspection import EpisodeInspection, inspect_episodes


def main(
    report: Path, *, episodes: PathList, left_out: PathList, stride: int, damaged: int, threads: int
) -> None:
    """Inspect videos, decoding one frame of each, and refuse them if one cannot be used.

    Args:
        report: CSV file to write, with a row for each video
        episodes: file that lists the videos, each path followed by a NUL
        left_out: file that lists in the same way what lies beside them and is no video
        stride: one frame in every so many is to be taken
        damaged: how many of those of an episode may be damaged or missing
        threads: videos inspected at a time
    """
    inspections = inspect_episodes(episodes, stride, damaged, threads, sentence)
    others = [
        EpisodeInspection("", path.name, str(path), why_left_out(path, VIDEO)) for path in left_out
    ]
    table = csv_text(EpisodeInspection, [*inspections, *others])
    print(table)
    bad = [inspection.verdict for inspection in inspections if inspection.verdict != "ok"]
    if bad:
        raise InputError("\nError: ".join(bad))
    write_text(report, table)


if __name__ == "__main__":
    run(main)
