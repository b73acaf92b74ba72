"""Yatziv's blending: exact geodesic distances, strokes kept, and lines respected."""

import heapq
import itertools

import numpy as np
import pytest

from chromacel.coloring.strokes import MOST_COLORS
from chromacel.coloring.yatziv import POWER, spread
from chromacel.errors import InputError
from chromacel.pictures.geodesic import FLAT


def exact_distances(gray: np.ndarray, source: tuple[int, int]) -> np.ndarray:
    """Dijkstra's algorithm as in a textbook: the least sum of changes of gray, and of a little for
    the way."""
    result = np.full(gray.shape, np.inf)
    result[source] = 0
    queue = [(0.0, source)]
    while queue:
        so_far, (y, x) = heapq.heappop(queue)
        for down, right in itertools.product((-1, 0, 1), repeat=2):
            there = (y + down, x + right)
            if min(there) < 0 or there[0] >= gray.shape[0] or there[1] >= gray.shape[1]:
                continue
            change = abs(float(gray[there]) - float(gray[y, x]))
            total = so_far + change + FLAT * float(np.hypot(down, right))
            if total < result[there]:
                result[there] = total
                heapq.heappush(queue, (total, there))
    return result


def test_colors_are_blended_by_exact_geodesic_distances() -> None:
    random = np.random.default_rng(0)
    gray = random.integers(0, 256, (13, 17), dtype=np.uint8)
    places, colors = [(2, 3), (11, 1), (6, 15)], [(50.0, 0.0), (-40.0, 90.0), (0.0, -70.0)]
    given, values = np.zeros(gray.shape, bool), np.zeros((*gray.shape, 2), np.float32)
    for place, color in zip(places, colors, strict=True):
        given[place], values[place] = True, color
    distances = np.stack([exact_distances(gray, place) for place in places], -1)
    weights = distances[~given] ** -POWER
    expected = values.copy()
    expected[~given] = weights @ colors / weights.sum(-1, keepdims=True)
    result = spread(gray, values, given)
    assert result == pytest.approx(expected, abs=1e-3)
    assert np.array_equal(result[given], values[given])
    assert np.array_equal(result, spread(gray, values, given))


def test_a_flat_region_takes_its_one_color() -> None:
    gray = np.full((40, 60), 200, np.uint8)
    gray[:, 30] = 0  # a line
    gray[:, 31:] = 190
    given = np.zeros(gray.shape, bool)
    given[5, 4:9] = given[33, 50:56] = True
    left = np.arange(60)[None, :, None] < 30
    values = np.where(left, [[[60, -20]]], [[[-30, 90]]]) * np.ones((40, 1, 1))
    result = spread(gray, values.astype(np.float32), given)
    off = np.abs(result - values).max(-1)
    assert np.delete(off, 30, axis=1).max() < 1


def test_without_strokes_nothing_changes() -> None:
    gray = np.arange(20, dtype=np.uint8).reshape(4, 5)
    values = np.full((4, 5, 3), 7, np.float32)
    assert not spread(gray, values, np.zeros((4, 5), bool)).any()
    assert np.array_equal(spread(gray, values, np.ones((4, 5), bool)), values)


def test_more_colors_than_are_told_apart_are_kept() -> None:
    gray = np.tile(np.arange(64, dtype=np.uint8), (8, 1))
    values = np.random.default_rng(1).uniform(-100, 100, (8, 64, 2)).astype(np.float32)
    given = np.zeros(gray.shape, bool)
    given[3] = True
    assert given.sum() > MOST_COLORS
    assert np.array_equal(spread(gray, values, given)[given], values[given])


def test_strokes_of_another_size_are_refused() -> None:
    gray, given = np.zeros((4, 5), np.uint8), np.ones((5, 4), bool)
    with pytest.raises(InputError, match="draw hints on the picture at its own size"):
        spread(gray, np.zeros((5, 4, 2), np.float32), given)
