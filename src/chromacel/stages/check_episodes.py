"""Rule check_episodes: what each episode's file is, all bad ones named before any is decoded."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

from chromacel.dataset.inspection import inspect_episodes
from chromacel.files.comics import EPISODE, is_comic
from chromacel.files.csv_rows import csv_text
from chromacel.files.inputs import why_left_out
from chromacel.files.whole import write_text
from chromacel.jobs.announcement import announce
from chromacel.jobs.command import run, sentence
from chromacel.jobs.lists import PathList
from chromacel.pictures.framing import Framing, Size
from chromacel.pictures.framing_words import LEAST, framing_sentences
from chromacel.pictures.resizing import FrameSettings
from chromacel.video.inspection import EpisodeInspection

SHOWN = 10  # bad episodes that are named on the terminal


def main(
    report: Path,
    settings: FrameSettings,
    *,
    picture_stride: int,
    episodes: PathList,
    left_out: PathList,
    downsampled: list[int],
    damaged: int,
    bad: Literal["stop", "skip"],
    threads: int,
) -> None:
    """Inspect episodes, decoding a few frames of each video, and a comic's pictures. A bad one is
    told, and fails its extraction.

    Args:
        report: CSV file to write, with a row for each episode
        picture_stride: one picture of a comic in every so many is taken
        episodes: file that lists the videos and comics, each path followed by a NUL
        left_out: file that lists in the same way what lies beside them and is none
        downsampled: height and width at which models see the frames
        damaged: how many of the frames to take from an episode may be damaged or missing
        bad: whether a bad episode stops the run or is left out
        threads: episodes inspected at a time
    """
    frame, small = (settings.height, settings.width), (downsampled[0], downsampled[1])
    of_comics = replace(settings, stride=picture_stride)
    rows = [
        _downsampled(row, frame, small)
        for row in inspect_episodes(episodes, settings, of_comics, damaged, threads, sentence)
    ]
    others = [
        EpisodeInspection("", path.name, str(path), why_left_out(path, EPISODE))
        for path in left_out
    ]
    write_text(report, csv_text(EpisodeInspection, [*rows, *others]))
    inspections = [row for row in rows if row.episode]
    announce_kinds(inspections)
    announce_framing(inspections, settings, small)
    verdicts = [inspection.verdict for inspection in inspections if inspection.verdict != "ok"]
    for verdict in verdicts[:SHOWN]:
        announce(f"Bad episode: {verdict}")
    if verdicts:
        every = f"{len(verdicts):,} of {len(inspections):,}"
        fate = "They are left out." if bad == "skip" else "`bad_episodes: skip` leaves them out."
        announce(f"Episodes that cannot be used: {every}. {fate} {report} has a row for each.")


def announce_kinds(inspections: Sequence[EpisodeInspection]) -> None:
    """Of videos, a folder of pictures beside them may be none that was meant."""
    comics = [row.file for row in inspections if is_comic(Path(row.file))]
    if 0 < len(comics) < len(inspections):
        are = "is a comic" if len(comics) == 1 else "are comics"
        every = f"{len(comics):,} of {len(inspections):,} episodes"
        announce(f"{every} {are}, such as {comics[0]}; the others are videos.")


def announce_framing(
    inspections: Sequence[EpisodeInspection], settings: FrameSettings, small: Size
) -> None:
    """Say what happens to the pictures before models see them at the size `small`, and which
    settings change that."""
    good = {
        row.name: (row.aspect, _framing(row))
        for row in inspections
        if row.verdict == "ok" and row.cut is not None
    }
    framings = {name: framing for name, (_, framing) in good.items()}
    remedies = _remedies([aspect for aspect, _ in good.values()], settings, small)
    for kind, said in framing_sentences(framings, settings.trim_bars).items():
        announce(f"Framing: {said} {remedies[kind]}".rstrip())


def _remedies(
    aspects: Sequence[float | None], settings: FrameSettings, small: Size
) -> Mapping[str, str]:
    """What to set against each thing that can happen to pictures of these widths over heights."""
    other = fill = ""
    known = [aspect for aspect in aspects if aspect is not None]
    if known and len(known) == len(aspects) and max(known) / min(known) < 1 + LEAST:
        widths = [round(height * known[0]) for height in (settings.height, small[0])]
        shape = f"`frames: {{width: {widths[0]}}}` with `downsampling: {{width: {widths[1]}}}`"
        other, fill = f"{shape} keeps all of it, and so does ", f"{shape} leaves none. "
    own = settings.width / settings.height
    stretch = "`frames.fit: crop` or `pad` keeps their shape."
    if abs(Framing().downsampled((settings.height, settings.width), small).stretch - 1) >= LEAST:
        stretch = f"`downsampling: {{width: {round(small[0] * own)}}}` has the shape of `frames`."
    return {
        "cut": f"{other}`frames.fit: pad`." if other else "`frames.fit: pad` keeps all of it.",
        "padding": f"{fill}`frames.fit: crop` fills the frame instead, at the picture's cost.",
        "stretch": stretch,
        "bars": "" if settings.trim_bars else "`frames.trim_bars: true` cuts them off.",
    }


def _framing(row: EpisodeInspection) -> Framing:
    return Framing(
        (row.cut or 0) / 100, (row.padded or 0) / 100, row.stretched or 1, (row.black or 0) / 100
    )


def _downsampled(row: EpisodeInspection, frame: Size, small: Size) -> EpisodeInspection:
    """With what downsampling does to the shape of things."""
    if row.stretched is None:
        return row
    stretched = _framing(row).downsampled(frame, small).stretch
    return replace(row, stretched=round(stretched, 3))


if __name__ == "__main__":
    run(main)
