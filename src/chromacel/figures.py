"""The paper's figures as PNG files, each with a title, units and legends of its own."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from chromacel.frames import Frames
from chromacel.names import INPUTS
from chromacel.storage import whole_file

mpl.rcParams.update(
    {
        "font.size": 9,
        "axes.titlesize": 10,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.grid": True,
        "grid.alpha": 0.3,
        "text.parse_math": False,  # an episode's name may hold dollars
    }
)
DPI = 150
CELL = 2.4  # inches: the mean width of a grid's pictures, or their height if that is more
NARROWEST, WIDEST = 0.5, 3  # of a grid's columns, times their height
WORST_SHOWN = 96  # error, 0-255, from which on error maps are white
SMOOTHED = 20  # parts of a training that the thick line of batch losses is averaged over
LOSSES = {
    ("convnet", "generator"): (
        "Figure 7: ConvNet loss",
        "half squared error per picture",
    ),
    ("gan", "discriminator"): (
        "Figure 8: GAN discriminator loss",
        "−log D(real) − log(1 − D(fake))",
    ),
    ("gan", "generator"): ("Figure 9: GAN generator loss", "−log D(fake) + λ · mean |error|"),
}


def picture_rows(
    path: Path,
    title: str,
    rows: Mapping[str, Sequence[Frames]] | Mapping[str, Frames],
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
    """What to call the frames of these rows of `origins` (columns episode and index)."""
    rows = origins.iloc[list(numbers)]
    pairs = zip(rows["episode"], rows["index"], strict=True)
    return [f"{episode}, frame {index}" for episode, index in pairs]


def loss_curves(
    path: Path,
    model: str,
    network: str,
    condition: str,
    batches: Mapping[str, pd.DataFrame],
    epochs: Mapping[str, pd.DataFrame],
) -> None:
    """One network's loss by batch and by epoch, and the validation L1 where it is the generator.

    `batches` and `epochs` are the histories of a training by seed.
    """
    title, unit = LOSSES[model, network]
    panels = 3 if network == "generator" else 2
    figure = Figure(figsize=(3.6 * panels, 3.2), layout="constrained")
    figure.suptitle(f"{title}, input {INPUTS[condition]}")
    by_batch, by_epoch, *rest = figure.subplots(1, panels)
    for place, seed in enumerate(batches):
        color = f"C{place}"
        _batch_losses(by_batch, batches[seed][network], color, seed)
        table = epochs[seed]
        by_epoch.plot(table["epoch"], table[network], "o-", color=color, label=f"seed {seed}")
        for axis in rest:
            axis.plot(table["epoch"], table["validation_l1"], "o-", color=color)
            axis.set(
                title="Validation L1 by epoch", xlabel="epoch", ylabel="per pixel-channel, 0–255"
            )
    by_batch.set(title="By batch", xlabel="batch", ylabel=unit)
    by_batch.legend()
    by_epoch.set(title="By epoch (mean of its batches)", xlabel="epoch", ylabel=unit)
    by_epoch.legend()
    for axis in (by_epoch, *rest):
        axis.xaxis.get_major_locator().set_params(integer=True)
    save(figure, path)


def _batch_losses(axis: Axes, losses: pd.Series, color: str, seed: str) -> None:
    window = max(len(losses) // SMOOTHED, 1)
    x = np.arange(1, len(losses) + 1)
    axis.plot(x, losses, color=color, alpha=0.3, linewidth=0.6)
    label = f"seed {seed}, mean of {window} batches"
    axis.plot(x, losses.rolling(window).mean(), color=color, label=label)


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


def distance_curves(path: Path, by: str, curves: Mapping[str, pd.DataFrame]) -> None:
    """L1 of each test frame against its distance to training (columns distance, l1 and twin)."""
    figure = Figure(figsize=(3.4 * len(curves), 3.4), layout="constrained")
    figure.suptitle(f"Error against distance to the nearest training frame, split by {by}")
    axes = figure.subplots(1, len(curves), squeeze=False, sharex=True, sharey=True)[0]
    for axis, (name, table) in zip(axes, curves.items(), strict=True):
        for twin, color, label in ((True, "C1", "near-twin in training"), (False, "C0", "none")):
            own = table[table["twin"] == twin]
            axis.plot(own["distance"], own["l1"], ".", color=color, alpha=0.6, label=label)
        if len(table) > 2 and table["distance"].std() and table["l1"].std():
            ranks = table["distance"].corr(table["l1"], method="spearman")
            axis.set_title(f"{name}\nrank correlation {ranks:.2f}")
        axis.set_xlabel("difference of thumbnails, 0–255")
    axes[0].set_ylabel("L1 per pixel-channel, 0–255")
    axes[0].legend()
    save(figure, path)


def error_bars(path: Path, tables: Mapping[str, pd.DataFrame]) -> None:
    """Mean error by luma and by hue (columns scale, start, end, pixels and error), and below each
    how many of the pixels are there."""
    figure = Figure(figsize=(9, 5), layout="constrained")
    figure.suptitle("Error by the luma and the hue of the truth")
    axes = figure.subplots(2, 2, sharex="col", height_ratios=(3, 1))
    for column, (scale, full) in enumerate((("luma", 256), ("hue", 360))):
        above, below = axes[:, column]
        for name, table in tables.items():
            own = table[table["scale"] == scale]
            middles = (own["start"] + own["end"]) / 512 * full
            above.plot(middles, own["error"], ".-", label=name)
        width = full / len(own)
        colors = (
            mpl.colors.hsv_to_rgb([(place / full, 0.8, 0.9) for place in middles])
            if scale == "hue"
            else [(place / full,) * 3 for place in middles]
        )
        share = own["pixels"] / own["pixels"].sum()
        below.bar(middles, 100 * share, width, color=colors, edgecolor="0.6", linewidth=0.3)
        below.set(
            xlabel={"luma": "luma, 0–255", "hue": "hue in degrees"}[scale], ylabel="% of pixels"
        )
        above.set_ylabel("mean error, 0–255")
    axes[0, 0].legend()
    save(figure, path)


def save(figure: Figure, path: Path) -> None:
    with whole_file(path) as temporary:
        figure.savefig(temporary, format="png", dpi=DPI, pil_kwargs={"optimize": True})
