"""Figures 7 to 9: losses by batch and by epoch."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from chromacel.evaluation.labels import INPUTS
from chromacel.figures.style import save, show_single_values
from chromacel.figures.text import TITLE_POINTS, fitted
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
    figure.suptitle(fitted(f"{loss.title}, input {INPUTS[condition]}", 3.4 * panels, TITLE_POINTS))
    by_batch, by_epoch, *rest = figure.subplots(1, panels)
    for place, seed in enumerate(batches):
        color = f"C{place}"
        _batch_losses(by_batch, batches[seed][network], color)
        table = epochs[seed]
        by_epoch.plot(table["epoch"], table[network], "o-", color=color, label=f"seed {seed}")
        for axis in rest:
            axis.plot(table["epoch"], table["validation_l1"], "o-", color=color)
            axis.set(
                title="Validation L1 by epoch", xlabel="epoch", ylabel="per pixel-channel, 0–255"
            )
    number = max(map(len, batches.values()))
    window = _window(number)
    title = f"By batch (thick: mean of {window})" if window > 1 else "By batch"
    by_batch.set(title=title, xlabel="batch", ylabel=loss.formula)
    by_epoch.set(title="By epoch (mean of its batches)", xlabel="epoch", ylabel=loss.formula)
    last = max(int(table["epoch"].max()) for table in epochs.values())
    for axis in (by_batch, by_epoch, *rest):
        show_single_values(axis)
        axis.set_xlim(0.5, (number if axis is by_batch else last) + 0.5)
        axis.xaxis.get_major_locator().set_params(integer=True, min_n_ticks=1)
    if len(batches) > 1:
        lines = by_epoch.get_legend_handles_labels()
        figure.legend(*lines, loc="outside lower center", ncols=min(len(batches), 8))
    save(figure, path)


def _window(batches: int) -> int:
    return max(batches // SMOOTHED, 1)


def _batch_losses(axis: Axes, losses: pd.Series, color: str) -> None:
    window = _window(len(losses))
    x = np.arange(1, len(losses) + 1)
    marker = "o" if len(losses) == 1 else None
    axis.plot(x, losses, color=color, alpha=0.3, linewidth=0.6)
    axis.plot(x, losses.rolling(window).mean(), color=color, marker=marker)
