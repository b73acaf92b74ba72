"""The bars of the card's charts, in the units of their drawing, and what they say in words."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chromacel.card.pictures import HUES, Levels
from chromacel.card.words import brightness, colors, percent
from chromacel.dataset.split_settings import SPLITS

LEFT, RIGHT, TOP, BOTTOM = 36, 316, 10, 110  # of the plot, in a drawing of 320 x 150
STRIP, GAP = 6, 4  # of the scale below it: its height, and its distance
GRAYS = 32  # bars of eight gray levels each


@dataclass(frozen=True)
class Bar:
    x: float
    y: float
    width: float
    height: float
    color: str


@dataclass(frozen=True)
class Chart:
    """A split's bars. `highest` is the share at the plot's top; `outline` the path of training's
    bars, empty for training itself."""

    split: str
    words: str
    highest: str
    bars: list[Bar]
    scale: list[Bar]
    outline: str


def brightness_charts(levels: dict[str, Levels]) -> list[Chart]:
    """How many of a split's pixels are how bright."""
    counts = {split: levels[split].gray.reshape(GRAYS, -1).sum(axis=1) for split in SPLITS}
    shades = [f"hsl(0 0% {round(100 * place / (GRAYS - 1))}%)" for place in range(GRAYS)]
    said = {split: brightness(levels[split].gray) for split in SPLITS}
    return _charts(counts, ["#44546a"] * GRAYS, shades, said)


def hue_charts(levels: dict[str, Levels]) -> list[Chart]:
    """How many of a split's colored pixels have which hue."""
    counts = {split: levels[split].hues for split in SPLITS}
    shown = [f"hsl({360 * place // HUES} 75% 50%)" for place in range(HUES)]
    said = {split: colors(levels[split]) for split in SPLITS}
    return _charts(counts, shown, shown, said)


def _charts(
    counts: dict[str, NDArray[np.int64]], fills: list[str], scale: list[str], said: dict[str, str]
) -> list[Chart]:
    """One chart for each split, all to the same height, so that they compare."""
    shares = {split: pixels / max(pixels.sum(), 1) for split, pixels in counts.items()}
    highest = max(float(share.max()) for share in shares.values()) or 1.0
    heights = {split: share / highest * (BOTTOM - TOP) for split, share in shares.items()}
    training = shares["training"]
    charts = []
    for split, share in shares.items():
        overlap = percent(float(np.minimum(share, training).sum()))
        itself = split == "training"
        charts.append(
            Chart(
                split=split,
                words=said[split] + ("" if itself else f" The overlap with training is {overlap}."),
                highest=percent(highest),
                bars=_bars(heights[split], BOTTOM, fills),
                scale=_bars(np.full(len(scale), -STRIP), BOTTOM + GAP, scale),
                outline="" if itself else _outline(heights["training"]),
            )
        )
    return charts


def _bars(heights: NDArray[np.float64], foot: float, colors: list[str]) -> list[Bar]:
    """Side by side over the plot's width; a negative height hangs down from `foot`."""
    width = (RIGHT - LEFT) / len(heights)
    return [
        Bar(LEFT + place * width, foot - max(height, 0), width, abs(height), color)
        for place, (height, color) in enumerate(zip(heights.tolist(), colors, strict=True))
    ]


def _outline(heights: NDArray[np.float64]) -> str:
    """The tops of bars, as the data of an SVG path."""
    bars = _bars(heights, BOTTOM, [""] * len(heights))
    steps = [f"V{bar.y:.2f}H{bar.x + bar.width:.2f}" for bar in bars]
    return f"M{LEFT},{BOTTOM}{''.join(steps)}V{BOTTOM}"
