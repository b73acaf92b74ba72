"""What a model sees, made from pictures in color as it was for the training's frames."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from chromacel.conditions.kinds import Condition
from chromacel.pictures.downsampling import DownsamplingSettings, downsample
from chromacel.pictures.edges import EdgeSettings, detect_edges
from chromacel.pictures.grayscale import grayscale
from chromacel.pictures.pixels import Frames, Picture
from chromacel.pictures.resizing import resized


@dataclass(frozen=True)
class Making:
    """Rows and columns of the frames that edges are found in, Canny's settings for a model that
    sees edges, and the size that models see."""

    frame_size: tuple[int, int]
    edges: EdgeSettings | None
    downsampling: DownsamplingSettings

    @classmethod
    def of_steps(cls, steps: Mapping[str, Mapping[str, Any]], condition: Condition) -> "Making":
        """From the settings of each step by name, as shards and weights keep them.

        Raises:
            KeyError: a step is missing that the condition goes through.
        """
        frames = steps["frames"]
        return cls(
            (frames["height"], frames["width"]),
            EdgeSettings(**steps["edges"]) if condition == "edge" else None,
            DownsamplingSettings(**steps["downsampling"]),
        )


def make_condition(rgb: Frames, condition: Condition, edges: EdgeSettings | None) -> Frames:
    """Frames in color as a condition, at the same size: (n, h, w, 3) uint8 in, (n, h, w) out."""
    gray = grayscale(rgb)
    if condition != "edge":
        return gray
    assert edges, "a model that sees edges says how they are found"
    return detect_edges(gray, edges)


def condition_of(rgb: Picture, condition: Condition, making: Making) -> Picture:
    """An (h, w, 3) uint8 picture of any size as a model sees it, (h', w') uint8.

    It goes the way of the training's frames, with their areas in pixels, but keeps its shape:
    edges are found at the area of frames, and then downsampled.
    """
    frame = resized(rgb, *shape_of_area(rgb, making.frame_size[0] * making.frame_size[1]))
    pictures = make_condition(frame[None], condition, making.edges)
    small = making.downsampling
    height, width = shape_of_area(rgb, small.height * small.width)
    return np.asarray(downsample(pictures, DownsamplingSettings(height, width))[0])


def shape_of_area(picture: Picture, area: float) -> tuple[int, int]:
    """Rows and columns of the picture's proportions with about so many pixels."""
    height, width = picture.shape[:2]
    factor = float(np.sqrt(area / (height * width)))
    return max(round(height * factor), 1), max(round(width * factor), 1)
