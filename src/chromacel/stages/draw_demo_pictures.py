"""Rule draw_demo_pictures: pictures without color of another show than the demo's episodes."""

from pathlib import Path

from chromacel.colored_pictures import write_picture
from chromacel.command import run
from chromacel.demo.pictures import demo_picture


def main(*, pictures: list[Path], seed: int) -> None:
    for path in pictures:
        write_picture(path, demo_picture(path.stem, seed), {})


if __name__ == "__main__":
    run(main)
