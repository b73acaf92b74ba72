"""Rule detect_edges: the edge maps of an episode's grayscale frames."""

from pathlib import Path

from chromacel.dataset.episode_files import derived_file, read_frames, write_frames
from chromacel.files.hdf5 import opened_h5
from chromacel.jobs.command import run
from chromacel.pictures.edges import EdgeSettings, detect_edges


def main(gray: Path, edges: Path, settings: EdgeSettings) -> None:
    """Find the edges in an episode's frames by Canny's detector.

    Args:
        gray: file of `make_grayscale`
        edges: HDF5 file to write
    """
    with opened_h5(gray) as source, derived_file(edges, source, edges=settings) as file:
        blocks = read_frames(source, "gray")
        write_frames(file, "edge", (detect_edges(block, settings) for block in blocks))


if __name__ == "__main__":
    run(main)
