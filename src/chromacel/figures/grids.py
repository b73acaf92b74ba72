"""Pictures in named rows and columns: Figures 6 and 10 to 15."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from numpy.typing import NDArray

from chromacel.figures.style import save, shortened
from chromacel.pictures.pixels import Frames, Picture

CELL = 2.4  # inches: the mean width of a grid's pictures, or their height if that is more
NARROWEST, WIDEST = 0.5, 3  # of a grid's columns, times their height
LONGEST_NAME = 24  # letters of an episode's name below a picture
WORST_SHOWN = 96  # error, 0-255, from which on error maps are white


def picture_rows(
    path: Path,
    title: str,
    rows: Mapping[str, Sequence[Picture]] | Mapping[str, Frames],
    columns: Sequence[str] | None = None,
) -> None:
    """A grid with a named row of pictures, (h, w) or (h, w, 3) uint8, for each entry.

    Pictures in a column have one shape; columns of several shapes are equally high.
    """
    sizes = [picture.shape for picture in next(iter(rows.values()))]
    shapes = [min(max(width / height, NARROWEST), WIDEST) for height, width, *_ in sizes]
    cell = min(CELL / np.mean(shapes), CELL)
    figure = Figure(
        figsize=(sum(shapes) * cell + 0.9, len(rows) * (cell + 0.05) + 0.75), layout="constrained"
    )
    figure.suptitle(title)
    axes = figure.subplots(len(rows), len(shapes), squeeze=False, width_ratios=shapes)
    for line, (name, pictures) in zip(axes, rows.items(), strict=True):
        for axis, picture in zip(line, pictures, strict=True):
            axis.imshow(picture, cmap="gray", vmin=0, vmax=255)  # colors are shown as they are
            axis.set(xticks=[], yticks=[])
            axis.grid(False)
            axis.spines[:].set_visible(False)
        line[0].set_ylabel(name)
    for axis, text in zip(axes[-1], columns or (), strict=False):
        axis.set_xlabel(text)
    save(figure, path)


def frame_names(origins: pd.DataFrame, numbers: Sequence[int]) -> list[str]:
    """What to call the frames of these rows of `origins`, by its columns name and index."""
    rows = origins.iloc[list(numbers)]
    pairs = zip(rows["name"], rows["index"], strict=True)
    return [f"{shortened(name, LONGEST_NAME)}, frame {index}" for name, index in pairs]


def error_maps(errors: NDArray[np.floating]) -> Frames:
    """Errors, (n, h, w) 0-255, as colors: black for none, through red to white for 96 and more."""
    colors = mpl.colormaps["inferno"](np.clip(errors / WORST_SHOWN, 0, 1))[..., :3]
    return np.asarray(np.rint(255 * colors), np.uint8)


def message(path: Path, title: str, text: str) -> None:
    """A figure without pictures, for a question whose answer is that there are none."""
    figure = Figure(figsize=(7, 1.2), layout="constrained")
    figure.suptitle(title)
    figure.text(0.5, 0.3, text, ha="center")
    save(figure, path)
