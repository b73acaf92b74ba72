"""Rule extract_frames: one frame in every `stride` of an episode, fitted to one size."""

from pathlib import Path
from typing import Literal

from chromacel.dataset import extraction
from chromacel.errors import EpisodeError, InputError, LostFramesError, ShortVideoError
from chromacel.jobs.command import run, sentence
from chromacel.jobs.tolerance import note_outcome
from chromacel.pictures.resizing import FrameSettings

HINT = "Or set `bad_episodes: skip` to go on without it; results/episodes.csv has a row for each."


def main(
    episode: Path,
    frames: Path,
    settings: FrameSettings,
    *,
    damaged: int,
    bad: Literal["stop", "skip"],
) -> None:
    """Take frames from an episode at a stride, and fit them to one size.

    Args:
        episode: the video, or the folder or archive of pictures
        frames: HDF5 file to write
        damaged: how many of the frames to take may be damaged or missing
        bad: whether an episode without them is an error, or makes a file without frames
    """
    try:
        extraction.extract_frames(episode, frames, settings, damaged, sentence)
        note_outcome(frames, damaged, is_left_out=False)
    except (EpisodeError, ShortVideoError, LostFramesError) as error:
        note_outcome(frames, damaged, is_left_out=bad == "skip")
        if bad == "stop":
            raise InputError(f"{sentence(error)} {HINT}") from error
        print(f"Left out: {sentence(error)}")
        extraction.write_left_out(episode, frames, settings, sentence(error))


if __name__ == "__main__":
    run(main)
