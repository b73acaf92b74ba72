"""The marks on pages as hints at the size that a page is looked at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from chromacel.pictures.hints import Hints, drawn
from chromacel.pictures.marks import NAME, checked_marks

Marks = Sequence[Mapping[str, Any]]

PLACE = 128  # bytes of two numbers in a list


@dataclass(frozen=True)
class Drawing:
    """Marks for a page of `size`, width and height, and what they are at another shape."""

    marks: Marks
    size: tuple[int, int]
    hints: Hints

    @classmethod
    def empty(cls, size: tuple[int, int], shape: tuple[int, int]) -> "Drawing":
        return cls([], size, Hints.none(shape))

    @property
    def nbytes(self) -> int:
        places = sum(
            len(line) for mark in self.marks for line in mark.get("outlines", [mark.get("points")])
        )
        return self.hints.colors.nbytes + self.hints.given.nbytes + places * PLACE

    def with_marks(self, marks: Any) -> "Drawing":
        """With these marks instead; those that come behind the marks here cost no more than
        themselves.

        Raises:
            InputError: they are none.
        """
        is_more = isinstance(marks, list) and marks[: len(self.marks)] == self.marks
        before = self if is_more else Drawing.empty(self.size, self.hints.shape)
        said = checked(marks[len(before.marks) :] if is_more else marks, self.size)
        rows, columns = self.hints.shape
        across, down = columns / self.size[0], rows / self.size[1]
        small = {**said, "size": [columns, rows]}
        small["marks"] = [scaled(mark, across, down) for mark in said["marks"]]
        new = drawn(small, self.hints.shape, NAME)
        colors = np.where(new.given[..., None], new.colors, before.hints.colors)
        hints = Hints(colors, new.given | before.hints.given)
        return Drawing(list(marks), self.size, hints)


def checked(marks: Any, size: tuple[int, int]) -> dict[str, Any]:
    """The marks for a page of this width and height as a file of hints has them.

    Raises:
        InputError: they are none.
    """
    return checked_marks({"version": 1, "size": list(size), "marks": marks}, NAME)


def scaled(mark: Mapping[str, Any], across: float, down: float) -> dict[str, Any]:
    def places(line: Any) -> list[list[float]]:
        return [[x * across, y * down] for x, y in line]

    if "outlines" in mark:
        return {**mark, "outlines": [places(line) for line in mark["outlines"]]}
    return {**mark, "points": places(mark["points"]), "width": mark["width"] * across}
