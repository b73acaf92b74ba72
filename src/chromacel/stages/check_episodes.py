"""Rule check_episodes: what each episode's file is, all bad ones named before any is decoded."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from chromacel.dataset.inspection import inspect_episodes
from chromacel.files.comics import EPISODE, is_comic
from chromacel.files.csv_rows import csv_text
from chromacel.files.inputs import why_left_out
from chromacel.files.whole import write_text
from chromacel.jobs.announcement import announce
from chromacel.jobs.command import run, sentence
from chromacel.jobs.lists import PathList
from chromacel.pictures.framing import Framing
from chromacel.pictures.framing_words import framing_sentences
from chromacel.pictures.resizing import FrameSettings
from chromacel.video.inspection import EpisodeInspection

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
    picture_stride: int,
    episodes: PathList,
    left_out: PathList,
    damaged: int,
    threads: int,
) -> None:
    """Inspect episodes, decoding a few frames of each video, and a comic's pictures. A bad one is
    told, and fails its extraction.

    Args:
        report: CSV file to write, with a row for each episode
        picture_stride: one picture of a comic in every so many is taken
        episodes: file that lists the videos and comics, each path followed by a NUL
        left_out: file that lists in the same way what lies beside them and is none
        damaged: how many of the frames to take from an episode may be damaged or missing
        threads: episodes inspected at a time
    """
    of_comics = replace(settings, stride=picture_stride)
    rows = inspect_episodes(episodes, settings, of_comics, damaged, threads, sentence)
    others = [
        EpisodeInspection("", path.name, str(path), why_left_out(path, EPISODE))
        for path in left_out
    ]
    write_text(report, csv_text(EpisodeInspection, [*rows, *others]))
    inspections = [row for row in rows if row.episode]
    announce_kinds(inspections)
    announce_framing(inspections, settings.trim_bars)
    bad = [inspection.verdict for inspection in inspections if inspection.verdict != "ok"]
    for verdict in bad[:SHOWN]:
        announce(f"Bad episode: {verdict}")
    if bad:
        every = f"{len(bad):,} of {len(inspections):,}"
        announce(f"Episodes that cannot be used: {every}. {report} has a row for each episode.")


def announce_kinds(inspections: Sequence[EpisodeInspection]) -> None:
    """Of videos, a folder of pictures beside them may be none that was meant."""
    comics = [row.file for row in inspections if is_comic(Path(row.file))]
    if 0 < len(comics) < len(inspections):
        are = "is a comic" if len(comics) == 1 else "are comics"
        every = f"{len(comics):,} of {len(inspections):,} episodes"
        announce(f"{every} {are}, such as {comics[0]}; the others are videos.")


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
