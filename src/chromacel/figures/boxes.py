"""Networks as rows of boxes, one for what each layer gives."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch, Polygon
from matplotlib.path import Path

from chromacel.models.structure import Layer

Point = tuple[float, float]
SIDE = 0.14  # inches of a box's height for the square root of the rows
DEPTH = 0.02
GAP = 0.38  # between a layer and the next
LIFT = 0.16  # of a skip's line above its boxes
LINE = "0.25"


@dataclass(frozen=True)
class Box:
    """What a layer gives: its front's lower left corner is at `x`, the middle of its height at `y`,
    in inches. A `copied` one stands beside another layer's, since the next one takes both."""

    layer: Layer
    x: float
    y: float
    scale: float
    copied: bool

    @property
    def thickness(self) -> float:
        return self.scale * (0.06 + 0.045 * math.log2(self.layer.channels))

    @property
    def height(self) -> float:
        rows = self.layer.size[0] if self.layer.size else 1
        return self.scale * SIDE * math.sqrt(rows)

    @property
    def depth(self) -> float:
        """How far its back is to the right, and up."""
        columns = self.layer.size[1] if self.layer.size else 1
        return self.scale * DEPTH * math.sqrt(columns)

    @property
    def right(self) -> float:
        return self.x + self.thickness + self.depth

    @property
    def top(self) -> Point:
        """The middle of its upper face."""
        return (self.x + self.right) / 2, self.y + (self.height + self.depth) / 2

    def draw(self, axis: Axes, color: str) -> None:
        left, right, back = self.x, self.x + self.thickness, self.depth
        low, high = self.y - self.height / 2, self.y + self.height / 2
        front = [(left, low), (right, low), (right, high), (left, high)]
        upper = [
            (left, high),
            (right, high),
            (right + back, high + back),
            (left + back, high + back),
        ]
        side = [
            (right, low),
            (right, high),
            (right + back, high + back),
            (right + back, low + back),
        ]
        paleness = 0.6 if self.copied else 0
        for corners, light in ((front, 0.15), (upper, 0.45), (side, 0)):
            white = paleness + (1 - paleness) * light
            mixed = [part + (1 - part) * white for part in mpl.colors.to_rgb(color)]
            axis.add_patch(Polygon(corners, facecolor=mixed, edgecolor=LINE, linewidth=0.6))


def placed(layers: Sequence[Layer], x: float, y: float, scale: float = 1) -> list[list[Box]]:
    """Boxes from left to right, those that a layer takes side by side together."""
    by_name = {layer.name: layer for layer in layers}
    chain = [layer for layer in layers if layer.sources]
    groups = [[by_name[name] for name in chain[0].sources]]
    for layer, following in pairwise(chain):
        others = [by_name[name] for name in following.sources if name != layer.name]
        groups.append([layer, *others])
    groups.append(chain[-1:])
    found = []
    for place, group in enumerate(groups):
        boxes: list[Box] = []
        for layer in group:
            boxes.append(Box(layer, x, y, scale, copied=bool(place and boxes)))
            x += boxes[-1].thickness
        found.append(boxes)
        x = boxes[-1].right + scale * GAP
    return found


def draw_skips(axis: Axes, groups: Sequence[Sequence[Box]]) -> None:
    """A line from each layer's own box to its copy."""
    own = {box.layer.name: box for boxes in groups for box in boxes if not box.copied}
    for box in (box for boxes in groups for box in boxes if box.copied):
        start, end = own[box.layer.name].top, box.top
        level = start[1] + box.depth / 2 + LIFT
        arrow(axis, [start, (start[0], level), (end[0], level), end])


def arrow(axis: Axes, points: Sequence[Point], color: str = LINE, zorder: float = 3) -> None:
    axis.add_patch(
        FancyArrowPatch(
            path=Path(points),
            arrowstyle="-|>",
            mutation_scale=9,
            color=color,
            linewidth=1.0,
            joinstyle="miter",
            zorder=zorder,
        )
    )
