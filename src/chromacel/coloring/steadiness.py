"""A network's guesses made steady: each is averaged with those before and after, along motion."""

from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from chromacel.coloring.flow import (
    Chroma,
    Places,
    Share,
    agreement,
    fetched,
    is_hidden,
    own_places,
    places_in,
)
from chromacel.pictures.pixels import Frames, Picture

STILL = 2  # levels of luma
FORGIVING = 0.25  # power of trust: a mean may take what a copy may not


@dataclass(frozen=True)
class Step:
    """From one drawing to the one beside it: where each pixel was, and how far that is trusted."""

    places: Places
    trust: Share


@dataclass(frozen=True)
class Motion:
    """Of each drawing but the first to the one before, and of each but the last to the next."""

    before: list[Step]
    after: list[Step]


def motion_of(gray: Frames) -> Motion:
    """Of (n, h, w) uint8 drawings of one shot."""
    before, after = [], []
    for one, other in pairwise(gray):
        back, forth = places_in(one, other), places_in(other, one)
        still = is_still(one, other)
        before.append(_step(one, other, back, forth, still))
        after.append(_step(other, one, forth, back, still))
    return Motion(before, after)


def _step(
    one: Picture, other: Picture, back: Places, forth: Places, still: NDArray[np.bool_]
) -> Step:
    trust = agreement(one, other, back) * ~is_hidden(back, forth)
    places = np.where(still[..., None], own_places(*one.shape), back)
    return Step(places, np.where(still, np.float32(1), trust))


def is_still(one: Picture, other: Picture) -> NDArray[np.bool_]:
    """Where luma, with that of its neighbors, stays: such a pixel keeps its color exactly."""
    apart = cv2.dilate(cv2.absdiff(one, other), np.ones((3, 3), np.uint8))
    return np.asarray(apart <= STILL)


def steadied(guesses: Chroma, motion: Motion, counts: Chroma) -> Chroma:
    """(n, h, w, 2) guesses for a shot's drawings, each the mean of what is the same thing, where
    each pixel counts as `counts`, (n, h, w, 1), says."""
    past, past_counts = _averages(guesses, motion.before, counts)
    future, future_counts = _averages(guesses[::-1], motion.after[::-1], counts[::-1])
    future, future_counts = future[::-1], future_counts[::-1]
    total = past * past_counts + future * future_counts - guesses * counts  # counted by both
    return np.asarray(total / (past_counts + future_counts - counts), np.float32)


def _averages(guesses: Chroma, steps: list[Step], counts: Chroma) -> tuple[Chroma, Chroma]:
    """Means of each drawing's guess and those before, and for how many guesses they count."""
    means, sums = guesses.copy(), counts.copy()
    for place, step in enumerate(steps, 1):
        earlier = (fetched(sums[place - 1], step.places) * step.trust**FORGIVING)[..., None]
        mean = fetched(means[place - 1], step.places)
        sums[place] = earlier + counts[place]
        means[place] = (mean * earlier + guesses[place] * counts[place]) / sums[place]
    return means, sums
