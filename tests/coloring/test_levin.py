"""Levin's colorization: strokes kept, lines respected, and the paper's equations solved."""

import itertools

import numpy as np
import pytest

from chromacel.coloring.levin import spread
from chromacel.errors import InputError


def dense_solution(gray: np.ndarray, values: np.ndarray, given: np.ndarray) -> np.ndarray:
    """U(r) = Σ w(r, s) U(s) over the eight neighbors s of each pixel r that is not given, with w as
    in equation 2 of the paper and the bounds of its authors' program, pixel by pixel."""
    height, width = gray.shape
    levels = gray / 255
    matrix = np.eye(height * width)
    for y, x in itertools.product(range(height), range(width)):
        if given[y, x]:
            continue
        around = [
            (y + down, x + right)
            for down, right in itertools.product((-1, 0, 1), repeat=2)
            if (down or right) and 0 <= y + down < height and 0 <= x + right < width
        ]
        squares = np.array([(levels[place] - levels[y, x]) ** 2 for place in around])
        window = np.array([*(levels[place] for place in around), levels[y, x]])
        variance = max(0.6 * window.var(), -squares.min() / np.log(0.01), 2e-6)
        weights = np.exp(-squares / variance)
        for place, weight in zip(around, weights / weights.sum(), strict=True):
            matrix[y * width + x, place[0] * width + place[1]] = -weight
    right_side = (values * given[..., None]).reshape(height * width, -1)
    return np.linalg.solve(matrix, right_side).reshape(values.shape)


def test_it_agrees_with_a_dense_solution() -> None:
    random = np.random.default_rng(0)
    gray = random.integers(0, 256, (14, 18), dtype=np.uint8)
    gray[4:10, 4:12] = 90
    values = random.uniform(-120, 120, (14, 18, 2)).astype(np.float32)
    given = random.random((14, 18)) < 0.05
    assert given.any()
    result = spread(gray, values, given)
    assert np.abs(result - dense_solution(gray, values, given)).max() < 1e-3
    assert np.array_equal(result[given], values[given])
    assert np.array_equal(result, spread(gray, values, given))


def test_a_flat_region_takes_its_one_color() -> None:
    gray = np.full((40, 60), 200, np.uint8)
    gray[:, 30:] = 80
    given = np.zeros(gray.shape, bool)
    given[5, 4:9] = given[33, 50:56] = True
    values = np.where(gray[..., None] > 100, [[[60, -20]]], [[[-30, 90]]]).astype(np.float32)
    off = np.abs(spread(gray, values, given) - values)
    assert off.max() < 3  # of 110 between the two


def test_without_strokes_nothing_changes() -> None:
    gray = np.arange(20, dtype=np.uint8).reshape(4, 5)
    values = np.full((4, 5, 3), 7, np.float32)
    assert not spread(gray, values, np.zeros((4, 5), bool)).any()
    assert np.array_equal(spread(gray, values, np.ones((4, 5), bool)), values)


@pytest.mark.parametrize("size", [(1, 1), (1, 9), (9, 1), (2, 2)])
def test_a_single_pixel_colors_a_flat_picture_of_any_shape(size: tuple[int, int]) -> None:
    given = np.zeros(size, bool)
    given[0, 0] = True
    result = spread(np.full(size, 9, np.uint8), np.full((*size, 2), 5, np.float32), given)
    assert result == pytest.approx(5)


def test_strokes_of_another_size_are_refused() -> None:
    gray, given = np.zeros((4, 5), np.uint8), np.ones((5, 4), bool)
    with pytest.raises(InputError, match="of 4 × 5 pixels, and this one has 5 × 4"):
        spread(gray, np.zeros((5, 4, 2), np.float32), given)
