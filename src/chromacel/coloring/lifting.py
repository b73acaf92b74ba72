"""Colors of few pixels brought to a page of many: on its own luma, or under its ink."""

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from chromacel.coloring.own_luma import with_own_luma
from chromacel.pictures.chroma import Chroma
from chromacel.pictures.grayscale import grayscale
from chromacel.pictures.pixels import Picture

LINE = 7  # pixels of the small size, which no line has across
DARK, LIGHT, TONES = 40, 215, 0.03  # levels between which a page is gray; share of it in line art
PAPER = 231  # line art has paper above
NEUTRAL = (5, 21, 234, 250)  # chroma is none below and above, whole between the inner two
LEAST_PAPER, MOST_PAPER = 0.5, 0.6  # of the page's border, and of the page, that gutters have
PIXELS = 2**22  # of the page, computed at a time


def gray_of(rgb: Picture) -> Picture:
    """(h, w, 3) uint8 to (h, w) uint8."""
    return np.concatenate([grayscale(rgb[None, rows])[0] for rows in _bands(rgb)])


def is_line_art(gray: Picture) -> bool:
    """Whether a page, at a small size, is black and white but for its thin lines: of the pages
    looked at, toned ones were gray in 5 % of their area or more, and line art nowhere."""
    without_lines = cv2.morphologyEx(gray, cv2.MORPH_CLOSE, np.ones((LINE, LINE), np.uint8))
    is_gray = (without_lines > DARK) & (without_lines < LIGHT)
    return float(is_gray.mean()) < TONES


def paper_of(gray: Picture) -> NDArray[np.bool_]:
    """What lies around the panels of line art: white up to most of the page's border, and not most
    of the page, as it would be of a drawing without a frame."""
    white = cv2.erode(gray, np.ones((3, 3), np.uint8)) >= PAPER
    _, numbers = cv2.connectedComponents(white.astype(np.uint8), connectivity=4)
    border = np.concatenate((numbers[0], numbers[-1], numbers[:, 0], numbers[:, -1]))
    outer = int(np.bincount(border).argmax())
    region = numbers == outer
    is_paper = (border == outer).mean() >= LEAST_PAPER and region.mean() <= MOST_PAPER
    if not outer or not is_paper:  # 0 is ink
        return np.zeros(gray.shape, bool)
    return np.asarray(cv2.dilate(region.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0)


def on_luma(rgb: Picture, chroma: Chroma, is_neutral: bool) -> Picture:
    """The page, (h, w, 3) uint8, with its own luma exactly and with chroma (h', w', 2); paper and
    ink without any if they are neutral."""
    result = np.empty_like(rgb)
    for rows in _bands(rgb):
        gray = gray_of(rgb[rows])
        values = _enlarged(chroma, rows, rgb)
        values = values * _fade(gray)[..., None] if is_neutral else values
        result[rows] = with_own_luma(gray[None], values[None])[0]
    return result


def under_ink(rgb: Picture, colors: NDArray[np.float32]) -> Picture:
    """Colors (h', w', 3), in levels of 255, times the page's ink, (h, w, 3) uint8."""
    result = np.empty_like(rgb)
    for rows in _bands(rgb):
        ink = gray_of(rgb[rows])[..., None] / np.float32(255)
        result[rows] = np.rint(np.clip(_enlarged(colors, rows, rgb), 0, 255) * ink)
    return result


def _fade(gray: Picture) -> NDArray[np.float32]:
    """The share of chroma that a gray level keeps: paper and ink have no color."""
    shares = np.interp(np.arange(256), NEUTRAL, (0, 1, 1, 0)).astype(np.float32)
    return np.asarray(shares[gray])


def _bands(rgb: Picture) -> Iterator[slice]:
    rows = max(PIXELS // rgb.shape[1], 1)
    for start in range(0, len(rgb), rows):
        yield slice(start, min(start + rows, len(rgb)))


def _enlarged(values: NDArray[np.float32], rows: slice, rgb: Picture) -> NDArray[np.float32]:
    """Some rows of values (h', w', c), enlarged linearly to the page's size."""
    height, width = rgb.shape[:2]
    places = (np.arange(rows.start, rows.stop) + 0.5) * len(values) / height - 0.5
    places = places.clip(0, len(values) - 1).astype(np.float32)
    above = np.minimum(places.astype(int), max(len(values) - 2, 0))
    share = (places - above)[:, None, None]
    below = np.minimum(above + 1, len(values) - 1)
    band = (1 - share) * values[above] + share * values[below]
    enlarged = cv2.resize(band, (width, len(band)), interpolation=cv2.INTER_LINEAR)
    return np.asarray(enlarged, np.float32).reshape(len(band), width, values.shape[2])
