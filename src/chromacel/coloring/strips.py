"""Pictures longer than a model has seen any, colored in overlapping windows without seams."""

from collections.abc import Callable

import numpy as np

from chromacel.pictures.pixels import Picture
from chromacel.pictures.resizing import resized

LONGEST = 4  # times as long as wide: longer pictures are strips
MOST_LENGTHS = 100  # of windows in a strip: those of a longer one see more of it, distorted


def is_strip(picture: Picture) -> bool:
    """Whether a picture is to be colored in windows."""
    short, long = min(picture.shape[:2]), max(picture.shape[:2])
    return bool(long > LONGEST * short)


def colored_strip(
    color: Callable[[Picture], Picture], rgb: Picture, frame_size: tuple[int, int]
) -> Picture:
    """An (h, w, 3) uint8 strip as `color` makes it of windows with the proportions of frames.

    At least half of a window overlaps the one before, which fades linearly into it. The result has
    the windows' scale: if `color` halves pictures, it halves the strip.
    """
    axis = int(rgb.shape[1] > rgb.shape[0])
    strip = rgb.swapaxes(0, axis)  # a view whose first axis is the long one
    long, short = max(frame_size), min(frame_size)
    usual = max(round(strip.shape[1] * long / short), 1)
    length = max(usual, -(-len(strip) // MOST_LENGTHS))

    def colors_from(start: int) -> Picture:
        window = strip[start : start + length]  # the last one is mirrored to its length
        window = np.pad(window, ((0, length - len(window)), (0, 0), (0, 0)), "symmetric")
        window = resized(window, long, short) if length > usual else window
        return color(np.ascontiguousarray(window.swapaxes(0, axis))).swapaxes(0, axis)

    colors = colors_from(0)
    size, scale = len(colors), length / len(colors)
    total, step = round(len(strip) / scale), _step(size)
    result = np.empty((total + size, *colors.shape[1:]), np.uint8)
    result[:size] = colors
    end = size
    while end < total:
        start = end - size + step
        colors = colors_from(round(start * scale))
        share = (np.arange(end - start) + 0.5)[:, None, None] / (end - start)
        faded = (1 - share) * result[start:end] + share * colors[: end - start]
        result[start:end] = np.rint(faded)
        result[end : start + size] = colors[end - start :]
        end = start + size
    return np.ascontiguousarray(result[:total].swapaxes(0, axis))


def _step(size: int) -> int:
    """Half of a window, or less: a multiple of a power of two, so that patterns that a network's
    strides leave lie upon each other."""
    power: int = 2 ** (max(size // 4, 1).bit_length() - 1)
    return max(size // 2 // power * power, 1)
