"""The baseline of hinted coloring: each region of the input in the mean color of its hints."""

import numpy as np
from numpy.typing import NDArray
from skimage.segmentation import expand_labels

from chromacel.coloring.line_regions import is_drawn, line_regions
from chromacel.pictures.pixels import Picture
from chromacel.pictures.regions import flat_regions


def gray_regions(gray: Picture) -> NDArray[np.int64]:
    """The flat region of each pixel of an (h, w) uint8 picture, from 1; what is not flat belongs to
    the nearest one."""
    numbers = flat_regions(gray)
    if not numbers.any():
        return np.ones(gray.shape, np.int64)
    return np.asarray(expand_labels(numbers, max(gray.shape) * 2), np.int64)  # type: ignore[no-untyped-call]


def bounded_regions(lines: Picture) -> NDArray[np.int64]:
    """The region that lines close around each pixel of an (h, w) uint8 picture, from 1."""
    return line_regions(is_drawn(lines)).astype(np.int64) + 1


def filled(
    regions: NDArray[np.int64],
    values: NDArray[np.float32],
    given: NDArray[np.bool_],
    otherwise: float,
) -> NDArray[np.float32]:
    """In all pixels of a region, the mean of the `values` (h, w, k) that are `given` (h, w) in it,
    and `otherwise` in regions without one."""
    count = int(regions.max()) + 1
    hinted = np.bincount(regions[given], minlength=count)
    sums = [
        np.bincount(regions[given], channel[given], count) for channel in np.moveaxis(values, 2, 0)
    ]
    means = np.stack(sums, axis=1) / np.maximum(hinted, 1)[:, None]
    means[hinted == 0] = otherwise
    return means.astype(np.float32)[regions]
