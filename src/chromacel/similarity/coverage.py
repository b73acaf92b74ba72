"""The frames that show most of what the others show, by luma: greedy facility location.

A frame is cut into cells, and a cell is told as well as the most similar cell, there or next to
there, of any chosen frame. So what a pan uncovers, or who walks in later, asks for a frame in which
it is seen. Greedy choice reaches 63 % of the best one at least, since what a frame adds can only
shrink as others are chosen (Nemhauser, Wolsey and Fisher, 1978), which also spares most of the
comparisons (Minoux, 1978).
"""

import heapq
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from chromacel.pictures.pixels import Frames

ROWS, COLUMNS, PIXELS = 6, 8, 4  # cells of a thumbnail, and pixels of a cell's side
HEIGHT, WIDTH = ROWS * PIXELS, COLUMNS * PIXELS
NEIGHBORS = 1  # cells to each side in which something may be seen again
AWAY = 2.0  # of 255: what a cell's distance costs
UNTOLD = 255.0  # what a cell costs that no frame tells

Costs = NDArray[np.float32]


class Coverage:
    """`thumbnails` are gray, (n, 24, 32) uint8; each counts `weights` times, (n,)."""

    def __init__(self, thumbnails: Frames, weights: NDArray[np.float32]) -> None:
        number = len(thumbnails)
        cells = thumbnails.reshape(number, ROWS, PIXELS, COLUMNS, PIXELS).swapaxes(2, 3)
        self.cells = cells.reshape(number, ROWS, COLUMNS, -1).astype(np.int16)
        self.weights = np.asarray(weights, np.float32)[:, None, None]
        self.costs: Costs = np.full((number, ROWS, COLUMNS), UNTOLD, np.float32)

    def told_by(self, place: int) -> Costs:
        """What each cell of each frame costs if this frame alone is chosen: (n, 6, 8)."""
        around = ((NEIGHBORS, NEIGHBORS), (NEIGHBORS, NEIGHBORS), (0, 0))
        frame = np.pad(self.cells[place], around, mode="edge")
        costs = np.full(self.costs.shape, UNTOLD, np.float32)
        for down in range(2 * NEIGHBORS + 1):
            for right in range(2 * NEIGHBORS + 1):
                shifted = frame[down : down + ROWS, right : right + COLUMNS]
                apart = np.abs(self.cells - shifted).mean(axis=3, dtype=np.float32)
                away = AWAY * np.hypot(down - NEIGHBORS, right - NEIGHBORS)
                np.minimum(costs, apart + np.float32(away), out=costs)
        return costs

    def gain(self, place: int) -> float:
        """By how much this frame would lower the cost of all."""
        saved = np.maximum(self.costs - self.told_by(place), 0) * self.weights
        return float(saved.sum(dtype=np.float64))

    def choose(self, place: int) -> None:
        np.minimum(self.costs, self.told_by(place), out=self.costs)


def covering(
    thumbnails: Frames,
    weights: NDArray[np.float32],
    count: int,
    groups: Sequence[int] | None = None,
) -> list[int]:
    """The places of at most `count` frames, the one that tells most first.

    Where `groups` are given, a number for each frame, each gets one before any gets a second.
    Frames that add nothing are not chosen.
    """
    coverage = Coverage(thumbnails, weights)
    bounds = [(-coverage.gain(place), place) for place in range(len(thumbnails))]
    heapq.heapify(bounds)
    waiting = set(groups or ())
    chosen: list[int] = []
    put_off: list[tuple[float, int]] = []
    while bounds and len(chosen) < count:
        bound, place = heapq.heappop(bounds)
        if groups is not None and waiting and groups[place] not in waiting:
            put_off.append((bound, place))
            continue
        gain = coverage.gain(place)
        if bounds and gain < -bounds[0][0]:
            heapq.heappush(bounds, (-gain, place))
            continue
        if gain <= 0 and not waiting:
            break
        coverage.choose(place)
        chosen.append(place)
        if groups is not None:
            waiting.discard(groups[place])
        if not waiting and put_off:
            bounds += put_off
            put_off = []
            heapq.heapify(bounds)
    return chosen
