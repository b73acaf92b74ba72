"""Error by luma and by hue."""

from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl
import pandas as pd
from matplotlib.figure import Figure

from chromacel.conditions.kinds import CONDITIONS
from chromacel.evaluation.labels import pair_name
from chromacel.figures.style import save
from chromacel.models.recipes import RECIPES


def error_bars(path: Path, tables: Sequence[pd.DataFrame]) -> None:
    """Mean error by luma and by hue, and below each how many of the pixels are there.

    A table for each model and condition has columns model, condition, scale, start, end, pixels and
    error. A curve's color tells the model, and its line the condition.
    """
    figure = Figure(figsize=(9, 5.4), layout="constrained")
    figure.suptitle("Error by the luma and the hue of the truth")
    axes = figure.subplots(2, 2, sharex="col", height_ratios=(3, 1))
    for column, (scale, full) in enumerate((("luma", 256), ("hue", 360))):
        above, below = axes[:, column]
        for table in tables:
            bins = table[table["scale"] == scale]
            middles = (bins["start"] + bins["end"]) / 512 * full
            model, condition = table["model"][0], table["condition"][0]
            above.plot(
                middles,
                bins["error"],
                color=RECIPES[model].color,
                linestyle=CONDITIONS[condition].line,
                marker=".",
                label=pair_name(model, condition),
            )
        width = full / len(bins)
        colors = (
            mpl.colors.hsv_to_rgb([(place / full, 0.8, 0.9) for place in middles])
            if scale == "hue"
            else [(place / full,) * 3 for place in middles]
        )
        share = bins["pixels"] / max(bins["pixels"].sum(), 1)
        below.bar(middles, 100 * share, width, color=colors, edgecolor="0.6", linewidth=0.3)
        below.set(
            xlabel={"luma": "luma, 0–255", "hue": "hue in degrees"}[scale], ylabel="% of pixels"
        )
        above.set_ylabel("mean error, 0–255")
        above.set_ylim(bottom=0)
        if not share.any():
            below.text(0.5, 0.4, "no pixel is colored", ha="center", transform=below.transAxes)
            for axis in (above, below):
                axis.set(ylim=(0, 1), yticks=[])
    lines = axes[0, 0].get_legend_handles_labels()
    figure.legend(*lines, loc="outside lower center", ncols=min(len(tables), 4))
    save(figure, path)
