"""Panels of a page, between gutters: as many frames as it holds."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from chromacel.pictures.pixels import Picture
from chromacel.pictures.resizing import resized

ROWS = 512  # of the small page that is searched: a gutter is a few of them
GUTTER = 2  # of these rows or columns, at least
SMALLEST = 1 / 16  # of the page's side: what is thinner is a caption or a page number, no panel
NEUTRAL = 24  # levels from white or black that paper has, at most
STRAY = 0.02  # share of a gutter that something may stand out into


def panel_areas(gray: Picture) -> list[float]:
    """Shares of an (h, w) uint8 page that its panels have, by straight white or black gutters
    through all of the page, then through each part (Nagy and Seth's XY cut, 1984).

    Panels that overlap, or stand askew, count as one.
    """
    factor = ROWS / max(gray.shape)
    height, width = (max(round(size * factor), 1) for size in gray.shape)
    page = resized(gray, height, width) if factor < 1 else gray
    extremes = np.where(page >= 255 - NEUTRAL, 1, np.where(page <= NEUTRAL, -1, 0)).astype(np.int8)
    least = SMALLEST * min(page.shape)
    return [area / page.size for area in _areas(extremes, least)]


def _areas(
    part: NDArray[np.int8], least: float, axis: int = 0, cut_before: bool = True
) -> Iterator[int]:
    """Areas of the panels in a part of a page, cut along one axis and the other in turn until
    neither has a gutter."""
    if min(part.shape) < least:
        return
    blocks = _between_gutters(part, axis)
    whole = len(blocks) == 1 and len(blocks[0]) == len(part.swapaxes(0, axis))
    if whole and not cut_before:
        yield part.size
        return
    for block in blocks:
        inner = part.swapaxes(0, axis)[block.start : block.stop].swapaxes(0, axis)
        yield from _areas(inner, least, 1 - axis, not whole)


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
