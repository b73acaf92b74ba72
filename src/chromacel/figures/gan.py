"""Figure 5: how the conditional GAN joins its networks, by what `architecture` finds."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch

from chromacel.figures.boxes import Box, Point, arrow, placed
from chromacel.figures.network import canvas, draw_boxes, kind_colors, label
from chromacel.figures.style import save
from chromacel.models.structure import Connections, Layer

GENERATED = "generator(condition)"
REAL = "discriminator(condition, truth)"
FAKE = f"discriminator(condition, {GENERATED})"
PICTURE = 1.15  # inches that a picture is high
NOTES = (
    "x: a frame's grayscale or edges",
    "y: the frame's colors",
    "D: the probability that a pair is real",
)
CONDITION_COLOR, TRUTH_COLOR, GENERATED_COLOR = "0.4", "C2", "C3"
PICTURES: dict[str, tuple[Point, str, str]] = {
    "condition": ((0.45, -1.45), "condition x", CONDITION_COLOR),
    "truth": ((4.85, 1.45), "truth y", TRUTH_COLOR),
    GENERATED: ((4.85, -1.45), "colored G(x)", GENERATED_COLOR),
}
# Lower left corner and upper right corner of each frame, in inches.
FRAMES: dict[str, tuple[Point, Point]] = {
    "G": ((1.55, -2.05), (4.15, -0.85)),
    REAL: ((6.55, 0.85), (8.75, 2.05)),
    FAKE: ((6.55, -2.05), (8.75, -0.85)),
    "discriminator": ((10.05, 0.85), (12.85, 2.05)),
    "generator": ((10.05, -2.05), (12.85, -0.85)),
}
ROUTES: dict[tuple[str, str], list[Point]] = {
    ("condition", GENERATED): [(0.5, -1.45), (1.55, -1.45)],
    ("condition", REAL): [(0.6, -1.45), (0.6, 0), (6.05, 0), (6.05, 1.2), (6.55, 1.2)],
    ("condition", FAKE): [(0.6, -1.45), (0.6, 0), (6.05, 0), (6.05, -1.2), (6.55, -1.2)],
    ("truth", REAL): [(4.95, 1.7), (6.55, 1.7)],
    (GENERATED, FAKE): [(4.95, -1.7), (6.55, -1.7)],
    (REAL, "discriminator"): [(8.75, 1.45), (10.05, 1.45)],
    (FAKE, "discriminator"): [(8.75, -1.2), (9.4, -1.2), (9.4, 1.1), (10.05, 1.1)],
    (FAKE, "generator"): [(8.75, -1.7), (10.05, -1.7)],
    (GENERATED, "generator"): [(5.8, -1.7), (5.8, -2.75), (11.45, -2.75), (11.45, -2.05)],
    ("truth", "generator"): [(5.8, 1.7), (5.8, 2.45), (13.2, 2.45), (13.2, -1.45), (12.85, -1.45)],
}


def edges(found: Connections) -> set[tuple[str, str]]:
    """From what to what the figure's arrows go; a loss has the name of its network."""
    targets = {**found.calls, **found.losses}
    return {(source, target) for target, sources in targets.items() for source in sources}


def gan_figure(
    path: Path,
    title: str,
    networks: Mapping[str, Sequence[Layer]],
    numbers: Mapping[str, int],
    found: Connections,
    l1_weight: float,
) -> None:
    """`networks` are the layers, and `numbers` the parameters, of generator and discriminator."""
    figure, axis = canvas((0, 13.5), (-2.95, 3.05))
    axis.text(6.75, 2.95, title, ha="center", va="top", fontsize=11)
    for source, target in sorted(edges(found)):
        color = PICTURES[source][2] if source in PICTURES else "0.25"
        arrow(axis, ROUTES[source, target], color, zorder=0.5)
    arrow(axis, [(4.15, -1.45), (4.85, -1.45)], GENERATED_COLOR)
    condition, colors = networks["discriminator"][:2]
    for name, layer in (("condition", condition), ("truth", colors), (GENERATED, colors)):
        place, words, color = PICTURES[name]
        scale = PICTURE / Box(layer, *place, 1, copied=False).height
        box = Box(layer, *place, scale, copied=False)
        box.draw(axis, color)
        label(axis, [box], words)
    axis.text(0.2, 2.1, "\n".join(NOTES), va="top", fontsize=9, color="0.3", linespacing=1.5)
    for name, words, network in (
        ("G", "generator G", "generator"),
        (REAL, "discriminator D, true pair", "discriminator"),
        (FAKE, "discriminator D, colored pair", "discriminator"),
    ):
        below = f"{numbers[network]:,} parameters"
        _network(axis, name, words, networks[network], below)
    axis.text(7.65, 0, "the same network", ha="center", va="center", fontsize=8, color="0.3")
    _loss(axis, "discriminator", "−log D(x, y)\n− log(1 − D(x, G(x)))")
    _loss(axis, "generator", f"−log D(x, G(x))\n+ {l1_weight:g} · mean |G(x) − y|")
    save(figure, path)


def _network(axis: Axes, name: str, words: str, layers: Sequence[Layer], below: str) -> None:
    """A network's own picture, small, in its frame."""
    (left, low), (right, high) = FRAMES[name]
    _frame(axis, name)
    axis.text((left + right) / 2, high - 0.08, words, ha="center", va="top", fontsize=9)
    axis.text((left + right) / 2, low + 0.08, below, ha="center", fontsize=8, color="0.3")
    full = placed(layers, 0, 0)
    tallest = max(box.height + box.depth for group in full for box in group)
    scale = min((right - left - 0.3) / full[-1][-1].right, (high - low - 0.5) / tallest)
    groups = placed(layers, left + 0.15, low + 0.54, scale)
    draw_boxes(axis, groups, kind_colors(layers))


def _loss(axis: Axes, network: str, formula: str) -> None:
    (left, _), (right, high) = FRAMES[network]
    _frame(axis, network)
    middle = (left + right) / 2
    words = f"{network}'s loss"
    axis.text(middle, high - 0.1, words, ha="center", va="top", fontsize=9, weight="bold")
    axis.text(middle, high - 0.36, formula, ha="center", va="top", fontsize=9, linespacing=1.4)
    after = f"updates the {network} alone"
    axis.text(middle, high - 0.92, after, ha="center", va="top", fontsize=8, color="0.3")


def _frame(axis: Axes, name: str) -> None:
    (left, low), (right, high) = FRAMES[name]
    axis.add_patch(
        FancyBboxPatch(
            (left, low),
            right - left,
            high - low,
            boxstyle="round,pad=0,rounding_size=0.1",
            facecolor="0.97",
            edgecolor="0.25",
        )
    )
