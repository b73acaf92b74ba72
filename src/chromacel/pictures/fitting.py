"""What fitting does to an episode's pictures, by their shape and their bars."""

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
    """How an episode's pictures are fitted, once it has been shown some, of which the first counts
    for their shape and all for their bars."""

    def __init__(self) -> None:
        self.search = BarSearch()
        self.shape = 1, 1
        self.pixel_aspect: float | None = None

    def look(self, rgb: Picture, pixel_aspect: float) -> None:
        if self.pixel_aspect is None:
            self.shape, self.pixel_aspect = (rgb.shape[0], rgb.shape[1]), pixel_aspect
        self.search.look(rgb)

    def bars(self) -> Bars:
        return self.search.bars()

    def framing(self, settings: FrameSettings) -> Framing:
        return framing(*self.shape, self.pixel_aspect or 1.0, self.bars(), settings)

    def aspect(self, settings: FrameSettings) -> float:
        return shown_aspect(*self.shape, self.pixel_aspect or 1.0, self.bars(), settings)
