"""Drawings that are held: frames that show the same picture, but for a codec's noise."""

import cv2
import numpy as np
from numpy.typing import NDArray

from chromacel.pictures.pixels import Frames

NOISE = 3.0  # levels of luma, mean of the square around a pixel, up to which nothing has changed
AROUND = 5


def drawing_numbers(gray: Frames) -> NDArray[np.int64]:
    """The drawing that each frame shows, from 0: (n, h, w) uint8 in, (n,) out.

    A frame is compared with its drawing's first, so that slow motion does not pass for none.
    """
    numbers = np.zeros(len(gray), np.int64)
    first = 0
    for place in range(1, len(gray)):
        apart = cv2.absdiff(gray[place], gray[first]).astype(np.float32)
        is_new = cv2.blur(apart, (AROUND, AROUND)).max() > NOISE
        first = place if is_new else first
        numbers[place] = numbers[place - 1] + is_new
    return numbers
