"""What fitting does to an episode's pictures, by their shape and their bars."""

from collections import Counter
from dataclasses import asdict

import numpy as np

from chromacel.pictures.bars import Bars, BarSearch
from chromacel.pictures.framing import Framing
from chromacel.pictures.pixels import Picture
from chromacel.pictures.resizing import FrameSettings


def shown_aspect(
    rows: int, columns: int, pixel_aspect: float, bars: Bars, settings: FrameSettings
) -> float:
    """The width over the height of what is fitted to a frame. Arguments are as of `framing`."""
    if settings.trim_bars:
        rows, columns = rows - bars.top - bars.bottom, columns - bars.left - bars.right
    return columns * pixel_aspect / rows


def framing(
    rows: int, columns: int, pixel_aspect: float, bars: Bars, settings: FrameSettings
) -> Framing:
    """Of pictures of so many rows and columns, bars included, by `fit_picture` as it fits them.

    `pixel_aspect` is the width of a pixel over its height.
    """
    inner_rows, inner_columns = rows - bars.top - bars.bottom, columns - bars.left - bars.right
    covered = 1 - inner_rows * inner_columns / (rows * columns)
    aspect = shown_aspect(rows, columns, pixel_aspect, bars, settings)
    wider = aspect / (settings.width / settings.height)
    lost = 1 - min(wider, 1 / wider)
    return Framing(
        cut=lost if settings.fit == "crop" else 0.0,
        padding=lost if settings.fit == "pad" else 0.0,
        stretch=1 / wider if settings.fit == "stretch" else 1.0,
        bars=covered,
    )


class FramingSearch:
    """How an episode's pictures are fitted, once it has been shown some: each counts for their
    shape, which is one in most videos and several in a comic, and all count for their bars."""

    def __init__(self) -> None:
        self.search = BarSearch()
        self.shapes: Counter[tuple[int, int, float]] = Counter()

    def look(self, rgb: Picture, pixel_aspect: float) -> None:
        self.shapes[rgb.shape[0], rgb.shape[1], pixel_aspect] += 1
        self.search.look(rgb)

    def bars(self) -> Bars:
        return self.search.bars()

    def framing(self, settings: FrameSettings) -> Framing:
        """The mean over the pictures."""
        shapes = self.shapes or Counter([(1, 1, 1.0)])
        framings = [asdict(framing(*shape, self.bars(), settings)) for shape in shapes]
        means = {
            name: float(np.average([one[name] for one in framings], weights=[*shapes.values()]))
            for name in framings[0]
        }
        return Framing(**(means if len(framings) > 1 else framings[0]))

    def aspect(self, settings: FrameSettings) -> float | None:
        """The width over the height of what is fitted; None if the pictures have several shapes."""
        if len(self.shapes) != 1:
            return None
        [shape] = self.shapes
        return round(shown_aspect(*shape, self.bars(), settings), 3)
