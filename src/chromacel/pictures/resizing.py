"""Pictures of any shape made to one size."""

from dataclasses import dataclass
from typing import Literal, TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from chromacel.pictures.pixels import Picture

Number = TypeVar("Number", np.uint8, np.float32)


@dataclass(frozen=True)
class FrameSettings:
    """Which frames of an episode are taken, and how they are fitted to one size.

    Attributes:
        stride: one frame in every so many is taken
        height: rows of pixels
        width: columns of pixels
        fit: crop fills the size and cuts what stands over, pad adds black bars, stretch distorts
        trim_bars: cut off an episode's black bars first; True or False
    """

    stride: int
    height: int
    width: int
    fit: Literal["crop", "pad", "stretch"]
    trim_bars: bool


def fit_picture(rgb: Picture, settings: FrameSettings, pixel_aspect: float = 1) -> Picture:
    """An (h, w, 3) uint8 picture at the settings' height and width, centered.

    `pixel_aspect` is the width of its pixels over their height; the result's are square.
    """
    height, width = settings.height, settings.width
    rows, columns = rgb.shape[:2]
    factors = (height / rows, width / (columns * pixel_aspect))  # from rows as stored to rows made
    if settings.fit == "crop":
        factor = max(factors)
        rgb = centered(rgb, round(height / factor), round(width / factor / pixel_aspect))
    elif settings.fit == "pad":
        factor = min(factors)
        shown = round(rows * factor), round(columns * pixel_aspect * factor)
        picture = resized(rgb, max(shown[0], 1), max(shown[1], 1))
        padded = np.zeros((height, width, 3), np.uint8)
        centered(padded, *picture.shape[:2])[...] = picture
        return padded
    return resized(rgb, height, width)


def centered(rgb: Picture, height: int, width: int) -> Picture:
    """The middle of a picture: at most `height` × `width` pixels, at least one."""
    height, width = (
        max(min(size, whole), 1) for size, whole in zip((height, width), rgb.shape[:2], strict=True)
    )
    top, left = (rgb.shape[0] - height) // 2, (rgb.shape[1] - width) // 2
    return rgb[top : top + height, left : left + width]


def resized(rgb: NDArray[Number], height: int, width: int) -> NDArray[Number]:
    """Area averages where a picture shrinks, cubic interpolation where it grows."""
    if rgb.shape[:2] == (height, width):
        return rgb
    shrinks = height < rgb.shape[0] or width < rgb.shape[1]
    interpolation = cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(rgb, (width, height), interpolation=interpolation), rgb.dtype)
