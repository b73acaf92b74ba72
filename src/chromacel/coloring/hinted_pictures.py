"""Pictures and pages of any size, colored from a person's strokes by a method without training."""

import numpy as np

from chromacel.coloring.lifting import gray_of, is_line_art, on_luma, paper_of, under_ink
from chromacel.coloring.methods import METHODS
from chromacel.coloring.strokes import Values, check_sizes
from chromacel.conditions.making import shape_of_area
from chromacel.pictures.chroma import chroma
from chromacel.pictures.hints import Hints
from chromacel.pictures.pixels import Picture
from chromacel.pictures.resizing import resized

SHORTEST, MOST_OF_STRIPS = 256, 2**20  # pixels of a strip's short side, as far as it has no more
LOOKED_AT = 2**17  # pixels of a page by which line art is told
INK, PAPER, PRINTED = 40, 231, 0.65  # share of black and white in print: manga .70 to .84 of those
LEAST_PAPER = 0.3  # looked at, and .57 at most of colored pages; and of white alone


def colored_by_hints(method: str, rgb: Picture, hints: Hints) -> Picture:
    """An (h, w, 3) uint8 picture with the colors of hints for it, as a method of `methods.py`
    spreads them: (h, w, 3) uint8.

    Its own colors have no say. Its luma is kept exactly; but what is printed in black and white,
    line art and manga with screentones, is ink over the colors, since white paper would take none.
    Without hints, the result is the picture in gray.

    Raises:
        ProblemError: the hints are for a picture of another size.
    """
    gray = gray_of(rgb)
    check_sizes(gray, hints.colors, hints.given)
    entry = METHODS[method]
    small = resized(gray, *_solved_shape(gray, entry.pixels))
    few = hints.resized((small.shape[0], small.shape[1]))
    is_print = is_printed(gray)
    values = 255 - few.colors.astype(np.float32) if is_print else chroma(few.colors)
    spread: Values = entry.load()(small, values * few.given[..., None], few.given)
    if not is_print:
        return on_luma(rgb, spread, is_neutral=False)
    paper = paper_of(small)
    if not (paper & few.given).any():
        spread[paper] = 0
    return under_ink(rgb, 255 - spread)


def is_printed(gray: Picture) -> bool:
    """Whether an (h, w) uint8 page is black ink on white paper, with screentones or without."""
    small = resized(gray, *shape_of_area(gray, min(LOOKED_AT, gray.size)))
    white = float((gray >= PAPER).mean())
    print_alone = white + float((gray < INK).mean()) >= PRINTED
    return white >= LEAST_PAPER and (print_alone or is_line_art(small))


def _solved_shape(gray: Picture, pixels: int) -> tuple[int, int]:
    """Rows and columns at which a picture is colored: at most its own."""
    short, long = sorted(gray.shape)
    of_strip = min(SHORTEST**2 * long / short, MOST_OF_STRIPS)
    area = max(pixels, of_strip)
    if pixels < gray.size and area < gray.size:
        return shape_of_area(gray, area)
    return gray.shape[0], gray.shape[1]
