"""Pictures in named rows and columns: Figures 6 and 10 to 15."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from chromacel.figures.style import save
from chromacel.figures.text import TITLE_POINTS, fitted, readable, text_height
from chromacel.pictures.pixels import Frames, Picture

# In inches.
CELL = 2.4  # the mean width of a grid's pictures, or their height if that is more
GAP = 0.06  # between pictures
LEFT = 0.62  # of the pictures, for the names of rows
MARGIN = 0.1
NARROWEST_FIGURE = 5.0

NARROWEST, WIDEST = 0.5, 3  # of a grid's columns, times their height
ACROSS = 6  # pictures side by side; further ones are below
WORST_SHOWN = 96  # error, 0-255, from which on error maps are pale yellow


@dataclass(frozen=True)
class Grid:
    """How large a grid's pictures are, in inches as CELL, and how many stand side by side."""

    cell: float = CELL
    across: int = ACROSS


SMALL = Grid()


def picture_rows(
    path: Path,
    title: str,
    rows: Mapping[str, Sequence[Picture]] | Mapping[str, Frames],
    columns: Sequence[str] | None = None,
    grid: Grid = SMALL,
) -> None:
    """A grid with a named row of pictures, (h, w) or (h, w, 3) uint8, for each entry.

    Pictures in a column have one shape; columns of several shapes are equally high. Where there are
    more columns than fit side by side, the rows go on below. `columns` are their names.
    """
    sizes = [picture.shape for picture in next(iter(rows.values()))]
    shapes = [min(max(width / height, NARROWEST), WIDEST) for height, width, *_ in sizes]
    cell = min(grid.cell / float(np.mean(shapes)), grid.cell)
    widths = [shape * cell for shape in shapes]
    labels = columns or [""] * len(shapes)
    names = [fitted(*pair) for pair in zip(labels, np.array(widths) - GAP, strict=True)]
    blocks = [
        range(start, min(start + grid.across, len(shapes)))
        for start in range(0, len(shapes), grid.across)
    ]
    below = [max(text_height(names[place]) for place in block) + 3 * MARGIN for block in blocks]
    widest = max(sum(widths[place] + GAP for place in block) for block in blocks)
    width = max(LEFT + widest + MARGIN, NARROWEST_FIGURE)
    title = fitted(title, width - 2 * MARGIN, TITLE_POINTS)
    top = text_height(title, TITLE_POINTS) + 2 * MARGIN
    height = top + len(rows) * (cell + GAP) * len(blocks) + sum(below)
    figure = Figure(figsize=(width, height))
    figure.suptitle(title, y=1 - MARGIN / height)
    for block, space in zip(blocks, below, strict=True):
        for name, pictures in rows.items():
            line = [pictures[place] for place in block]
            axes = _row(figure, line, [widths[place] for place in block], top, cell)
            axes[0].set_ylabel(fitted(name, cell))
            top += cell + GAP
        for axis, place in zip(axes, block, strict=True):
            axis.set_xlabel(names[place])
        top += space
    save(figure, path)


def _row(
    figure: Figure, pictures: Sequence[Picture], widths: Sequence[float], top: float, cell: float
) -> list[Axes]:
    """Pictures side by side, `top` inches below the figure's top and `cell` inches high."""
    wide, high = figure.get_size_inches()
    axes, left = [], LEFT
    for picture, width in zip(pictures, widths, strict=True):
        box = left / wide, 1 - (top + cell) / high, width / wide, cell / high
        axis = figure.add_axes(box, xticks=[], yticks=[])
        axis.imshow(picture, cmap="gray", vmin=0, vmax=255)  # colors are shown as they are
        axis.grid(False)
        axis.spines[:].set_visible(False)
        axes.append(axis)
        left += width + GAP
    return axes


def frame_names(origins: pd.DataFrame, numbers: Sequence[int]) -> list[str]:
    """What to call the frames of these rows of `origins`, by its columns episode, name and index,
    in two lines."""
    rows = origins.iloc[list(numbers)]
    return [
        f"{readable(name, episode)}\nframe {index}"
        for episode, name, index in zip(rows["episode"], rows["name"], rows["index"], strict=True)
    ]


def error_maps(errors: NDArray[np.floating]) -> Frames:
    """Errors, (n, h, w) 0-255, as colors: black for none, by purple and orange to pale yellow."""
    colors = mpl.colormaps["inferno"](np.clip(errors / WORST_SHOWN, 0, 1))[..., :3]
    return np.asarray(np.rint(255 * colors), np.uint8)


def message(path: Path, title: str, text: str) -> None:
    """A figure without pictures, for a question whose answer is that there are none. It says so in
    its metadata, too, for pages that rather write it."""
    figure = Figure(figsize=(7, 0.8))
    figure.suptitle(title, y=0.9)
    figure.text(0.5, 0.2, text, ha="center")
    save(figure, path, text)
