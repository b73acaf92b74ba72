"""How near colorings come to the truth, over the hints that they have."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from chromacel.evaluation.hint_amounts import NUMBERS, SHARES
from chromacel.evaluation.hint_labels import HINT_COLORS, HINT_METHODS
from chromacel.evaluation.labels import INPUTS
from chromacel.figures.style import save

LINE = 0.055  # of the panel's height, that each line of the legend has above the curves


def hint_curves(path: Path, table: pd.DataFrame) -> None:
    """A row of panels for each condition: PSNR over the share of regions with a hint, with the area
    below each curve, and L1 over the number of points. `table` is that of `tabulate_hints`."""
    conditions = [*table["condition"].unique()]
    figure = Figure(figsize=(9, 1.0 + 3.6 * len(conditions)), layout="constrained")
    figure.suptitle("Colors with hints: for the largest regions, and at random places")
    for axes, condition in zip(
        figure.subplots(len(conditions), 2, squeeze=False), conditions, strict=True
    ):
        rows = table[table["condition"] == condition]
        for row in rows.to_dict("records"):
            style = {"color": HINT_COLORS[row["method"]], "marker": ".", "clip_on": False}
            name = HINT_METHODS[row["method"]]
            curve = [row[f"psnr_{share}"] for share in SHARES]
            label = f"{name}, area {row['area']:.2f} dB"
            axes[0].plot(SHARES, curve, label=label, **style)
            axes[1].plot(NUMBERS, [row[f"l1_{number}"] for number in NUMBERS], **style)
        shares = [f"{share:.0%}".replace("%", "") for share in SHARES]
        _scale(axes[0], SHARES, shares, 0.01)
        _scale(axes[1], NUMBERS, [str(number) for number in NUMBERS], 1)
        title = f"From {INPUTS[condition]}"
        axes[0].set(title=title, xlabel="% of regions with a hint", ylabel="PSNR in decibels")
        axes[1].set(title=title, xlabel="points with their true color", ylabel="L1, 0–255")
        axes[1].set_ylim(bottom=0)
        low, high = axes[0].dataLim.intervaly
        covered = LINE * (len(rows) + 1)
        axes[0].set_ylim(top=high + covered / (1 - covered) * (high - low))
        axes[0].legend(loc="upper left")
    save(figure, path)


def _scale(axis: Axes, places: Sequence[float], labels: Sequence[str], first: float) -> None:
    """Logarithmic from the first place above zero on, and with a tick at each."""
    axis.set_xscale("symlog", linthresh=first, linscale=0.5)
    axis.set_xticks(places, labels)
    axis.set_xticks([], minor=True)
    axis.set_xlim(places[0], places[-1])
