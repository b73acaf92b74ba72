"""Methods that need no training, as what `measure_hints` measures."""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from chromacel.coloring import levin, qu, yatziv
from chromacel.coloring.own_luma import with_own_luma
from chromacel.conditions.kinds import CONDITIONS, Condition
from chromacel.evaluation.hint_metrics import Colored
from chromacel.evaluation.region_fill import fill_between_lines, fill_flat
from chromacel.evaluation.untrained import UntrainedMethod
from chromacel.pictures.chroma import chroma
from chromacel.pictures.hints import Hints
from chromacel.pictures.pixels import Picture

Spread = Callable[[Picture, NDArray[np.float32], NDArray[np.bool_]], NDArray[np.float32]]
"""A condition (h, w), values (h, w, k) and where they are given, to values everywhere; zero where
nothing tells."""
# Imported, and not found by their names in `coloring/methods.py`, so that they are in fingerprints.
SPREADS: Mapping[str, Spread] = {"levin": levin.spread, "yatziv": yatziv.spread, "qu": qu.spread}


def untrained(method: UntrainedMethod, condition: Condition) -> Colored:
    """A method that needs no training, for pictures as this condition."""
    is_luma = CONDITIONS[condition].is_luma
    fill = fill_flat if is_luma else fill_between_lines
    return spreading(SPREADS.get(method, fill), is_luma)


def spreading(spread: Spread, is_luma: bool) -> Colored:
    """From luma, the chroma of hints spreads, and luma is kept; from lines, their colors do, on
    white."""

    def color_gray(gray: Picture, hints: Hints) -> Picture:
        values = spread(gray, chroma(hints.colors), hints.given)
        return np.asarray(with_own_luma(gray[None], values[None])[0])

    def color_lines(lines: Picture, hints: Hints) -> Picture:
        values = spread(lines, 255 - hints.colors.astype(np.float32), hints.given)
        return np.asarray(np.rint(255 - values.clip(0, 255)), np.uint8)

    return color_gray if is_luma else color_lines
