"""The commonest colors of pictures, far enough from each other to choose among."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from chromacel.errors import InputError
from chromacel.files.hdf5 import opened_h5, read
from chromacel.pictures.pixels import Picture
from chromacel.studio.views import shrunk

SIDE = 160  # pixels of a picture's longer side that are counted
STEP = 16  # levels that count as one color
APART = 24  # levels in some channel, at least, between two colors
MOST = 24
SHOWN = 48  # pictures of a show
GRAY = 16  # levels between channels up to which a color is a gray


def show_pictures(results: Path) -> list[Picture]:
    """Some of a show that a model was trained on, (h, w, 3) uint8 each, by a workflow's results."""
    path = results / "dataset" / "rgb" / "training-0.h5"
    try:
        with opened_h5(path) as file:
            rows = np.linspace(0, len(file["rgb"]) - 1, SHOWN).astype(int)
            return [read(file, "rgb", int(row)) for row in np.unique(rows)]
    except (InputError, OSError, KeyError):  # there is none, or one that cannot be used
        return []


def common_colors(pictures: Iterable[Picture]) -> list[str]:
    """At most 24 of (h, w, 3) uint8 pictures, as `#rrggbb`, the commonest first; grays last."""
    counts = np.zeros((256 // STEP) ** 3, np.int64)
    sums = np.zeros((len(counts), 3), np.int64)
    for rgb in pictures:
        pixels = shrunk(rgb, SIDE).reshape(-1, 3).astype(np.int64)
        bins = (pixels // STEP) @ [(256 // STEP) ** 2, 256 // STEP, 1]
        counts += np.bincount(bins, minlength=len(counts))
        for channel in range(3):
            sums[:, channel] += np.bincount(bins, pixels[:, channel], len(counts)).astype(np.int64)
    chosen: list[NDArray[np.int64]] = []
    for place in np.argsort(-counts, kind="stable"):
        if not counts[place] or len(chosen) == MOST:
            break
        color = sums[place] // counts[place]
        if all(np.abs(color - other).max() >= APART for other in chosen):
            chosen.append(color)
    chosen.sort(key=lambda color: bool(color.max() - color.min() < GRAY))
    return ["#{:02x}{:02x}{:02x}".format(*color.tolist()) for color in chosen]
