"""Rule make_grayscale: the grayscale versions of an episode's frames."""

from pathlib import Path

from chromacel.dataset.episode_files import derived_file, read_frames, write_frames
from chromacel.files.hdf5 import opened_h5
from chromacel.jobs.command import run
from chromacel.pictures.grayscale import grayscale


def main(frames: Path, gray: Path) -> None:
    """Make an episode's frames gray.

    Args:
        frames: file of `extract_frames`
        gray: HDF5 file to write
    """
    with opened_h5(frames) as source, derived_file(gray, source) as file:
        write_frames(file, "gray", map(grayscale, read_frames(source, "rgb")))


if __name__ == "__main__":
    run(main)
