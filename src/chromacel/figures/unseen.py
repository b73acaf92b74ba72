"""Figure 15: a user's own pictures colored by all models, without a truth."""

import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path

from chromacel.dataset.selection import spread_positions
from chromacel.evaluation.labels import INPUTS, MODELS
from chromacel.figures.grids import picture_rows
from chromacel.files.names import file_name
from chromacel.pictures.files import read_picture
from chromacel.pictures.pixels import Picture
from chromacel.pictures.resizing import resized
from chromacel.pictures.writing import read_colored

SHOWN = 8
LINE = 20  # letters of a name below a narrow picture


def unseen_figure(path: Path, files: Mapping[str, Path], colored: Sequence[Path]) -> None:
    """Some of the pictures, and a row for each model below.

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
    for name, other in zip(names, rows[title], strict=True):
        rows["Picture"].append(resized(read_picture(files[name]).rgb, *other.shape[:2]))
    labels = [
        textwrap.fill(file_name(files[name]), LINE, max_lines=2, placeholder="…") for name in names
    ]
    picture_rows(path, "Figure 15: pictures without truth", rows, labels)
