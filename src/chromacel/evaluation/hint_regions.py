"""Hints for the largest regions of a picture, in their true colors: the same ones for every method.

How hints are measured in the field (Madono, Yuan, Simo-Serra, *Hint-AUC: Deterministic Region-based
Hint Generation for Line Art Colorization Evaluation*, 2026), rebuilt. docs/metrics.md says it in
words.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.csgraph import dijkstra
from skimage.measure import label
from skimage.morphology import skeletonize
from skimage.segmentation import felzenszwalb

from chromacel.pictures.hints import Hints
from chromacel.pictures.pixels import COLORS, Picture

SCALE, SIGMA, SMALLEST = 100, 0.5, 100  # Felzenszwalb's, on the picture as it is
MAP = 64  # rows and columns that regions and their marks are found on, at most
Mark = Literal["stroke", "dot"]


@dataclass(frozen=True)
class MarkedRegions:
    """A picture's regions, the largest first: the mean color of each, (n, 3) uint8, and whose mark
    each pixel belongs to, (h, w), −1 where there is none."""

    colors: NDArray[np.uint8]
    marks: NDArray[np.int32]

    def count(self, share: float) -> int:
        """How many regions such a share of them is, rounded down."""
        return int(len(self.colors) * share + 1e-9)

    def hints(self, count: int) -> Hints:
        """The marks of so many regions, the largest ones."""
        given = (self.marks >= 0) & (self.marks < count)
        return Hints(np.where(given[..., None], self.colors[self.marks], 0), given)


def marked_regions(truth: Picture, mark: Mark = "stroke") -> MarkedRegions:
    """The regions of an (h, w, 3) uint8 picture, each with a stroke along the longest path of its
    skeleton, or a dot in the middle of that."""
    segments = felzenszwalb(truth, scale=SCALE, sigma=SIGMA, min_size=SMALLEST)
    (rows, row_of), (columns, column_of) = (_places(length) for length in segments.shape)
    sampled = np.ix_(rows, columns)
    parts = label(segments[sampled], background=-1, connectivity=1)  # type: ignore[no-untyped-call]
    numbers = _by_size(parts)
    count = int(numbers.max()) + 1
    colors = np.zeros((count, COLORS), np.uint8)
    marks = np.full(numbers.shape, -1, np.int32)
    segment_of = np.zeros(count, segments.dtype)
    for number in range(count):
        inside = numbers == number
        colors[number] = np.rint(truth[sampled][inside].mean(axis=0))
        path = longest_path(inside)
        marks[tuple(path.T if mark == "stroke" else middle(path))] = number
        segment_of[number] = segments[sampled][inside][0]
    whole = marks[np.ix_(row_of, column_of)]
    # A pixel of the map is several of the picture's, some of which may lie in another region.
    return MarkedRegions(colors, np.where(segment_of[whole] == segments, whole, -1))


def longest_path(region: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Rows and columns, (n, 2), along the skeleton of a connected region, (h, w): the longest of
    the shortest ways between two of its pixels. Of several, the first in the order of pixels."""
    places = np.argwhere(skeletonize(region))  # type: ignore[no-untyped-call]
    apart = places[:, None] - places[None]
    is_next = np.abs(apart).max(axis=-1) == 1
    steps = np.where(is_next, np.hypot(apart[..., 0], apart[..., 1]), 0)
    lengths, before = dijkstra(steps, directed=False, return_predecessors=True)
    reached = np.where(np.isfinite(lengths), lengths, -1)
    start, place = np.unravel_index(np.argmax(reached), lengths.shape)
    path = [int(place)]
    while path[-1] != start:
        path.append(int(before[start, path[-1]]))
    return np.asarray(places[path], np.int64)


def middle(path: NDArray[np.int64]) -> NDArray[np.int64]:
    """The pixel of a path, (n, 2), that is nearest to all others along rows and columns."""
    ordered = path[np.lexsort(path.T[::-1])]
    apart = np.abs(ordered[:, None] - ordered[None]).sum(axis=(1, 2))
    return np.asarray(ordered[np.argmin(apart)], np.int64)


def _places(length: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Along one side: which pixel each one of the map takes, and which of these each pixel has."""
    count = min(length, MAP)
    taken = (np.arange(count) + 0.5) * length / count
    own = (np.arange(length) + 0.5) * count / length
    return taken.astype(np.int64), own.astype(np.int64)


def _by_size(labels: NDArray[np.int64]) -> NDArray[np.int32]:
    """Regions numbered from 0, the largest first; of equal ones, that which begins further up."""
    _, firsts, numbers, sizes = np.unique(
        labels, return_index=True, return_inverse=True, return_counts=True
    )
    order = np.lexsort((firsts, -sizes))
    rank = np.empty(len(order), np.int32)
    rank[order] = np.arange(len(order))
    return np.asarray(rank[numbers.reshape(labels.shape)], np.int32)
