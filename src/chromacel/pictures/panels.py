"""Panels of a page, between gutters: as many frames as it holds, and where each pixel is."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from chromacel.pictures.pixels import Picture
from chromacel.pictures.resizing import resized

ROWS = 512  # of the small page that is searched: a gutter is a few of them
GUTTER = 2  # of these rows or columns, at least
SMALLEST = 1 / 16  # of the page's side: what is thinner is a caption or a page number, no panel
NEUTRAL = 24  # levels from white or black that paper has, at most
STRAY = 0.02  # share of a gutter that something may stand out into


@dataclass(frozen=True)
class Box:
    """Rows and columns from the first to before the last."""

    top: int
    left: int
    bottom: int
    right: int


def panel_areas(gray: Picture) -> list[float]:
    """Shares of an (h, w) uint8 page that its panels have, by straight white or black gutters
    through all of the page, then through each part (Nagy and Seth's XY cut, 1984).

    Panels that overlap, or stand askew, count as one.
    """
    page = _searched(gray)
    areas = ((box.bottom - box.top) * (box.right - box.left) for box in _panels(page))
    return [area / page.size for area in areas]


def panel_numbers(gray: Picture) -> NDArray[np.int32]:
    """Which panel each pixel of an (h, w) uint8 page is in, from 1, and 0 between them: (h, w)."""
    page = _searched(gray)
    numbers = np.zeros(page.shape, np.int32)
    for number, box in enumerate(_panels(page), start=1):
        numbers[box.top : box.bottom, box.left : box.right] = number
    rows, columns = (np.arange(size) for size in gray.shape)
    places = np.ix_(rows * len(page) // len(gray), columns * page.shape[1] // gray.shape[1])
    return np.asarray(numbers[places])


def _searched(gray: Picture) -> Picture:
    factor = ROWS / max(gray.shape)
    height, width = (max(round(size * factor), 1) for size in gray.shape)
    return resized(gray, height, width) if factor < 1 else gray


def _panels(page: Picture) -> Iterator[Box]:
    extremes = np.where(page >= 255 - NEUTRAL, 1, np.where(page <= NEUTRAL, -1, 0)).astype(np.int8)
    return _boxes(extremes, Box(0, 0, *page.shape), SMALLEST * min(page.shape))


def _boxes(
    page: NDArray[np.int8], box: Box, least: float, axis: int = 0, cut_before: bool = True
) -> Iterator[Box]:
    """The panels in a part of a page, cut along one axis and the other in turn until neither has a
    gutter."""
    part = page[box.top : box.bottom, box.left : box.right]
    if min(part.shape) < least:
        return
    blocks = _between_gutters(part, axis)
    whole = len(blocks) == 1 and len(blocks[0]) == part.shape[axis]
    if whole and not cut_before:
        yield box
        return
    for block in blocks:
        first, last = ("top", "bottom") if axis == 0 else ("left", "right")
        start = getattr(box, first)
        inner = replace(box, **{first: start + block.start, last: start + block.stop})
        yield from _boxes(page, inner, least, 1 - axis, not whole)


def _between_gutters(part: NDArray[np.int8], axis: int) -> list[range]:
    shares = [(part == side).mean(axis=1 - axis) for side in (1, -1)]
    is_gutter = np.maximum(*shares) >= 1 - STRAY
    ends = np.flatnonzero(np.diff(np.concatenate(([True], is_gutter, [True])).astype(np.int8)))
    blocks = [range(start, stop) for start, stop in zip(ends[::2], ends[1::2], strict=True)]
    joined: list[range] = []
    for block in blocks:
        if joined and block.start - joined[-1].stop < GUTTER:
            joined[-1] = range(joined[-1].start, block.stop)
        else:
            joined.append(block)
    return joined
