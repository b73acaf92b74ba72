"""Flicker where nothing happens: chroma that changes in areas whose luma is held."""

import cv2
import numpy as np

from chromacel.pictures.chroma import Chroma
from chromacel.pictures.pixels import Frames, Picture

STILL = 2  # levels, up to which luma is held: compression makes as much
AROUND = np.ones((3, 3), np.uint8)  # pixels, none of which may change more


def held_flicker(colored: Chroma, truth: Chroma, gray: Frames) -> tuple[float, int]:
    """The mean change of chroma from frame to frame in held areas minus the truth's, in levels of
    255, and how many pixels it is of.

    Of one shot: (n, h, w, 2) float32 twice, and the input's luma, (n, h, w) uint8. A pixel is held
    between two frames if luma around it, 3 × 3, changes by at most 2. NaN where nothing is.
    Below 0, the colors are steadier than the truth's, whose noise they lack.
    """
    total, pixels = 0.0, 0
    for place in range(len(gray) - 1):
        held = held_area(gray[place], gray[place + 1])
        number = int(np.count_nonzero(held))
        changes = (
            np.mean(cv2.mean(cv2.absdiff(frames[place], frames[place + 1]), held)[:2])
            for frames in (colored, truth)
        )
        own, true = changes
        total += float(own - true) * number
        pixels += number
    return (total / pixels if pixels else float("nan")), pixels


def held_area(gray: Picture, following: Picture) -> Picture:
    """255 where luma is held from one frame to the following one, 0 elsewhere: (h, w) uint8."""
    changed = cv2.dilate(cv2.absdiff(gray, following), AROUND)
    return np.asarray(cv2.inRange(changed, 0, STILL), np.uint8)
