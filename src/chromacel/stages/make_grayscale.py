"""Rule make_grayscale: the grayscale versions of an episode's frames."""

from pathlib import Path

from chromacel.command import run
from chromacel.frames import derived_file, read_frames, write_frames
from chromacel.grayscale import grayscale
from chromacel.storage import opened_h5


def main(frames: Path, gray: Path) -> None:
    with opened_h5(frames) as source, derived_file(gray, source) as file:
        write_frames(file, "gray", map(grayscale, read_frames(source, "rgb")))


if __name__ == "__main__":
    run(main)
