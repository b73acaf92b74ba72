"""Error by luma and by hue."""

from collections.abc import Mapping
from pathlib import Path

import matplotlib as mpl
import pandas as pd
from matplotlib.figure import Figure

from chromacel.figures.style import save


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
