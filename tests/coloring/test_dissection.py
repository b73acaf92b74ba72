"""The order in which Levin's system is solved: each pixel once, and fast."""

import numpy as np
import pytest
from scipy.sparse.linalg import splu

from chromacel.coloring.dissection import dissection
from chromacel.coloring.levin import _weights


@pytest.mark.parametrize("shape", [(1, 1), (1, 40), (17, 1), (5, 5), (30, 47), (64, 16)])
def test_each_pixel_comes_once(shape: tuple[int, int]) -> None:
    assert np.array_equal(np.sort(dissection(shape)), np.arange(shape[0] * shape[1]))


def test_both_halves_come_before_the_line_between_them() -> None:
    rows = dissection((33, 20)) // 20
    assert set(rows[-20:]) == {16}
    assert set(rows[:320]) == set(range(16))


def test_factors_are_less_full_than_row_by_row() -> None:
    random = np.random.default_rng(0)
    weights = _weights(random.integers(0, 256, (60, 80), dtype=np.uint8)).tolil()
    weights.setdiag(2)
    sizes = [
        splu(weights[order][:, order].tocsc(), permc_spec="NATURAL", diag_pivot_thresh=0.0).L.nnz
        for order in (dissection((60, 80)), np.arange(4800))
    ]
    assert sizes[0] < 0.6 * sizes[1]
