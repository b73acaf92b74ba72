"""Rule check_keyframes: which colored keyframes fit their frames, both fitted as frames are."""

from pathlib import Path

from chromacel.files.csv_rows import csv_text
from chromacel.files.hdf5 import opened_h5
from chromacel.files.whole import write_text
from chromacel.jobs.announcement import announce
from chromacel.jobs.command import run, sentence
from chromacel.jobs.lists import PathList
from chromacel.keyframes.colored import Keyframe, Verdict, pictures_in, read_keyframes
from chromacel.keyframes.fitting import fitted_pairs
from chromacel.keyframes.pairs import write_pairs
from chromacel.pictures.bars import Bars
from chromacel.pictures.resizing import FrameSettings

SIDES = ("top", "bottom", "left", "right")


def main(
    report: Path,
    pairs: Path,
    settings: FrameSettings,
    *,
    count: int,
    folders: PathList,
    episodes: PathList,
    frames: PathList,
) -> None:
    """Read the colored keyframes of each episode, and leave out those that do not fit its frames.

    The three lists are in the same order, each path followed by a NUL.

    Args:
        report: CSV file to write, with a row for each picture
        pairs: HDF5 file to write, of the keyframes that fit
        count: how many of an episode were asked for
        folders: file that lists a folder with keyframes for each episode, named by its slug
        episodes: file that lists the videos
        frames: file that lists the files of `extract_frames`
    """
    keyframes: dict[str, list[Keyframe]] = {}
    verdicts: list[Verdict] = []
    bars: dict[str, Bars] = {}
    for folder, episode, file in zip(folders, episodes, frames, strict=True):
        good, said = read_keyframes(pictures_in(folder), episode, sentence)
        keyframes[folder.name], bars[folder.name] = good, _bars(file)
        verdicts += said
        for verdict in said:
            if verdict.verdict != "ok" or verdict.note:
                announce(f"Left out: {verdict.verdict}" if not verdict.note else verdict.note)
        if len(good) < count:
            announce(f"{folder} has {len(good)} keyframes that fit, of {count} asked for.")
    fitted = fitted_pairs(keyframes, settings, bars)
    write_text(report, csv_text(Verdict, verdicts))
    write_pairs(pairs, fitted)
    print(f"{len(fitted)} keyframes of {len(fitted.by_episode)} episodes")


def _bars(frames: Path) -> Bars:
    """The black bars that were cut off an episode's frames."""
    with opened_h5(frames) as file:
        return Bars(**{side: int(file.attrs.get(f"bars_{side}", 0)) for side in SIDES})


if __name__ == "__main__":
    run(main)
