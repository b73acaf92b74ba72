"""Figures 3 and 4: a network as a row of boxes, one for each of its layers."""

import math
import textwrap
from collections.abc import Mapping, Sequence
from itertools import cycle
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.markers import CARETDOWN, CARETRIGHT
from matplotlib.patches import Rectangle
from torch import Tensor, nn

from chromacel.figures.style import save
from chromacel.models.structure import INPUT, Layer, layers, parameters

# In inches, which are the units of the axes. The first box stands around (0, 0).
PITCH = 0.85  # from a box's middle to the next one's
TALLEST, WIDEST = 1.7, 0.6
LIFT = 0.15  # of a skip connection above what it passes
LINE = 0.19  # of text
LEFT, MARGIN = -1.6, 0.2
NARROWEST = 8.5  # figure: it has room for the title, the legend and the notes
LONGEST = 12  # letters in a line of a name

COLORS = mpl.color_sequences["tab10"] + mpl.color_sequences["tab20b"]
NOTES = (
    "Heights grow with the square root of the rows, widths with the logarithm of the channels.",
    "A line above the row is a skip connection or another input: its layer takes that, too.",
)


def network_figure(
    path: Path, title: str, network: nn.Module, inputs: Mapping[str, Tensor], result: str
) -> None:
    """Layers from left to right in the order of their calls, whatever the network.

    `inputs` are (n, c, h, w), by name; `result` is the name of what the last layer gives. The
    number of parameters is added to the title.
    """
    row = layers(network, inputs)
    boxes = [_box(place, layer, row) for place, layer in enumerate(row)]
    levels = _skip_levels(row, boxes)
    kinds = dict.fromkeys(layer.kind for layer in row[len(inputs) :])
    colors = {INPUT: "0.7", **dict(zip(kinds, cycle(COLORS), strict=False))}
    names = ["", *inputs, *[""] * len(row)][1 : len(row)]
    names = [textwrap.fill(name, LONGEST) for name in (*names, result)]

    top = max(TALLEST / 2, *levels.values(), 0) + 3 * LINE
    table = -TALLEST / 2 - MARGIN
    legend = table - LINE * (4 + max(name.count("\n") for name in names))
    bottom = legend - LINE * (len(colors) + len(NOTES) + 1)
    right = max(PITCH * len(row), NARROWEST + LEFT)
    figure = Figure(figsize=(right - LEFT, top - bottom))
    axis = figure.add_axes((0, 0, 1, 1), xlim=(LEFT, right), ylim=(bottom, top))
    axis.axis("off")

    full = f"{title} ({parameters(network):,} parameters)"
    axis.text((LEFT + right) / 2, top - MARGIN, full, ha="center", va="top", fontsize=11)
    for target, layer in enumerate(row):
        axis.add_patch(boxes[target])
        boxes[target].set(facecolor=colors[layer.kind], edgecolor="0.25", linewidth=0.6)
        for source in layer.sources:
            _connect(axis, boxes[source], boxes[target], levels.get((source, target)))
    _tabulate(axis, table, row, names)
    _explain(axis, legend, colors, NOTES if levels else NOTES[:1])
    save(figure, path)


def _box(place: int, layer: Layer, row: Sequence[Layer]) -> Rectangle:
    rows, *others = (of.size[0] if len(of.size) == 2 else 1 for of in (layer, *row))
    height = TALLEST * math.sqrt(rows / max(others))
    width = min(0.08 + 0.045 * math.log2(layer.channels), WIDEST)
    return Rectangle((PITCH * place - width / 2, -height / 2), width, height)


def _skip_levels(row: Sequence[Layer], boxes: Sequence[Rectangle]) -> dict[tuple[int, int], float]:
    """Of each connection that passes boxes, source and target, the height of its line: above those
    boxes, and above the shorter lines that it passes."""
    skyline = [-box.get_y() for box in boxes]  # their tops
    pairs = [(source, target) for target, layer in enumerate(row) for source in layer.sources]
    levels = {}
    for source, target in sorted(pairs, key=lambda pair: pair[1] - pair[0]):
        if target - source > 1:
            level = max(skyline[source : target + 1]) + LIFT
            skyline[source : target + 1] = [level] * (target + 1 - source)
            levels[source, target] = level
    return levels


def _connect(axis: Axes, source: Rectangle, target: Rectangle, level: float | None) -> None:
    """An arrow to the next box; or one at a level, from a box's top to another's."""
    if level is None:
        xs, ys = [source.get_x() + source.get_width(), target.get_x()], [0.0, 0.0]
    else:
        start = source.get_x() + 0.75 * source.get_width()
        end = target.get_x() + 0.25 * target.get_width()
        xs = [start, start, end, end]
        ys = [-source.get_y(), level, level, -target.get_y()]
    marker = CARETRIGHT if level is None else CARETDOWN
    axis.plot(xs, ys, color="0.25", linewidth=1, marker=marker, markevery=[-1], markersize=5)


def _tabulate(axis: Axes, y: float, row: Sequence[Layer], names: Sequence[str]) -> None:
    """Channels, size and name below each box."""
    for line, heading in enumerate(("channels", "rows × columns")):
        axis.text(LEFT + MARGIN, y - LINE * line, heading, va="top", fontsize=8, color="0.3")
    for place, (layer, name) in enumerate(zip(row, names, strict=True)):
        size = " × ".join(map(str, layer.size))
        for line, text in enumerate((f"{layer.channels:,}", size, name)):
            weight = "normal" if line else "bold"
            where = PITCH * place, y - LINE * line
            axis.text(*where, text, ha="center", va="top", fontsize=8, weight=weight)


def _explain(axis: Axes, y: float, colors: Mapping[str, Any], notes: Sequence[str]) -> None:
    """Legend and notes."""
    for kind, color in colors.items():
        axis.add_patch(Rectangle((LEFT + MARGIN, y), 0.25, 0.1, facecolor=color))
        axis.text(LEFT + MARGIN + 0.35, y, kind, fontsize=8)
        y -= LINE
    axis.text(LEFT + MARGIN, y, "\n".join(notes), va="top", fontsize=8, color="0.3")
