"""A shot's chroma error in three parts: wrong color, wobble, and the rest within frames.

The analysis of variance by frame (Fisher, 1925) of colored minus true chroma: the parts add up
exactly. A color that is off by the same in all frames is wrong, but does not flicker; one that
changes from frame to frame wobbles; what differs from place to place within a frame is the rest.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from chromacel.pictures.chroma import Chroma


@dataclass(frozen=True)
class Parts:
    """Of the mean squared error of chroma, both channels together, in squared levels of 255.

    Attributes:
        wrong: the squared mean error of the whole shot
        wobble: the variance, over time, of each frame's mean error
        rest: the mean over time of the variance within each frame
    """

    wrong: float
    wobble: float
    rest: float


def decompose(colored: Chroma, truth: Chroma) -> Parts:
    """Of one shot: (n, h, w, 2) float32 twice in."""
    moments = [cv2.meanStdDev(cv2.subtract(*pair)) for pair in zip(colored, truth, strict=True)]
    means, deviations = np.array(moments)[..., 0].swapaxes(0, 1)  # (n, 2) each
    return Parts(
        wrong=float(np.square(means.mean(axis=0)).sum()),
        wobble=float(means.var(axis=0).sum()),
        rest=float(np.square(deviations).sum(axis=1).mean()),
    )
