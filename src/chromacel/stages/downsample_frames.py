"""Rule downsample_frames: an episode's color, grayscale and edge frames at the models' size."""

from pathlib import Path

from chromacel.conditions.kinds import PICTURES
from chromacel.dataset.episode_files import derived_file, read_frames, write_frames
from chromacel.files.hdf5 import opened_h5
from chromacel.jobs.command import run
from chromacel.pictures.downsampling import DownsamplingSettings, downsample


def main(
    frames: Path, gray: Path, edges: Path, downsampled: Path, settings: DownsamplingSettings
) -> None:
    """Bring an episode's frames to the size that models see, by spline zoom.

    Args:
        frames: file of `extract_frames`
        gray: file of `make_grayscale`
        edges: file of `detect_edges`
        downsampled: HDF5 file to write
    """
    # The edges' file has the longest provenance.
    with opened_h5(edges) as last, derived_file(downsampled, last, downsampling=settings) as file:
        for path, name in zip((frames, gray, edges), PICTURES, strict=True):
            with opened_h5(path) as source:
                blocks = read_frames(source, name)
                write_frames(file, name, (downsample(block, settings) for block in blocks))


if __name__ == "__main__":
    run(main)
