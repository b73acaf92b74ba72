"""Fades inside a shot: frames that are a mix of an even picture, black or white, and another one.

What is mixed in light is mixed in color. So the frames between need no guess, which is poor for a
picture that is hardly seen, and the colors grow as the picture does.

In the fade from black of `bunny_01`, with its first frame given, chroma is off by 4.5 levels so and
by 8.6 without (a model of that part; of another show, 12.5 and 31.8). Nothing is found in
`munchausen_01`, `popeye_01` and the second parts of the shows, which have cuts and pans. Dissolves
from picture to picture are left to motion: mixed in the same way, that of `bunny_01` was better
without keyframes, and worse with some on both sides.
"""

from collections.abc import Collection
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from chromacel.pictures.chroma import Chroma
from chromacel.pictures.pixels import Frames

SHORTEST, LONGEST = 4, 60  # frames from one end to the other
CHANGED = 16.0  # levels of luma, mean: pictures that differ less are not told apart
EVEN = 6.0  # levels of luma, by which an even picture deviates from its mean
NO_MIX = 0.18  # of the change, root mean squares: what may be no mix
NO_MIX_SOMEWHERE = 40.0  # levels of luma: the same of what surrounds any pixel
JUMP = 0.4  # of the change, between two frames: more is a cut
BACK = 0.03  # of the change: noise
BESIDE, FURTHER = 4, 0.05  # so many frames away, it changes no further, as a share of the change
WIDTH, HEIGHT = 64, 36  # of the pictures that are compared


@dataclass(frozen=True)
class Fade:
    """From the frame at `start` to the one at `end`. `shares`, (end - start - 1,) float32, say how
    far those between are the latter: from 0 to 1."""

    start: int
    end: int
    shares: NDArray[np.float32]

    @property
    def between(self) -> slice:
        return slice(self.start + 1, self.end)

    def mixed(self, chroma: Chroma) -> Chroma:
        """Of the frames between, (m, h, w, 2), by a shot's chroma (n, h, w, 2)."""
        shares = self.shares[:, None, None, None]
        return np.asarray((1 - shares) * chroma[self.start] + shares * chroma[self.end])


def find_fades(gray: Frames, keyframes: Collection[int] = ()) -> list[Fade]:
    """Those of a shot's frames, (n, h, w) uint8, in which little moves, one after the other.

    They do not overlap, and have no keyframe but at their ends. The greatest change comes first.
    """
    size = (WIDTH, HEIGHT)
    small = np.array([cv2.resize(one, size, interpolation=cv2.INTER_AREA) for one in gray])
    small = small.astype(np.float32)
    is_even = small.std(axis=(1, 2)) <= EVEN
    if not is_even.any():
        return []
    possible = []
    for start in range(len(gray) - SHORTEST):
        stop = min([key for key in keyframes if key > start], default=len(gray) - 1)
        some = slice(start, min(stop, start + LONGEST) + 1)
        mixes = _greatest_mix(small[some], is_even[some])
        possible += [(change, start, end) for change, end in mixes]
    found: list[Fade] = []
    for _, start, length in sorted(possible, reverse=True):
        end = start + length
        if all(end <= other.start or start >= other.end for other in found):
            window = small[start : end + 1]
            shares = _shares(window)
            around = small[max(start - BESIDE, 0)], small[min(end + BESIDE, len(small) - 1)]
            if _is_whole(window, *around) and _is_mix(window, shares):
                found.append(Fade(start, end, shares))
    return sorted(found, key=lambda each: each.start)


def _greatest_mix(
    window: NDArray[np.float32], is_even: NDArray[np.bool_]
) -> list[tuple[float, int]]:
    """The greatest change from the first of (n, h, w) frames to a later one such that one of
    the two is even and all between are a mix of them, and the latter's place; empty if there is
    none."""
    if len(window) <= SHORTEST or not is_even.any():
        return []
    change = np.abs(window - window[0]).mean(axis=(1, 2))
    if change.max() < CHANGED:
        return []
    is_end = (change >= CHANGED) & (is_even | is_even[0])
    possible = SHORTEST + np.flatnonzero(is_end[SHORTEST:])
    if not len(possible):
        return []
    apart = (window - window[0]).reshape(len(window), -1)
    products = apart @ apart.T
    for end in sorted(possible.tolist(), key=lambda place: -change[place]):
        whole = products[end, end]
        shares = products[1:end, end] / whole
        rest = np.diag(products)[1:end] / whole - shares**2
        steps = np.diff([0, *shares, 1])
        if rest.max() <= NO_MIX**2 and steps.min() >= -BACK and steps.max() <= JUMP:
            return [(float(change[end]), end)]
    return []


def _shares(window: NDArray[np.float32]) -> NDArray[np.float32]:
    """How far each of (n, h, w) frames but the first and the last is the last: least squares."""
    apart = window - window[0]
    shares = np.einsum("nij,ij->n", apart[1:-1], apart[-1]) / np.square(apart[-1]).sum()
    return np.asarray(np.clip(shares, 0, 1), np.float32)


def _is_whole(
    window: NDArray[np.float32], before: NDArray[np.float32], after: NDArray[np.float32]
) -> bool:
    """Whether the fade begins and ends with the window: its ends are mixes otherwise."""
    outside = np.stack([window[0], before, after, window[-1]]) - window[0]
    low, high = np.einsum("nij,ij->n", outside[1:3], outside[-1]) / np.square(outside[-1]).sum()
    return bool(low >= -FURTHER and high <= 1 + FURTHER)


def _is_mix(window: NDArray[np.float32], shares: NDArray[np.float32]) -> bool:
    """Whether nothing moves in any place of (n, h, w) frames, either."""
    first, last = window[0], window[-1]
    for frame, share in zip(window[1:-1], shares, strict=True):
        rest = cv2.blur(np.abs(frame - (1 - share) * first - share * last), (3, 3))
        if rest.max() > NO_MIX_SOMEWHERE:
            return False
    return True
