"""The paper's figures as PNG files, each with a title, units and legends of its own."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import h5py
import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from chromacel.frames import Frames
from chromacel.names import INPUTS
from chromacel.storage import read, whole_file

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
    path: Path, title: str, rows: Mapping[str, Frames], columns: Sequence[str] | None = None
) -> None:
    """A grid with a named row of pictures, (n, h, w) or (n, h, w, 3) uint8, for each entry."""
    number = max(map(len, rows.values()))
    height, width = next(iter(rows.values())).shape[1:3]
    cell = 2.4
    figure = Figure(
        figsize=(number * cell + 0.9, len(rows) * (cell * height / width + 0.05) + 0.75),
        layout="constrained",
    )
    figure.suptitle(title)
    axes = figure.subplots(len(rows), number, squeeze=False)
    for line, (name, pictures) in zip(axes, rows.items(), strict=True):
        for axis, picture in zip(line, pictures, strict=True):
            axis.imshow(picture, cmap="gray", vmin=0, vmax=255)
            axis.set(xticks=[], yticks=[])
            axis.grid(False)
            axis.spines[:].set_visible(False)
        line[0].set_ylabel(name)
    for axis, text in zip(axes[-1], columns or (), strict=False):
        axis.set_xlabel(text)
    save(figure, path)


def sample_names(file: h5py.File) -> list[str]:
    """What to call each picture of a shard or a samples file: its episode and display index."""
    pairs = zip(read(file, "episode"), read(file, "index"), strict=True)
    return [f"{episode.decode()}, frame {index}" for episode, index in pairs]


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


def save(figure: Figure, path: Path) -> None:
    with whole_file(path) as temporary:
        figure.savefig(temporary, format="png", dpi=DPI)
