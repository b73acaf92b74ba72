"""Pictures of any shape made to one size."""

from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np

from chromacel.frames import Frames


@dataclass(frozen=True)
class FrameSettings:
    """One frame in every `stride` of an episode, fitted to `height` × `width` pixels.

    `fit`: `crop` fills the size and cuts what stands over, `pad` adds black bars, `stretch`
    distorts. `trim_bars`: cut off an episode's black bars first.
    """

    stride: int
    height: int
    width: int
    fit: Literal["crop", "pad", "stretch"]
    trim_bars: bool


def fit_picture(rgb: Frames, settings: FrameSettings, pixel_aspect: float = 1) -> Frames:
    """An (h, w, 3) uint8 picture at the settings' height and width, centered.

    `pixel_aspect` is the width of its pixels over their height; the result's are square.
    """
    height, width = settings.height, settings.width
    if settings.fit == "stretch":
        return resized(rgb, height, width)
    shown = (rgb.shape[0], rgb.shape[1] * pixel_aspect)
    factors = (height / shown[0], width / shown[1])
    factor = max(factors) if settings.fit == "crop" else min(factors)
    picture = resized(rgb, max(round(shown[0] * factor), 1), max(round(shown[1] * factor), 1))
    if settings.fit == "crop":
        top, left = (picture.shape[0] - height) // 2, (picture.shape[1] - width) // 2
        return picture[top : top + height, left : left + width]
    top, left = (height - picture.shape[0]) // 2, (width - picture.shape[1]) // 2
    padded = np.zeros((height, width, 3), np.uint8)
    padded[top : top + picture.shape[0], left : left + picture.shape[1]] = picture
    return padded


def resized(rgb: Frames, height: int, width: int) -> Frames:
    """Area averages where a picture shrinks, cubic interpolation where it grows."""
    if rgb.shape[:2] == (height, width):
        return rgb
    shrinks = height < rgb.shape[0] or width < rgb.shape[1]
    interpolation = cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(rgb, (width, height), interpolation=interpolation), np.uint8)
