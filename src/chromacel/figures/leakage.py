"""Error against distance to the training split."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from chromacel.figures.style import save, show_single_values
from chromacel.figures.text import TITLE_POINTS, fitted


def distance_curves(path: Path, by: str, curves: Mapping[str, pd.DataFrame]) -> None:
    """L1 of each test frame against its distance to training (columns distance, l1 and twin)."""
    figure = Figure(figsize=(3.4 * len(curves), 3.8), layout="constrained")
    title = f"Error against distance to the nearest training frame, split by {by}"
    figure.suptitle(fitted(title, 3.2 * len(curves), TITLE_POINTS))
    axes = figure.subplots(1, len(curves), squeeze=False, sharex=True, sharey=True)[0]
    for axis, (name, table) in zip(axes, curves.items(), strict=True):
        for twin, color, label in (
            (True, "C1", "near-duplicate in training"),
            (False, "C0", "none"),
        ):
            own = table[table["twin"] == twin]
            axis.plot(own["distance"], own["l1"], ".", color=color, alpha=0.6, label=label)
        if len(table) > 2 and table["distance"].std() and table["l1"].std():
            ranks = table["distance"].corr(table["l1"], method="spearman")
            axis.set_title(f"{name}\nrank correlation {ranks:.2f}")
        else:
            axis.set_title(name)
        axis.set_xlabel("difference of thumbnails, 0–255")
        show_single_values(axis)
    axes[0].set_ylabel("L1 per pixel-channel, 0–255")
    figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=2)
    save(figure, path)
