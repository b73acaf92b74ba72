"""Rule downsample_frames: an episode's frames in color, in gray or as edges at the models' size."""

from pathlib import Path

from chromacel.conditions.kinds import Pictures
from chromacel.dataset.episode_files import derived_file, read_frames, write_frames
from chromacel.files.hdf5 import opened_h5
from chromacel.jobs.command import run
from chromacel.pictures.downsampling import DownsamplingSettings, downsample


def main(
    frames: Path, downsampled: Path, settings: DownsamplingSettings, *, pictures: Pictures
) -> None:
    """Bring an episode's frames to the size that models see, by spline zoom.

    Args:
        frames: file of `extract_frames`, `make_grayscale` or `detect_edges`
        downsampled: HDF5 file to write
        pictures: which pictures these are
    """
    with (
        opened_h5(frames) as source,
        derived_file(downsampled, source, downsampling=settings) as file,
    ):
        blocks = read_frames(source, pictures)
        write_frames(file, pictures, (downsample(block, settings) for block in blocks))


if __name__ == "__main__":
    run(main)
