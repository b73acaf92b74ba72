"""How far pixels are from others along paths on which gray changes little."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from chromacel.pictures.pixels import Picture

FLAT = 0.1  # levels that a step costs where gray does not change: there the nearest prevails


def neighbors(shape: tuple[int, int]) -> NDArray[np.int64]:
    """The numbers of the eight pixels around each one, row by row from the one above to the left:
    (h · w, 8), -1 beyond the picture."""
    numbers = np.arange(shape[0] * shape[1]).reshape(shape)
    windows = sliding_window_view(np.pad(numbers, 1, constant_values=-1), (3, 3))
    return np.delete(windows.reshape(-1, 9), 4, axis=1)


def steps(gray: Picture) -> csr_array:
    """What a step from a pixel of (h, w) uint8 to a neighbor costs, in levels: (h · w, h · w)."""
    places = neighbors((gray.shape[0], gray.shape[1]))
    inside = places >= 0
    levels = gray.ravel().astype(np.float64)
    lengths = np.array([2**0.5, 1, 2**0.5, 1, 1, 2**0.5, 1, 2**0.5])
    costs = np.abs(levels[places] - levels[:, None]) + FLAT * lengths
    rows = np.broadcast_to(np.arange(len(places))[:, None], places.shape)
    entries = (costs[inside], (rows[inside], places[inside]))
    return csr_array(entries, shape=(len(places), len(places)))


def distances(
    steps: csr_array, sources: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
    """How far each pixel is from the nearest of the sources, and which one that is: (h · w,)."""
    places = np.flatnonzero(sources)
    apart, _, nearest = dijkstra(steps, indices=places, min_only=True, return_predecessors=True)
    return apart, nearest
