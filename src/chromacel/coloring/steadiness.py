"""A network's guesses made steady: each is averaged with those before and after, along motion."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from chromacel.coloring.flow import (
    FAST,
    HALF,
    Places,
    Share,
    agreement,
    fetched,
    is_hidden,
    own_places,
    places_in,
)
from chromacel.pictures.chroma import Chroma
from chromacel.pictures.pixels import Frames, Picture
from chromacel.pictures.resizing import resized

Sums = NDArray[np.float32]
"""(h, w, 3): the sums of weighted chroma, two, and of the weights."""

STILL = 2  # levels of luma
SPACING = 3  # drawings of which the network colors one at least
REACHED = (
    0.85  # of the trust, below which what comes from the last one that it has colored is little
)
FADING = 24  # drawings in which what was colored before has its say
LEAST = 0.01  # weight of what flow finds, however little it is trusted
# A mean may take what a copy may not: a guess weighs as much as the fourth root of its trust.


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


def motion_of(gray: Frames, halved: bool = False) -> Motion:
    """Of (n, h, w) uint8 drawings of one shot; found at half their size, it takes a third of the
    time."""
    before, after = [], []
    preset, parts = (HALF, 2) if halved else (FAST, 1)
    height, width = -(-gray.shape[1] // parts), -(-gray.shape[2] // parts)
    small = [resized(drawing, height, width) for drawing in gray]
    for (one, other), (small_one, small_other) in zip(pairwise(gray), pairwise(small), strict=True):
        back = places_in(small_one, small_other, preset=preset)
        forth = places_in(small_other, small_one, preset=preset)
        still = np.asarray(is_still(one, other), np.uint8)
        before.append(_step(small_one, small_other, back, forth, still))
        after.append(_step(small_other, small_one, forth, back, still))
    return Motion(before, after)


def _step(
    one: Picture, other: Picture, back: Places, forth: Places, still: NDArray[np.uint8]
) -> Step:
    """At the size of `still`, from pictures and places that may be smaller."""
    trust = agreement(one, other, back)
    trust[is_hidden(back, forth)] = 0
    flow = cv2.subtract(back, own_places(*one.shape))
    if still.shape != one.shape:
        size = (still.shape[1], still.shape[0])
        factors = (size[0] / one.shape[1], size[1] / one.shape[0])
        flow = cv2.transform(cv2.resize(flow, size), np.diag(factors))
        trust = np.asarray(cv2.resize(trust, size), np.float32)
    places = cv2.add(flow, own_places(*still.shape))
    cv2.copyTo(own_places(*still.shape), still, places)
    cv2.copyTo(_full_trust(*still.shape), still, trust)
    return Step(np.asarray(places, np.float32), np.asarray(trust, np.float32))


@cache
def _full_trust(height: int, width: int) -> Share:
    """Not to be changed."""
    return np.ones((height, width), np.float32)


def is_still(one: Picture, other: Picture) -> NDArray[np.bool_]:
    """Where luma, with that of its neighbors, stays: such a pixel keeps its color exactly."""
    apart = cv2.dilate(cv2.absdiff(one, other), np.ones((3, 3), np.uint8))
    return np.asarray(apart <= STILL)


def guessed_places(motion: Motion) -> list[int]:
    """The drawings that need a guess of their own: the first, the last, and each between them that
    is far from the last guessed one, or of which that shows little."""
    places, reached = [0], 1.0
    for place, step in enumerate(motion.before, 1):
        reached *= float(cv2.mean(step.trust)[0])
        is_last = place == len(motion.before)
        if is_last or reached < REACHED or place - places[-1] >= SPACING:
            places.append(place)
            reached = 1.0
    return places


def gone_on(before: Chroma, colors: Chroma, motion: Motion) -> Chroma:
    """The same colors, but the first drawing's are as they were `before`, and those that follow
    leave them little by little."""
    values, trust = before, np.ones(before.shape[:2], np.float32)
    colors[0] = before
    for place, step in enumerate(motion.before[: FADING - 1], 1):
        values = fetched(values, step.places)
        trust = fetched(trust, step.places) * step.trust
        share = trust * np.float32(1 - place / FADING)
        colors[place] += share[..., None] * (values - colors[place])
    return colors


def weighted(guess: Chroma, count: Share | float) -> Sums:
    """A guess (h, w, 2) that counts as so many, each pixel or all."""
    counts = np.broadcast_to(np.float32(count), guess.shape[:2])
    blue, red = cv2.split(guess)
    return np.asarray(cv2.merge([blue * counts, red * counts, counts]), np.float32)


def steadied(guesses: Mapping[int, Sums], motion: Motion) -> Chroma:
    """(n, h, w, 2) for the drawings of a shot, each the mean of all guesses for the same thing.

    `guesses` are `weighted`, by the drawing's place. There may be none for some drawings: those
    have what comes along motion alone, so that the first or the last has to have one.
    """
    number = len(motion.before) + 1
    past = list(_summed(guesses, range(number), motion.before))
    future = _summed(guesses, range(number)[::-1], motion.after[::-1])
    means = np.empty((number, *past[0].shape[:2], 2), np.float32)
    for place, sums in zip(range(number)[::-1], future, strict=True):
        total = cv2.add(past.pop(), sums)
        if place in guesses:
            total = cv2.subtract(total, guesses[place])  # which both have counted
        blue, red, count = cv2.split(total)
        cv2.merge([cv2.divide(blue, count), cv2.divide(red, count)], means[place])
    return means


def _summed(guesses: Mapping[int, Sums], way: range, steps: list[Step]) -> Iterator[Sums]:
    """For each drawing on the way, the sums of its own guess and of those before, along motion."""
    sums = guesses.get(way[0], np.zeros((*steps[0].trust.shape, 3), np.float32) if steps else None)
    assert sums is not None
    yield sums
    for place, step in zip(way[1:], steps, strict=True):
        share = cv2.max(cv2.sqrt(cv2.sqrt(step.trust)), LEAST)  # type: ignore[call-overload]
        sums = cv2.multiply(fetched(sums, step.places), cv2.merge([share] * 3))
        if place in guesses:
            sums = cv2.add(sums, guesses[place])
        yield np.asarray(sums, np.float32)
