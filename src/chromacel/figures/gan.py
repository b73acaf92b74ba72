"""Figure 5: what the losses of the conditional GAN (section 3.2.2) are computed from."""

from collections.abc import Mapping
from pathlib import Path

from matplotlib.figure import Figure

from chromacel.figures.style import save

WIDTH, HEIGHT = 12.0, 4.4  # inches, which are the units of the axes
X, Y, GX, LOSS = "0.45", "C2", "C3", "0.15"  # colors of a box's frame and of the arrows from it
NETWORK, OTHER = "aliceblue", "white"  # fills
D = "discriminator D\n{discriminator:,} parameters\non the "
D_LOSS = "discriminator's loss\n−log D(x, y) − log(1 − D(x, G(x)))"
G_LOSS = "generator's loss\n−log D(x, G(x)) + λ · mean |G(x) − y|\nλ = {l1_weight:g}"
BOXES = {
    "condition": (0.9, 1.9, OTHER, X, "condition x\n1 × {picture}"),
    "generator": (2.9, 0.7, NETWORK, GX, "generator G\n{generator:,} parameters"),
    "colored": (4.9, 0.7, OTHER, GX, "colored G(x)\n3 × {picture}"),
    "truth": (4.9, 3.1, OTHER, Y, "truth y\n3 × {picture}"),
    "true pair": (7.2, 3.1, NETWORK, LOSS, f"{D}true pair (x, y)"),
    "colored pair": (7.2, 0.7, NETWORK, LOSS, f"{D}colored pair (x, G(x))"),
    "difference": (7.2, 1.9, OTHER, LOSS, "mean |G(x) − y|"),
    "discriminator's loss": (10.4, 3.1, OTHER, LOSS, D_LOSS),
    "generator's loss": (10.4, 0.7, OTHER, LOSS, G_LOSS),
}
ARROWS = {
    "condition": ("generator", "true pair", "colored pair"),
    "generator": ("colored",),
    "colored": ("colored pair", "difference"),
    "truth": ("true pair", "difference"),
    "true pair": ("discriminator's loss",),
    "colored pair": ("discriminator's loss", "generator's loss"),
    "difference": ("generator's loss",),
}
NOTES = """\
x: a frame's grayscale or edges; y: its colors
D: the probability that a pair is real
Both boxes of D are the same network.
Each loss updates only the network in its name."""


def gan_figure(
    path: Path, title: str, size: tuple[int, int], numbers: Mapping[str, int], l1_weight: float
) -> None:
    """`size` is rows and columns of a picture; `numbers` are the parameters of each network."""
    figure = Figure(figsize=(WIDTH, HEIGHT))
    axis = figure.add_axes((0, 0, 1, 1), xlim=(0, WIDTH), ylim=(0, HEIGHT))
    axis.axis("off")
    axis.text(WIDTH / 2, HEIGHT - 0.2, title, ha="center", va="top", fontsize=11)
    axis.text(0.3, HEIGHT - 0.6, NOTES, va="top", fontsize=8, color="0.3", linespacing=1.5)
    picture, frames = f"{size[0]} × {size[1]}", {}
    for name, (x, y, fill, color, template) in BOXES.items():
        style = {"boxstyle": "round,pad=0.6", "facecolor": fill, "edgecolor": color}
        words = template.format(picture=picture, l1_weight=l1_weight, **numbers)
        text = axis.text(x, y, words, ha="center", va="center", linespacing=1.5, bbox=style)
        frames[name] = text.get_bbox_patch()
    for source, targets in ARROWS.items():
        arrow = {"arrowstyle": "-|>", "color": BOXES[source][3], "patchA": frames[source]}
        for target in targets:
            ends = {"patchB": frames[target], "shrinkA": 0, "shrinkB": 1}
            axis.annotate("", BOXES[target][:2], BOXES[source][:2], arrowprops=arrow | ends)
    save(figure, path)
