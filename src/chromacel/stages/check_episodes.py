"""Rule check_episodes: what each episode's file is, all bad ones named before any is decoded."""

import csv
import gc
import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, fields
from pathlib import Path

from chromacel.errors import InputError
from chromacel.files.whole import write_text
from chromacel.jobs.command import run
from chromacel.video.inspection import EpisodeInspection, inspect_episode


def main(report: Path, *, episodes: list[Path], stride: int, damaged: int, threads: int) -> None:
    """`damaged` is how many of an episode's frames may be damaged or missing."""

    def inspect(path: Path) -> EpisodeInspection:
        inspection = inspect_episode(path, stride, damaged)
        gc.collect()  # PyAV holds the decoded frame in a cycle, megabytes for each episode
        return inspection

    gc.freeze()  # what is here already stays, and need not be looked at each time
    with ThreadPoolExecutor(threads) as pool:
        found = list(pool.map(inspect, episodes))
    text = io.StringIO()
    table = csv.DictWriter(
        text, [field.name for field in fields(EpisodeInspection)], lineterminator="\n"
    )
    table.writeheader()
    table.writerows(asdict(episode) for episode in found)
    print(text.getvalue())
    bad = [episode.verdict for episode in found if episode.verdict != "ok"]
    if bad:
        raise InputError("\nError: ".join(bad))
    write_text(report, text.getvalue())


if __name__ == "__main__":
    run(main)
