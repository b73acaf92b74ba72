"""A picture of any shape as a model sees it."""

from dataclasses import dataclass

import numpy as np

from chromacel.conditions.kinds import Condition
from chromacel.pictures.downsampling import DownsamplingSettings, downsample
from chromacel.pictures.edges import EdgeSettings, detect_edges
from chromacel.pictures.grayscale import grayscale
from chromacel.pictures.pixels import Picture
from chromacel.pictures.resizing import resized


@dataclass(frozen=True)
class FittingSettings:
    """The size, in pixels, that the training's frames had before they were downsampled."""

    frame_height: int
    frame_width: int


def condition_of(
    rgb: Picture,
    condition: Condition,
    fitting: FittingSettings,
    edges: EdgeSettings,
    downsampling: DownsamplingSettings,
) -> Picture:
    """An (h, w, 3) uint8 picture as a model sees it, (h', w') uint8.

    It goes the way of the training's frames, with their areas in pixels, but keeps its shape:
    edges are found at the area of frames, and then downsampled.
    """
    frame = resized(rgb, *shape_of_area(rgb, fitting.frame_height * fitting.frame_width))
    pictures = grayscale(frame[None])
    if condition == "edge":
        pictures = detect_edges(pictures, edges)
    height, width = shape_of_area(rgb, downsampling.height * downsampling.width)
    return np.asarray(downsample(pictures, DownsamplingSettings(height, width))[0])


def shape_of_area(picture: Picture, area: float) -> tuple[int, int]:
    """Rows and columns of the picture's proportions with about so many pixels."""
    height, width = picture.shape[:2]
    factor = float(np.sqrt(area / (height * width)))
    return max(round(height * factor), 1), max(round(width * factor), 1)
