"""The baseline of hinted coloring: each region of the input in the mean color of its hints."""

import numpy as np
from numpy.typing import NDArray
from skimage.segmentation import expand_labels

from chromacel.coloring.line_regions import is_drawn, line_regions
from chromacel.pictures.pixels import Picture
from chromacel.pictures.regions import flat_regions


def fill_flat(
    gray: Picture, values: NDArray[np.float32], given: NDArray[np.bool_]
) -> NDArray[np.float32]:
    """In all pixels of a flat region of an (h, w) uint8 picture, the mean of the `values` (h, w, k)
    that are `given` (h, w) in it; zero in regions without one. What is not flat, as a line, belongs
    to the nearest region."""
    flat = flat_regions(gray)
    if not flat.any():
        return _filled(np.zeros(gray.shape, np.int64), values, given)
    regions = expand_labels(flat, sum(gray.shape))  # type: ignore[no-untyped-call]
    return _filled(np.asarray(regions, np.int64), values, given)


def fill_between_lines(
    lines: Picture, values: NDArray[np.float32], given: NDArray[np.bool_]
) -> NDArray[np.float32]:
    """The same in the regions that lines close."""
    return _filled(line_regions(is_drawn(lines)).astype(np.int64), values, given)


def _filled(
    regions: NDArray[np.int64], values: NDArray[np.float32], given: NDArray[np.bool_]
) -> NDArray[np.float32]:
    count, own = int(regions.max()) + 1, regions[given]
    sums = [np.bincount(own, channel, count) for channel in values[given].T]
    hinted = np.maximum(np.bincount(own, minlength=count), 1)
    return np.asarray(np.stack(sums, axis=1) / hinted[:, None], np.float32)[regions]
