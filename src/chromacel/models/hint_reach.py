"""How far a person's hints reach beside what a network predicts: up to where gray changes.

A color is spread to the pixels that are nearest to its hint along paths of little change, as Yatziv
and Sapiro do (coloring/yatziv.py), and has no say beyond a distance: where all hints are far, the
network knows better. What changes everywhere, a film's grain or a brush's strokes, does not count
as change, and gutters between panels are not crossed. On hints in regions of unseen pictures this
is ahead of both alone (docs/quality.md).
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from chromacel.pictures.edge_stopping import smoothed
from chromacel.pictures.geodesic import FLAT, distances, steps
from chromacel.pictures.panels import panel_numbers
from chromacel.pictures.pixels import Picture
from chromacel.pictures.resizing import resized

GRAIN = 0.5  # of what half of all neighbors differ by: so much does not count as a change
REACH = 30.0  # levels of change up to which a hint's color holds
FARTHER = 12.0  # levels at which the rest of its weight is lost, times the root of the number of
# hints less one: where many lie around a pixel, they tell more
DECLINE = 4  # the power of the distance in the weight: it stays near 1 for long, then falls fast
ALIKE = 0.05  # on the scale of [-1, 1]: what differs by less from the network's color corrects it,
# and what differs by more takes its place
SPACE, LEVEL = 8.0, 20.0  # pixels, and levels: how far colors of several hints blend
FAR = 1e-3  # share of hints in the smoothed neighborhood, below which they correct nothing
SMALL = 1e-6
WALL = 1e6  # levels between a panel and what is around it: no color leaks into the next one
PIXELS = 2**16  # of a larger picture: those among which paths are searched

Values = NDArray[np.float32]


def reached(
    picture: Picture, predicted: Values, filled: Values, asked: Values, given: NDArray[np.bool_]
) -> Values:
    """The network's colors and those of hints together, (c, h, w) on the scale of [-1, 1].

    Args:
        picture: (h, w) uint8 gray
        predicted: what the network makes of it, (c, h, w)
        filled: the same with the flat regions of hints filled, (c, h, w)
        asked: the hints' colors, (c, h, w), which come out as they are
        given: where there are hints, (h, w)
    """
    if not given.any():
        return filled
    apart, nearest = _nearest(picture, given)
    known = np.concatenate((asked, asked - predicted))
    nearest_hints = np.moveaxis(known, 0, -1).reshape(given.size, -1)[nearest]
    spread = np.moveaxis(smoothed(nearest_hints, picture, SPACE, LEVEL), -1, 0)
    colors, corrections = np.split(spread, 2)
    alike = np.exp(-np.square(corrections / ALIKE).sum(0))
    colors = alike * (predicted + corrections) + (1 - alike) * colors
    marks, _ = cv2.connectedComponents(given.astype(np.uint8))
    farther = max(FARTHER * ((marks - 1) ** 0.5 - 1), SMALL)  # none for a single hint
    weight = np.maximum(np.exp(-((apart / REACH) ** DECLINE)), np.exp(-apart / farther))
    mixed = weight * colors + (1 - weight) * filled
    return np.where(given, asked, mixed).astype(np.float32)


def corrected(lines: Picture, predicted: Values, asked: Values, given: NDArray[np.bool_]) -> Values:
    """The network's colors, (c, h, w), with the differences of hints from them added around hints,
    less beyond lines; `lines` are (h, w) uint8, all else is as for `reached`."""
    if not given.any():
        return predicted
    differences = np.concatenate((np.where(given, asked - predicted, 0), given[None]))
    spread = smoothed(np.moveaxis(differences, 0, -1).astype(np.float32), lines, SPACE, LEVEL)
    *corrections, share = np.moveaxis(spread, -1, 0)
    changed = predicted + np.stack(corrections) / (share + FAR)
    return np.where(given, asked, changed.clip(-1, 1))


def _nearest(
    picture: Picture, given: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """How far each pixel is from the nearest one that is given, and the number of that: (h, w)."""
    rows, columns = given.shape
    scale = min((PIXELS / given.size) ** 0.5, 1)
    height, width = max(round(rows * scale), 1), max(round(columns * scale), 1)
    small = resized(picture, height, width)
    # One of the given pixels that fall upon each small one stands for it.
    numbers = np.full((height, width), -1)
    down, right = np.nonzero(given)
    numbers[down * height // rows, right * width // columns] = down * columns + right
    changes = steps(small)
    changes.data = np.maximum(changes.data - GRAIN * grain(small), FLAT)
    panels = panel_numbers(small).ravel()
    if panels.max() < 2:  # white rows of a single one are its sky
        panels[:] = 0
    changes.data[np.repeat(panels, np.diff(changes.indptr)) != panels[changes.indices]] += WALL
    apart, nearest = distances(changes, numbers >= 0)
    sources = numbers.ravel()[nearest].reshape(numbers.shape)
    onto = np.ix_(np.arange(rows) * height // rows, np.arange(columns) * width // columns)
    return apart.reshape(numbers.shape)[onto], sources[onto]


def grain(gray: Picture) -> float:
    """Levels that half of all neighbors in (h, w) uint8 differ by; 0 where most of it is flat."""
    levels = gray.astype(np.int16)
    changes = [np.abs(np.diff(levels, axis=axis)).ravel() for axis in (0, 1)]
    return float(np.median(np.concatenate(changes)))
