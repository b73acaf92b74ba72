"""What other shots have shown in color: keyframes, searched for parts of a picture by their luma.

A part is looked for at a quarter of the size, in any place of any keyframe. From there flow finds
each pixel, and only those count whose luma agrees, with structure around them: flat areas look
alike everywhere.
"""

from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from chromacel.coloring.flow import (
    FINE,
    Share,
    agreement,
    fetched,
    own_places,
    places_in,
)
from chromacel.pictures.chroma import Chroma
from chromacel.pictures.pixels import Frames, Picture

SCALE = 4  # pixels to one, where parts are looked for
ROWS, COLUMNS = 3, 4  # parts of a picture
MARGIN = 4  # small pixels around a part that have to be found with it
APART = 14.0  # levels of luma, root mean square: a part that differs more is not there
STRUCTURE = 10.0  # levels of luma by which the surroundings of a pixel deviate from their mean
VICINITY = 31
CONFIRMED = 0.25  # mean trust of the parts found in a keyframe: less is a likeness by chance
FRAMES = 3  # keyframes that a picture is told by, at most


@dataclass(frozen=True)
class Memory:
    """Keyframes of an episode: gray (m, h, w) uint8 and chroma (m, h, w, 2) float32."""

    gray: Frames
    chroma: Chroma
    small: list[Picture] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "small", [_small(gray) for gray in self.gray])

    def recalled(self, gray: Picture) -> tuple[Chroma, Share]:
        """Chroma (h, w, 2) of what was seen, and how far each pixel is trusted: (h, w), often 0.

        It depends on nothing but the picture and the keyframes.
        """
        chroma = np.zeros((*gray.shape, 2), np.float32)
        trust = np.zeros(gray.shape, np.float32)
        frames, starts = self._found(gray)
        seen, counts = np.unique(frames[frames >= 0], return_counts=True)
        structure = _structure(gray)
        for frame in seen[np.argsort(-counts, kind="stable")][:FRAMES]:
            places = places_in(self.gray[frame], gray, starts, FINE)
            share = agreement(self.gray[frame], gray, places) * structure * (frames == frame)
            if share[frames == frame].mean() < CONFIRMED:
                continue
            better = share > trust
            chroma[better] = fetched(self.chroma[frame], places)[better]
            trust[better] = share[better]
        return chroma, trust

    def _found(self, gray: Picture) -> tuple[NDArray[np.int64], Chroma]:
        """The keyframe in which each pixel's part was found, or -1, and where about: (h, w) and
        (h, w, 2)."""
        height, width = gray.shape
        frames = np.full(gray.shape, -1, np.int64)
        starts = own_places(height, width).copy()
        small = _small(gray)
        for rows in np.array_split(np.arange(small.shape[0]), ROWS):
            for columns in np.array_split(np.arange(small.shape[1]), COLUMNS):
                top, left = max(rows[0] - MARGIN, 0), max(columns[0] - MARGIN, 0)
                part = small[top : rows[-1] + 1 + MARGIN, left : columns[-1] + 1 + MARGIN]
                error, frame, x, y = self._search(part)
                if part.std() > STRUCTURE / 2 and error < APART:
                    down, right = (
                        slice(place[0] * SCALE, (place[-1] + 1) * SCALE)
                        for place in (rows, columns)
                    )
                    frames[down, right] = frame
                    starts[down, right] += np.array([x - left, y - top], np.float32) * SCALE
        return frames, starts

    def _search(self, part: Picture) -> tuple[float, int, int, int]:
        """The least deviation, and the keyframe and place where the part looks so."""
        best = (np.inf, -1, 0, 0)
        for frame, small in enumerate(self.small):
            errors = cv2.matchTemplate(small, part, cv2.TM_SQDIFF)
            least, _, (x, y), _ = cv2.minMaxLoc(errors)
            best = min(best, (float(np.sqrt(max(least, 0) / part.size)), frame, x, y))
        return best


def _small(gray: Picture) -> Picture:
    size = (max(gray.shape[1] // SCALE, 1), max(gray.shape[0] // SCALE, 1))
    return np.asarray(cv2.resize(gray, size, interpolation=cv2.INTER_AREA), np.uint8)


def _structure(gray: Picture) -> Share:
    """How far there is something to tell a pixel's surroundings from others, from 0 to 1."""
    values, around = gray.astype(np.float32), (VICINITY, VICINITY)
    mean, squares = cv2.blur(values, around), cv2.blur(values * values, around)
    deviation = np.sqrt(np.maximum(squares - mean * mean, 0))
    return np.asarray(np.clip(deviation / STRUCTURE, 0, 1), np.float32)
