"""Pictures of any shape for models, and what models make of them at the pictures' own size."""

from dataclasses import dataclass

import cv2
import numpy as np

from chromacel.downsampling import DownsamplingSettings, downsample
from chromacel.edges import EdgeSettings, detect_edges
from chromacel.fitting import resized
from chromacel.frames import Condition, Frames
from chromacel.grayscale import grayscale

STRIP = 256  # rows converted at a time, so that a large picture takes little memory


@dataclass(frozen=True)
class FittingSettings:
    """The size, in pixels, that the training's frames had before they were downsampled."""

    frame_height: int
    frame_width: int


def condition_of(
    rgb: Frames,
    condition: Condition,
    fitting: FittingSettings,
    edges: EdgeSettings,
    downsampling: DownsamplingSettings,
) -> Frames:
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


def shape_of_area(picture: Frames, area: float) -> tuple[int, int]:
    """Rows and columns of the picture's proportions with about so many pixels."""
    height, width = picture.shape[:2]
    factor = float(np.sqrt(area / (height * width)))
    return max(round(height * factor), 1), max(round(width * factor), 1)


def recolored(rgb: Frames, colors: Frames) -> Frames:
    """An (h, w, 3) uint8 picture's own lightness with the chroma of `colors`, its small version.

    The usual way to have a small model's colors at full sharpness: chroma, a* and b* of CIELAB, is
    enlarged, and L* is of the picture's grayscale. Colors beyond RGB are clipped.
    """
    enlarged = resized(colors, *rgb.shape[:2])
    result = np.empty_like(enlarged)
    for start in range(0, len(rgb), STRIP):
        rows = slice(start, start + STRIP)
        lab = _lab(enlarged[rows])
        lab[..., 0] = _lab(cv2.merge([grayscale(rgb[None, rows])[0]] * 3))[..., 0]
        result[rows] = np.rint(255 * cv2.cvtColor(lab, cv2.COLOR_LAB2RGB).clip(0, 1))
    return result


def _lab(rgb: cv2.typing.MatLike) -> cv2.typing.MatLike:
    return cv2.cvtColor(rgb.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
