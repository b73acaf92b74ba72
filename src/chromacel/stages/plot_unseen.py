"""Rule plot_unseen: Figure 15, the user's own pictures colored by all models, without a truth."""

import textwrap
from pathlib import Path

from chromacel.dataset.selection import spread_positions
from chromacel.evaluation.labels import INPUTS, MODELS
from chromacel.figures.grids import picture_rows
from chromacel.jobs.command import run
from chromacel.pictures.files import good_pictures, read_colored, read_picture
from chromacel.pictures.pixels import Picture
from chromacel.pictures.resizing import resized

SHOWN = 8
LINE = 20  # letters of a name below a narrow picture


def main(figure: Path, pictures: Path, *, colored: list[Path]) -> None:
    """`colored` are folders that `color_pictures` made, of a training each."""
    files = good_pictures(pictures)
    names = [list(files)[place] for place in spread_positions(len(files), SHOWN)]
    rows: dict[str, list[Picture]] = {"Picture": []}
    for folder in colored:
        found = [read_colored(folder / f"{name}.png") for name in names]
        about = found[0][1]
        title = f"{MODELS[about['model']]} from\n{INPUTS[about['condition']]}"
        rows[title] = [picture for picture, _ in found]
    for name, other in zip(names, rows[title], strict=True):
        rows["Picture"].append(resized(read_picture(files[name]).rgb, *other.shape[:2]))
    labels = [textwrap.fill(name, LINE, max_lines=2, placeholder="…") for name in names]
    picture_rows(figure, "Figure 15: pictures without truth", rows, labels)


if __name__ == "__main__":
    run(main)
