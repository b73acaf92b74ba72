"""Figure 15: a user's own pictures colored by all models, without a truth."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from chromacel.conditions.kinds import CONDITIONS
from chromacel.dataset.selection import spread_positions
from chromacel.evaluation.labels import INPUTS, MODELS
from chromacel.figures.grids import Grid, picture_rows
from chromacel.figures.style import DPI
from chromacel.figures.text import readable
from chromacel.files.names import file_name
from chromacel.pictures.files import read_picture
from chromacel.pictures.pixels import Picture
from chromacel.pictures.resizing import resized
from chromacel.pictures.writing import read_colored

SHOWN = 4  # in one line; of eight, the file took 13 MB
GRID = Grid(cell=2.7, across=4)  # few side by side, so that pages show how sharp lines are
MOST_PIXELS = round(GRID.cell * DPI)  # of a side that the figure can show


def unseen_figure(path: Path, files: Mapping[str, Path], colored: Sequence[Path]) -> None:
    """Some of the pictures; below, a row for each model, and one for what it makes at full size.

    `files` are the pictures by what they are called in `colored`, folders with what a model made of
    each.

    Raises:
        DamagedFileError: a colored picture is missing or damaged.
        InputError: a picture cannot be read any more.
    """
    names = [list(files)[place] for place in spread_positions(len(files), SHOWN)]
    rows: dict[str, list[Picture]] = {"Picture": []}
    for folder in colored:
        pictures = [read_colored(folder / f"{name}.png") for name in names]
        about = pictures[0][1]
        title = f"{MODELS[about['model']]} from\n{INPUTS[about['condition']]}"
        rows[title] = [picture for picture, _ in pictures]
        if CONDITIONS[about["condition"]].is_luma:
            rows[f"{title},\nat full size"] = [
                shrunk(read_colored(folder / "full_size" / f"{name}.png")[0]) for name in names
            ]
    rows["Picture"] = [shrunk(read_picture(files[name]).rgb) for name in names]
    labels = [readable(file_name(files[name]), name) for name in names]
    picture_rows(path, "Figure 15: pictures without truth", rows, labels, GRID)


def shrunk(picture: Picture) -> Picture:
    """Of an (h, w, 3) uint8 picture, as many pixels as the figure has for it."""
    height, width = picture.shape[:2]
    factor = min(MOST_PIXELS / max(height, width), 1)
    return resized(picture, max(round(height * factor), 1), max(round(width * factor), 1))
