"""Rule check_episodes: what each episode's file is, all bad ones named before any is decoded."""

from collections.abc import Sequence
from pathlib import Path

from chromacel.files.csv_rows import csv_text
from chromacel.files.inputs import why_left_out
from chromacel.files.media import VIDEO
from chromacel.files.whole import write_text
from chromacel.jobs.announcement import announce
from chromacel.jobs.command import run, sentence
from chromacel.jobs.lists import PathList
from chromacel.pictures.framing import Framing
from chromacel.pictures.framing_words import framing_sentences
from chromacel.pictures.resizing import FrameSettings
from chromacel.video.inspection import EpisodeInspection, inspect_episodes

SHOWN = 10  # bad episodes that are named on the terminal
SETTINGS = {
    "cut": "`frames.fit: pad` keeps all of it; another `frames.width` may fit better.",
    "padding": "`frames.fit: crop` fills the frame instead, at the picture's cost.",
    "stretch": "`frames.fit: crop` or `pad` keeps their shape.",
    "bars": "`frames.trim_bars: true` cuts them off.",
}


def main(
    report: Path,
    settings: FrameSettings,
    *,
    episodes: PathList,
    left_out: PathList,
    damaged: int,
    threads: int,
) -> None:
    """Inspect videos, decoding a few frames of each. A bad one is told, and fails its extraction.

    Args:
        report: CSV file to write, with a row for each video
        episodes: file that lists the videos, each path followed by a NUL
        left_out: file that lists in the same way what lies beside them and is no video
        damaged: how many of the frames to take from an episode may be damaged or missing
        threads: videos inspected at a time
    """
    inspections = inspect_episodes(episodes, settings, damaged, threads, sentence)
    others = [
        EpisodeInspection("", path.name, str(path), why_left_out(path, VIDEO)) for path in left_out
    ]
    write_text(report, csv_text(EpisodeInspection, [*inspections, *others]))
    announce_framing(inspections, settings.trim_bars)
    bad = [inspection.verdict for inspection in inspections if inspection.verdict != "ok"]
    for verdict in bad[:SHOWN]:
        announce(f"Bad episode: {verdict}")
    if bad:
        every = f"{len(bad):,} of {len(inspections):,}"
        announce(f"Episodes that cannot be used: {every}. {report} has a row for each episode.")


def announce_framing(inspections: Sequence[EpisodeInspection], trims_bars: bool) -> None:
    framings = {
        row.name: Framing(
            row.cut / 100, (row.padded or 0) / 100, row.stretched or 1, row.black / 100
        )
        for row in inspections
        if row.verdict == "ok" and row.cut is not None and row.black is not None
    }
    for kind, said in framing_sentences(framings, trims_bars).items():
        remedy = "" if kind == "bars" and trims_bars else f" {SETTINGS[kind]}"
        announce(f"Framing: {said}{remedy}")


if __name__ == "__main__":
    run(main)
