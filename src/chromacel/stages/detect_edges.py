"""Rule detect_edges: the edge maps of an episode's grayscale frames."""

from pathlib import Path

from chromacel.command import run
from chromacel.edges import EdgeSettings, detect_edges
from chromacel.frames import derived_file, read_frames, write_frames
from chromacel.storage import opened_h5


def main(gray: Path, edges: Path, settings: EdgeSettings) -> None:
    with opened_h5(gray) as source, derived_file(edges, source, edges=settings) as file:
        blocks = read_frames(source, "gray")
        write_frames(file, "edge", (detect_edges(block, settings) for block in blocks))


if __name__ == "__main__":
    run(main)
