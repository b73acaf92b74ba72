"""Rule extract_frames: one frame in every `stride` of an episode, fitted to one size."""

from pathlib import Path

from chromacel.dataset import extraction
from chromacel.jobs.command import run, sentence
from chromacel.pictures.resizing import FrameSettings


def main(episode: Path, frames: Path, settings: FrameSettings, *, damaged: int) -> None:
    """Take frames from an episode at a stride, and fit them to one size.

    Args:
        episode: the video
        frames: HDF5 file to write
        damaged: how many of the frames to take may be damaged or missing
    """
    extraction.extract_frames(episode, frames, settings, damaged, sentence)


if __name__ == "__main__":
    run(main)
