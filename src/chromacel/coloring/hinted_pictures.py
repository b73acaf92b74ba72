"""Pictures and pages of any size, colored from a person's strokes by a method without training."""

import cv2
import numpy as np

from chromacel.coloring.flats import Flats
from chromacel.coloring.lifting import gray_of, is_line_art, on_luma, paper_of, under_ink
from chromacel.coloring.methods import METHODS
from chromacel.coloring.strokes import Given, Values
from chromacel.conditions.making import shape_of_area
from chromacel.pictures.chroma import chroma
from chromacel.pictures.hints import Hints, check_size
from chromacel.pictures.marks import NAME
from chromacel.pictures.pixels import Picture
from chromacel.pictures.resizing import resized

SHORTEST, MOST_OF_STRIPS = 256, 2**20  # pixels of a strip's short side, as far as it has no more
LOOKED_AT = 2**17  # pixels of a page by which print is told, the same at whatever size it is seen
INK, PAPER = 40, 231  # print is black below and white above
PRINTED, LEAST_PAPER = 0.58, 0.3  # share of both, and of white: so small, manga had .63 or more of
# both, and colored pages .53 or less
LEAST_WIDENED = 3  # times smaller, from where on lines would be pale
MOST_FLAT = 2**22  # pixels at which the regions of line art are told: a page's own, mostly


def colored_by_hints(method: str, rgb: Picture, hints: Hints) -> Picture:
    """An (h, w, 3) uint8 picture with the colors of hints for it, as a method of `methods.py`
    spreads them: (h, w, 3) uint8.

    Its own colors have no say. Its luma is kept exactly; but what is printed in black and white,
    line art and manga with screentones, is ink over the colors, since white paper would take none.
    Panels without hints stay white, and without any, the result is the picture in gray.

    Raises:
        InputError: the hints are for a picture of another size.
    """
    gray = gray_of(rgb)
    check_size(hints.shape, gray.shape, NAME)
    entry = METHODS[method]
    is_print = is_printed(gray)
    small = _smaller(gray, entry.pixels, is_print)
    few = hints.resized((small.shape[0], small.shape[1]))
    values = 255 - few.colors.astype(np.float32) if is_print else chroma(few.colors)
    spread: Values = entry.load()(small, values * few.given[..., None], few.given)
    if not is_print:
        return on_luma(rgb, spread, is_neutral=False)
    return under_ink(rgb, _on_paper(gray, 255 - spread, few, hints))


def _on_paper(gray: Picture, colors: Values, few: Hints, hints: Hints) -> Values:
    """Colors as a method spread them, (h', w', 3), from `few` hints of that size, where a page,
    (h, w), takes them; in the flats of line art as far as it has some."""
    paper = paper_of(resized(gray, *few.shape))  # up to lines as they are
    _, panels = cv2.connectedComponents((~paper).astype(np.uint8), connectivity=8)
    is_plain = ~paper & ~np.isin(panels, panels[few.given])
    if _is_meant(paper, few):
        paper = np.zeros_like(paper)
    colors[is_plain | paper & ~few.given] = 255
    if not few.given.any() or not _is_line_art(gray):
        return colors
    shape = shape_of_area(gray, min(MOST_FLAT, gray.size))
    return Flats.of(resized(gray, *shape)).colored(colors, hints.resized(shape), paper)


def _is_meant(paper: Given, hints: Hints) -> bool:
    """Whether a stroke is for the paper around panels: all of it is there."""
    _, strokes = cv2.connectedComponents(hints.given.astype(np.uint8), connectivity=8)
    lengths = np.bincount(strokes.ravel())
    inside = np.bincount(strokes[paper], minlength=len(lengths))
    return bool((inside == lengths)[1:].any())


def is_printed(gray: Picture) -> bool:
    """Whether an (h, w) uint8 page is black ink on white paper, with screentones or without."""
    small = _looked_at(gray)
    white = float((small >= PAPER).mean())
    print_alone = white + float((small < INK).mean()) >= PRINTED
    return white >= LEAST_PAPER and (print_alone or is_line_art(small))


def _is_line_art(gray: Picture) -> bool:
    return is_line_art(_looked_at(gray))


def _looked_at(gray: Picture) -> Picture:
    return resized(gray, *shape_of_area(gray, min(LOOKED_AT, gray.size)))


def _smaller(gray: Picture, pixels: int, is_print: bool) -> Picture:
    """A picture at the size at which it is colored, with lines of print that still hold colors."""
    short, long = sorted(gray.shape)
    area = max(pixels, min(SHORTEST**2 * long / short, MOST_OF_STRIPS))
    if area >= gray.size:
        return gray
    wide = round((gray.size / area) ** 0.5)
    if is_print and wide >= LEAST_WIDENED:
        gray = np.asarray(cv2.erode(gray, np.ones((wide, wide), np.uint8)))
    return resized(gray, *shape_of_area(gray, area))
