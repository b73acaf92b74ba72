"""Rule draw_demo_pictures: pictures without color of another show than the demo's episodes."""

from pathlib import Path

from chromacel.demo.pictures import demo_picture
from chromacel.jobs.command import run
from chromacel.pictures.writing import write_picture


def main(*, pictures: list[Path], seed: int) -> None:
    """Draw stills, line art and a page of panels, without color.

    Args:
        pictures: PNG files to write; their names are those of the demo's pictures
        seed: another seed is another show
    """
    for path in pictures:
        write_picture(path, demo_picture(path.stem, seed), {})


if __name__ == "__main__":
    run(main)
