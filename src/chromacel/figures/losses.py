"""Figures 7 to 9: losses by batch and by epoch."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from chromacel.evaluation.labels import INPUTS
from chromacel.figures.style import save
from chromacel.models.recipes import RECIPES

SMOOTHED = 20  # parts of a training that the thick line of batch losses is averaged over


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
    loss = RECIPES[model].losses[network]
    panels = 3 if network == "generator" else 2
    figure = Figure(figsize=(3.6 * panels, 3.2), layout="constrained")
    figure.suptitle(f"{loss.title}, input {INPUTS[condition]}")
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
    by_batch.set(title="By batch", xlabel="batch", ylabel=loss.formula)
    by_batch.legend()
    by_epoch.set(title="By epoch (mean of its batches)", xlabel="epoch", ylabel=loss.formula)
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
