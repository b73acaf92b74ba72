"""Swatches: rectangles of a picture that take their colors from rectangles of a reference.

Standard library only, so that a command line is checked at once.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from chromacel.errors import InputError

BOX = r"\d{1,6}(?:,\d{1,6}){3}"
TEXT = re.compile(rf"(?P<picture>{BOX})=(?:(?P<reference>\d{{1,6}}):)?(?P<source>{BOX})")

Box = tuple[int, int, int, int]
"""Left, top, right and bottom of a rectangle, in pixels; right and bottom are outside."""


@dataclass(frozen=True)
class Swatch:
    """A rectangle of the picture that is colored like one of a reference, by its number from 0."""

    picture: Box
    source: Box
    reference: int = 0

    def resized(self, shape: tuple[int, ...], size: tuple[int, ...]) -> "Swatch":
        """The same place in a picture of `size` that was one of `shape`, rows and columns each: at
        least a pixel."""
        left, right = _resized(self.picture[0], self.picture[2], shape[1], size[1])
        top, bottom = _resized(self.picture[1], self.picture[3], shape[0], size[0])
        return replace(self, picture=(left, top, right, bottom))


def _resized(first: int, last: int, old: int, new: int) -> tuple[int, int]:
    start = min(first * new // old, new - 1)
    return start, max(round(last * new / old), start + 1)


def swatch_of(text: str) -> Swatch:
    """Of `LEFT,TOP,RIGHT,BOTTOM=LEFT,TOP,RIGHT,BOTTOM`, in the picture and in the first reference,
    or with `N:` before the second in reference N, from 1.

    Raises:
        InputError: it is none.
    """
    found = TEXT.fullmatch(text)
    if not found or found["reference"] == "0":
        raise InputError(
            f"`--swatch {text}` is none: give two rectangles as LEFT,TOP,RIGHT,BOTTOM of the"
            " picture, `=`, and the same of the reference, such as 10,20,60,70=0,0,50,50."
        )
    return Swatch(_box(found["picture"]), _box(found["source"]), int(found["reference"] or 1) - 1)


def _box(text: str) -> Box:
    left, top, right, bottom = map(int, text.split(","))
    return left, top, right, bottom


def check_swatches(
    swatches: Sequence[Swatch], shape: tuple[int, ...], references: Sequence[tuple[int, ...]]
) -> None:
    """Whether all are inside a picture and references of these shapes, rows and columns first.

    Raises:
        InputError: one is not, or is of a reference that is not there.
    """
    for number, swatch in enumerate(swatches, 1):
        if swatch.reference >= len(references):
            raise InputError(
                f"Swatch {number} is of reference {swatch.reference + 1}, and there are"
                f" {len(references)}: name one of them."
            )
        _check_inside(swatch.picture, shape, f"Swatch {number} in the picture")
        place = f"Swatch {number} in reference {swatch.reference + 1}"
        _check_inside(swatch.source, references[swatch.reference], place)


def _check_inside(box: Box, shape: tuple[int, ...], name: str) -> None:
    left, top, right, bottom = box
    if not (0 <= left < right <= shape[1] and 0 <= top < bottom <= shape[0]):
        raise InputError(
            f"{name}, {left}, {top} to {right}, {bottom}, is not inside its {shape[1]} ×"
            f" {shape[0]} pixels: draw it there, from left to right and from top to bottom."
        )
