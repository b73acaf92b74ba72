"""Figures 3 and 4: a network's layers, drawn from what `architecture` finds in them."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from chromacel.figures.boxes import Box, Point, arrow, draw_skips, placed
from chromacel.figures.style import save
from chromacel.models.structure import Layer

NOTES = (
    "Below each box: channels, and rows × columns.",
    "Height and depth grow with the square root of rows and columns,",
    "thickness with the logarithm of the channels.",
)
SKIPS = "A pale box is a copy of an earlier layer's: the next layer takes both."
MARGIN = 0.6  # inches
LINE = 0.18  # height of a line of text


def kind(layer: Layer) -> str:
    """What a layer does, whatever its channels and size."""
    if not layer.sources:
        return "input"
    if not layer.kernel:
        return "linear layer"
    kernel = "×".join(map(str, layer.kernel))
    what = "transposed convolution" if layer.transposed else "convolution"
    return ", ".join([f"{what} {kernel}, stride {layer.stride[0]}", *layer.steps])


def kind_colors(layers: Sequence[Layer]) -> dict[str, str]:
    kinds = dict.fromkeys(kind(layer) for layer in layers if layer.sources)
    return {"input": "0.7", **{own: f"C{place}" for place, own in enumerate(kinds)}}


def network_figure(
    path: Path, title: str, layers: Sequence[Layer], result: str, after: str = ""
) -> None:
    """A network's layers from left to right. `result` is what the last one gives, and `after` what
    becomes of that outside of the network."""
    groups = placed(layers, MARGIN, 0)
    boxes = [box for group in groups for box in group]
    colors = kind_colors(layers)
    notes = [*NOTES, SKIPS] if any(box.copied for box in boxes) else NOTES
    right = boxes[-1].right + (2.1 if after else MARGIN)
    high = max(box.top[1] + box.depth for box in boxes) + 0.45
    low = -max(box.height for box in boxes) / 2 - 0.9 - LINE * max(len(colors), len(notes))
    figure, axis = canvas((0, right), (low, high))
    axis.text(right / 2, high - 0.1, title, ha="center", va="top", fontsize=11)
    _draw(axis, groups, colors)
    inputs = ", ".join(box.layer.name for box in groups[0])
    for group, name in zip(groups, [inputs, *[""] * (len(groups) - 2), result], strict=True):
        label(axis, group, name)
    if after:
        arrow(axis, [(boxes[-1].right, 0), (boxes[-1].right + 0.45, 0)])
        axis.text(boxes[-1].right + 0.53, 0, after, va="center", fontsize=9)
    patches = [Patch(facecolor=color, label=name) for name, color in colors.items()]
    axis.legend(handles=patches, loc="lower left", frameon=False, borderaxespad=1, fontsize=8)
    axis.text(right - 0.2, low + 0.15, "\n".join(notes), ha="right", fontsize=8, color="0.3")
    save(figure, path)


def canvas(across: Point, up: Point) -> tuple[Figure, Axes]:
    """A figure whose axes' units are inches."""
    figure = Figure(figsize=(across[1] - across[0], up[1] - up[0]))
    axis = figure.add_axes((0, 0, 1, 1))
    axis.set(xlim=across, ylim=up)
    axis.axis("off")
    return figure, axis


def draw_boxes(axis: Axes, groups: Sequence[Sequence[Box]], colors: Mapping[str, str]) -> None:
    for box in (box for group in groups for box in group):
        box.draw(axis, colors[kind(box.layer)])


def _draw(axis: Axes, groups: Sequence[Sequence[Box]], colors: Mapping[str, str]) -> None:
    draw_boxes(axis, groups, colors)
    for group, following in pairwise(groups):
        arrow(axis, [(group[-1].right, group[-1].y), (following[0].x, following[0].y)])
    draw_skips(axis, groups)


def label(axis: Axes, group: Sequence[Box], name: str) -> None:
    """Channels, size and, where there is one, name, below boxes that stand together."""
    middle = (group[0].x + group[-1].x + group[-1].thickness) / 2
    below = group[0].y - max(box.height for box in group) / 2 - 0.08
    channels = " + ".join(f"{box.layer.channels:,}" for box in group)
    axis.text(middle, below, channels, ha="center", va="top", fontsize=9, weight="bold")
    rest = "\n".join(line for line in (" × ".join(map(str, group[0].layer.size)), name) if line)
    axis.text(middle, below - 0.17, rest, ha="center", va="top", fontsize=8)
