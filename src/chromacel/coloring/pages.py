"""Whole pages of comics, and other large pictures, colored at their own size.

The model sees a page about as large as the panels in it were in training, all at once: networks are
convolutions, so that nothing has a seam. Its colors are few pixels for many, and are brought to the
page without crossing the page's lines.
"""

import math
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from chromacel.coloring.own_luma import with_own_luma
from chromacel.coloring.pictures import making_of
from chromacel.coloring.strips import colored_strip, is_strip
from chromacel.conditions.kinds import CONDITIONS
from chromacel.conditions.making import Making, condition_of, shape_of_area
from chromacel.models.inference import predict_colors
from chromacel.models.weights import TrainedModel
from chromacel.pictures.downsampling import DownsamplingSettings
from chromacel.pictures.edge_stopping import smoothed
from chromacel.pictures.grayscale import grayscale
from chromacel.pictures.panels import panel_areas
from chromacel.pictures.pixels import COLORS, Picture
from chromacel.pictures.resizing import resized

MOST_FRAMES = 12  # the area of so many that a model sees of a page: it bounds memory
FEWEST_FRAMES = 4  # of a page that is taller than wide, whose panels may overlap or stand askew
FINER = 2  # times the model's size: where colors are kept from crossing lines; tones are gray there
SPACE, LEVEL = 6.0, 20.0  # pixels of that size, and levels: how far chroma is smoothed from gray
INK_SPACE, INK_LEVEL = 32.0, 12.0  # the same from line art, where nothing but lines holds colors
LINE = 7  # pixels of that size, which no line has across
DARK, LIGHT, TONES = 40, 215, 0.03  # levels between which a page is gray; share of it in line art
INK, PAPER = 160, 231  # line art has ink below, and paper above
NEUTRAL = (5, 21, 234, 250)  # chroma is none below and above, whole between the inner two
LEAST_PAPER, MOST_PAPER = 0.5, 0.6  # of the page's border, and of the page, that gutters have
PIXELS = 2**22  # of the page, computed at a time


def colored_page(model: TrainedModel, rgb: Picture) -> Picture:
    """An (h, w, 3) uint8 page in the model's colors, at its own size: (h, w, 3) uint8.

    The page's own luma is kept exactly, and what is white or black stays so; but from a model that
    sees edges, line art is its ink over the model's colors, and the paper around panels is white.

    Raises:
        InputError: the weights do not tell how pictures for them are made.
    """
    making, is_luma = making_of(model), CONDITIONS[model.description.condition].is_luma
    if is_strip(rgb):
        small = colored_strip(partial(_colors, model, 1.0), rgb, making.frame_size)
    else:
        small = _colors(model, frames_of(rgb, making), rgb)
    guide = _finer(rgb, small)
    if is_luma or not is_line_art(guide):
        return _on_luma(rgb, small, guide)
    return _under_ink(rgb, small, guide)


def frames_of(rgb: Picture, making: Making) -> float:
    """By how many frames' area a model should see a page, so that half of what is in panels is in
    panels as large as a frame or larger. Never more than the page has."""
    areas = sorted(panel_areas(_gray(rgb)), reverse=True)
    shares = np.cumsum(areas or [1.0])
    middle = areas[int(np.searchsorted(shares, shares[-1] / 2))] if areas else 1.0
    fewest = FEWEST_FRAMES if rgb.shape[0] > rgb.shape[1] else 1
    frame = making.downsampling.height * making.downsampling.width
    most = min(MOST_FRAMES, rgb.shape[0] * rgb.shape[1] / frame)
    return float(max(min(max(1 / middle, fewest), most), 1))


def seen_of(model: TrainedModel, rgb: Picture, frames: float) -> Picture:
    """An (h, w, 3) uint8 picture as the model sees it with the area of so many frames, (h', w')."""
    making, condition = making_of(model), model.description.condition
    small = making.downsampling
    if CONDITIONS[
        condition
    ].is_luma:  # area averages alone: a spline leaves patterns of screentones
        return _gray(resized(rgb, *shape_of_area(rgb, frames * small.height * small.width)))
    side = math.sqrt(frames)
    larger = replace(
        making,
        frame_size=(round(making.frame_size[0] * side), round(making.frame_size[1] * side)),
        downsampling=DownsamplingSettings(round(small.height * side), round(small.width * side)),
    )
    return condition_of(rgb, condition, larger)


def _colors(model: TrainedModel, frames: float, rgb: Picture) -> Picture:
    """As the model colors a picture with the area of so many frames."""
    seen = seen_of(model, rgb, frames)
    device = next(model.generator.parameters()).device
    [colors] = predict_colors(model.generator, torch.from_numpy(seen[None]).to(device))
    return np.asarray(colors.cpu().numpy())


def _gray(rgb: Picture) -> Picture:
    return np.asarray(grayscale(rgb[None])[0])


def _finer(rgb: Picture, small: Picture) -> Picture:
    """The page in gray at the size at which its lines hold the colors: at most its own."""
    height, width = (
        min(FINER * size, whole) for size, whole in zip(small.shape[:2], rgb.shape[:2], strict=True)
    )
    return _gray(resized(rgb, height, width))


def is_line_art(gray: Picture) -> bool:
    """Whether a page, at the size of `_finer`, is black and white but for its thin lines: of the
    pages looked at, toned ones were gray in 5 % of their area or more, and line art nowhere."""
    without_lines = cv2.morphologyEx(gray, cv2.MORPH_CLOSE, np.ones((LINE, LINE), np.uint8))
    is_gray = (without_lines > DARK) & (without_lines < LIGHT)
    return float(is_gray.mean()) < TONES


def _on_luma(rgb: Picture, small: Picture, guide: Picture) -> Picture:
    chroma = small[..., [2, 0]].astype(np.float32) - _gray(small)[..., None]
    chroma = smoothed(resized(chroma, *guide.shape), guide, SPACE, LEVEL)
    result = np.empty_like(rgb)
    for rows in _bands(rgb):
        gray = _gray(rgb[rows])
        faded = _enlarged(chroma, rows, rgb) * _fade(gray)[..., None]
        result[rows] = with_own_luma(gray[None], faded[None])[0]
    return result


def _fade(gray: Picture) -> NDArray[np.float32]:
    """The share of chroma that a gray level keeps: paper and ink have no color."""
    shares = np.interp(np.arange(256), NEUTRAL, (0, 1, 1, 0)).astype(np.float32)
    return np.asarray(shares[gray])


def _under_ink(rgb: Picture, small: Picture, guide: Picture) -> Picture:
    near = (
        cv2.erode(guide, np.ones((3, 3), np.uint8)) < INK
    )  # where the model's color is the line's
    colors = resized(small, *guide.shape).astype(np.float32)
    weighed = np.dstack((colors, np.ones_like(guide))) * np.where(near, 1e-3, 1)[..., None]
    spread = smoothed(weighed.astype(np.float32), guide, INK_SPACE, INK_LEVEL)
    colors = spread[..., :COLORS] / spread[..., COLORS:]
    colors[_paper(guide)] = 255
    result = np.empty_like(rgb)
    for rows in _bands(rgb):
        ink = _gray(rgb[rows])[..., None] / np.float32(255)
        result[rows] = np.rint(np.clip(_enlarged(colors, rows, rgb), 0, 255) * ink)
    return result


def _paper(gray: Picture) -> NDArray[np.bool_]:
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
