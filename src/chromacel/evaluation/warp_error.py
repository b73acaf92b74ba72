"""Warp error: how far a shot's chroma is from the next frame's, brought back along the motion.

Lai et al., "Learning Blind Video Temporal Consistency", 2018, section 4.2, with the masks of Ruder,
Dosovitskiy and Brox, "Artistic Style Transfer for Videos", 2016, equations 5 to 7. Flow is by dense
inverse search (Kroeger et al., 2016), which has no learned weights, where the former take FlowNet2.
"""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from chromacel.pictures.chroma import Chroma
from chromacel.pictures.pixels import Frames, Picture

Flow = NDArray[np.float32]
"""(h, w, 2): how many pixels to the right and down what is seen here moves."""


@dataclass(frozen=True)
class Motion:
    """From a frame to the following one: `places`, (h, w, 2) float32, x and y there of what is seen
    here; `trusted`, (h, w) uint8, 255 where that is neither hidden nor at a motion boundary."""

    places: Flow
    trusted: Picture


def mean_warp_error(chromas: Chroma, motions: Sequence[Motion]) -> float:
    """Of one shot, (n, h, w, 2) float32, with the motion from each frame but the last: the mean
    over pairs of frames of the squared distance of chroma along the motion, both channels together,
    in squared levels of 255. NaN where no motion can be trusted."""
    errors = [
        warp_error(chromas[place], chromas[place + 1], motion)
        for place, motion in enumerate(motions)
        if motion.trusted.any()
    ]
    return float(np.mean(errors)) if errors else float("nan")


def warp_error(chroma: Chroma, following: Chroma, motion: Motion) -> float:
    """Of two frames, (h, w, 2) float32: the mean over the pixels whose motion is trusted."""
    returned = _returned(following, motion.places)
    apart = cv2.absdiff(chroma, returned)
    return float(sum(cv2.mean(cv2.multiply(apart, apart), motion.trusted)[:2]))


def find_motions(gray: Frames) -> Iterator[Motion]:
    """From each frame but the last to the following one, by the input's luma: (n, h, w) uint8 in,
    n - 1 out."""
    search = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    for here, there in itertools.pairwise(gray):
        none = np.zeros((*gray.shape[1:], 2), np.float32)
        forward, backward = (
            np.asarray(search.calc(*pair, none.copy()), np.float32)
            for pair in ((here, there), (there, here))
        )
        yield motion_of(forward, backward)


def motion_of(forward: Flow, backward: Flow) -> Motion:
    """From the flow to the following frame and the flow back."""
    height, width = forward.shape[:2]
    columns, rows = np.meshgrid(np.arange(width), np.arange(height))
    places = forward + np.stack([columns, rows], axis=2).astype(np.float32)
    back = _returned(backward, places)
    inside = ((places >= 0) & (places <= (width - 1, height - 1))).all(axis=2)
    trusted = inside & ~occluded(forward, back) & ~at_boundary(forward)
    return Motion(places, 255 * trusted.astype(np.uint8))


def occluded(forward: Flow, back: Flow) -> NDArray[np.bool_]:
    """Where the flow back, taken from where the flow leads, does not return: (h, w)."""
    lengths = _squared(forward) + _squared(back)
    return np.asarray(_squared(forward + back) > 0.01 * lengths + 0.5)


def at_boundary(flow: Flow) -> NDArray[np.bool_]:
    """Where flow changes within few pixels, and what is seen is mixed: (h, w)."""
    slope = sum(_squared(np.gradient(flow, axis=axis)) for axis in (0, 1))
    return np.asarray(slope > 0.01 * _squared(flow) + 0.002)


def _returned(there: Flow, places: Flow) -> Flow:
    """What is there at these places, 0 outside: (h, w, 2) float32 each."""
    both = np.empty(0, np.float32)  # of rows alone, since `places` has rows and columns
    return np.asarray(cv2.remap(there, places, both, cv2.INTER_LINEAR), np.float32)


def _squared(flow: Flow) -> Flow:
    return np.asarray(np.einsum("ijk,ijk->ij", flow, flow))
