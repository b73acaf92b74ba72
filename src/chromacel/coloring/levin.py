"""Colorization by optimization: pixels alike in gray, and next to each other, are alike in color.

Levin, Lischinski and Weiss, Colorization using optimization, SIGGRAPH 2004.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.linalg import splu

from chromacel.coloring.dissection import dissection
from chromacel.coloring.strokes import Given, Values, check_sizes
from chromacel.pictures.geodesic import neighbors
from chromacel.pictures.pixels import Picture

VARIANCE, LEAST_VARIANCE = 0.6, 2e-6  # the share of it that counts, and its least: the authors' own
LEAST_WEIGHT = 0.01  # of the neighbor that is most alike, before weights are made to sum to 1


def spread(gray: Picture, values: Values, given: Given) -> Values:
    """Values (h, w, k) float32 of all pixels of an (h, w) uint8 picture, from those `given`, which
    are kept. Zero if there are none.

    Each other pixel is the mean of its eight neighbors, weighed by how alike their gray is, as the
    authors' program solves it: the paper's sum of squares over these pixels is zero so.

    Raises:
        InputError: the arguments are not of one size.
    """
    check_sizes(gray, values, given)
    if given.all() or not given.any():
        return np.asarray(values * given[..., None], np.float32)
    flat = values.reshape(gray.size, -1).astype(np.float64)
    order = dissection(gray.shape)
    is_known = given.ravel()[order]
    unknown, known = order[~is_known], order[is_known]
    weights = _weights(gray)[unknown]
    inner = csr_array(-weights[:, unknown])
    inner.setdiag(1)
    factors = splu(
        inner.tocsc(),
        permc_spec="NATURAL",  # that is, ours
        diag_pivot_thresh=0.0,  # the diagonal outweighs the rest of its rows
        options={"SymmetricMode": True},  # in where it is not zero
    )
    flat[unknown] = factors.solve(weights[:, known] @ flat[known])
    return flat.reshape(values.shape).astype(np.float32)


def _weights(gray: Picture) -> csr_array:
    """What each pixel takes of its neighbors, (h · w, h · w), in rows that sum to 1."""
    places = neighbors(gray.shape)
    inside = places >= 0
    levels = gray.ravel() / 255
    around = np.where(inside, levels[places], np.nan)
    squares = (around - levels[:, None]) ** 2
    variance = np.nanvar(np.column_stack((around, levels)), axis=1)
    closest = np.nanmin(squares, axis=1)
    wide = np.maximum(VARIANCE * variance, -closest / np.log(LEAST_WEIGHT))
    weights = np.exp(-squares / np.maximum(wide, LEAST_VARIANCE)[:, None])
    weights /= np.nansum(weights, axis=1, keepdims=True)
    rows = np.broadcast_to(np.arange(len(places))[:, None], places.shape)
    entries: tuple[NDArray[np.float64], tuple[NDArray[np.int64], NDArray[np.int64]]]
    entries = (weights[inside], (rows[inside], places[inside]))
    return csr_array(entries, shape=(len(places), len(places)))
