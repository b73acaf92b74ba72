"""Whole pages of comics, and other large pictures, colored at their own size.

The model sees a page about as large as the panels in it were in training, all at once: networks are
convolutions, so that nothing has a seam. Its colors are few pixels for many, and are brought to the
page without crossing the page's lines.
"""

import math
from dataclasses import replace
from functools import partial

import cv2
import numpy as np
import torch

from chromacel.coloring.lifting import gray_of, is_line_art, on_luma, paper_of, under_ink
from chromacel.coloring.pictures import making_of
from chromacel.coloring.strips import colored_strip, is_strip
from chromacel.conditions.kinds import CONDITIONS
from chromacel.conditions.making import Making, condition_of, shape_of_area
from chromacel.models.inference import predict_colors, predict_hinted
from chromacel.models.weights import TrainedModel
from chromacel.pictures.downsampling import DownsamplingSettings
from chromacel.pictures.edge_stopping import smoothed
from chromacel.pictures.hints import Hints
from chromacel.pictures.panels import panel_areas
from chromacel.pictures.pixels import COLORS, Picture
from chromacel.pictures.resizing import resized

MOST_FRAMES = 12  # the area of so many that a model sees of a page: it bounds memory
FEWEST_FRAMES = 4  # of a page that is taller than wide, whose panels may overlap or stand askew
FINER = 2  # times the model's size: where colors are kept from crossing lines; tones are gray there
SPACE, LEVEL = 6.0, 20.0  # pixels of that size, and levels: how far chroma is smoothed from gray
INK_SPACE, INK_LEVEL = 32.0, 12.0  # the same from line art, where nothing but lines holds colors
INK = 160  # line art has ink below
GIVEN = 255  # in the channel that says where hints are


def colored_page(model: TrainedModel, rgb: Picture, hints: Hints | None = None) -> Picture:
    """An (h, w, 3) uint8 page in the model's colors, at its own size: (h, w, 3) uint8.

    The page's own luma is kept exactly, and what is white or black stays so; but from a model that
    sees edges, line art is its ink over the model's colors, and the paper around panels is white.
    `hints` are colors that a person gave for parts of it.

    Raises:
        InputError: the weights do not tell how pictures for them are made; there are hints, and
            the model takes none.
    """
    making, is_luma = making_of(model), CONDITIONS[model.description.condition].is_luma
    layers = _with_hints(rgb, hints)
    if is_strip(rgb):
        small = colored_strip(partial(_colors, model, 1.0), layers, making.frame_size)
    else:
        small = _colors(model, frames_of(rgb, making), layers)
    guide = _finer(rgb, small)
    if is_luma or not is_line_art(guide):
        return _on_luma(rgb, small, guide)
    return _under_ink(rgb, small, guide)


def frames_of(rgb: Picture, making: Making) -> float:
    """By how many frames' area a model should see a page, so that half of what is in panels is in
    panels as large as a frame or larger. Never more than the page has."""
    areas = sorted(panel_areas(gray_of(rgb)), reverse=True)
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
        return gray_of(resized(rgb, *shape_of_area(rgb, frames * small.height * small.width)))
    side = math.sqrt(frames)
    larger = replace(
        making,
        frame_size=(round(making.frame_size[0] * side), round(making.frame_size[1] * side)),
        downsampling=DownsamplingSettings(round(small.height * side), round(small.width * side)),
    )
    return condition_of(rgb, condition, larger)


def _with_hints(rgb: Picture, hints: Hints | None) -> Picture:
    """A picture, (h, w, 3) uint8, with hints as four more channels: colors, and 255 for given."""
    if hints is None or not hints.given.any():
        return rgb
    given = np.where(hints.given, np.uint8(GIVEN), np.uint8(0))
    return np.dstack((rgb, hints.colors, given))


def _colors(model: TrainedModel, frames: float, layers: Picture) -> Picture:
    """As the model colors a picture of `_with_hints` with the area of so many frames."""
    rgb = np.ascontiguousarray(layers[..., :COLORS])
    seen = seen_of(model, rgb, frames)
    device = next(model.generator.parameters()).device
    condition = torch.from_numpy(seen[None]).to(device)
    if layers.shape[2] == COLORS:
        [colors] = predict_colors(model.generator, condition)
    else:
        whole = Hints(layers[..., COLORS:-1], layers[..., -1] > GIVEN // 2)
        hints = whole.resized((seen.shape[0], seen.shape[1]))
        given = (torch.from_numpy(part[None]).to(device) for part in (hints.colors, hints.given))
        [colors] = predict_hinted(model.generator, condition, *given)
    return np.asarray(colors.cpu().numpy())


def _finer(rgb: Picture, small: Picture) -> Picture:
    """The page in gray at the size at which its lines hold the colors: at most its own."""
    height, width = (
        min(FINER * size, whole) for size, whole in zip(small.shape[:2], rgb.shape[:2], strict=True)
    )
    return gray_of(resized(rgb, height, width))


def _on_luma(rgb: Picture, small: Picture, guide: Picture) -> Picture:
    chroma = small[..., [2, 0]].astype(np.float32) - gray_of(small)[..., None]
    chroma = smoothed(resized(chroma, *guide.shape), guide, SPACE, LEVEL)
    return on_luma(rgb, chroma, is_neutral=True)


def _under_ink(rgb: Picture, small: Picture, guide: Picture) -> Picture:
    near = (
        cv2.erode(guide, np.ones((3, 3), np.uint8)) < INK
    )  # where the model's color is the line's
    colors = resized(small, *guide.shape).astype(np.float32)
    weighed = np.dstack((colors, np.ones_like(guide))) * np.where(near, 1e-3, 1)[..., None]
    spread = smoothed(weighed.astype(np.float32), guide, INK_SPACE, INK_LEVEL)
    colors = spread[..., :COLORS] / spread[..., COLORS:]
    colors[paper_of(guide)] = 255
    return under_ink(rgb, colors)
