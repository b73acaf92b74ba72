"""How near a few test frames come to the truth, epoch by epoch, and the figure that shows it."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure, SubFigure

from chromacel.evaluation.progress import Watched
from chromacel.figures.style import save
from chromacel.figures.text import TITLE_POINTS, fitted
from chromacel.pictures.pixels import Frames

CELL = 1.9  # a picture's width, in inches
NARROWEST_FIGURE = 8.5  # inches
NAME_POINTS = 8  # of an episode's name beside a row


def convergence_figure(
    path: Path,
    title: str,
    watched: Watched,
    episodes: Iterable[str],
    by_epoch: Sequence[tuple[int, Frames]],
    table: pd.DataFrame,
) -> None:
    """A row for each frame: input, some epochs, truth; below it `table`, as `measured` gives it.

    `episodes` are the names of the frames' episodes.
    """
    columns = {
        "Input": watched.condition,
        **{f"Epoch {epoch}": pictures for epoch, pictures in by_epoch},
        "Truth": watched.truth,
    }
    height, width = watched.condition.shape[1:]
    grid = len(watched.condition) * (CELL * height / width + 0.05) + 0.5
    wide = max(len(columns) * CELL + 0.7, NARROWEST_FIGURE)
    figure = Figure(figsize=(wide, grid + 2.6), layout="constrained")
    above, below = figure.subfigures(2, 1, squeeze=False, height_ratios=(grid, 2.6))[:, 0]
    above.suptitle(fitted(title, wide - 0.2, TITLE_POINTS))
    names = zip(episodes, watched.origins["index"], strict=True)
    labels = [
        f"{fitted(name, CELL * height / width, NAME_POINTS, 1)}\nframe {index}"
        for name, index in names
    ]
    _pictures(above, columns, labels)
    sharp, near = below.subplots(1, 2)
    sums = table.groupby("epoch")[["sharpness", "true"]].sum()
    share = 100 * sums["sharpness"] / sums["true"].where(sums["true"] > 0)
    sharp.plot(share, "o-", color="C0", label="all frames together")
    sharp.axhline(100, color="0.4", linestyle="--", label="truth")
    sharp.set(title="Sharpness by epoch", ylabel="gradients, % of the truth's")
    for frame, own in table.groupby("frame"):  # of sharpness, a near-black one has no share
        label = "each frame" if frame == 0 else None
        near.plot(own["epoch"], own["l1"], color="0.7", linewidth=0.9, label=label)
    near.plot(table.groupby("epoch")["l1"].mean(), "o-", color="C0", label="mean")
    if share.isna().all():
        sharp.text(0.5, 0.4, "flat frames", ha="center", transform=sharp.transAxes)
    near.set(title="L1 by epoch", ylabel="per pixel-channel, 0–255")
    for axis in (sharp, near):
        axis.set_xlabel("epoch")
        axis.set_ylim(bottom=0)
        axis.set_xlim(0.5, table["epoch"].max() + 0.5)
        axis.xaxis.get_major_locator().set_params(integer=True, min_n_ticks=1)
        axis.legend(loc="upper left", bbox_to_anchor=(1, 1))
    save(figure, path)


def _pictures(figure: SubFigure, columns: dict[str, Frames], names: Sequence[str]) -> None:
    axes = figure.subplots(len(names), len(columns), squeeze=False)
    for column, (title, pictures) in enumerate(columns.items()):
        axes[0, column].set_title(title)
        for axis, picture in zip(axes[:, column], pictures, strict=True):
            axis.imshow(picture, cmap="gray", vmin=0, vmax=255)
            axis.set(xticks=[], yticks=[])
            axis.grid(False)
            axis.spines[:].set_visible(False)
    for axis, name in zip(axes[:, 0], names, strict=True):
        axis.set_ylabel(name, fontsize=NAME_POINTS)
