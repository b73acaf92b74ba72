"""What is done for a page of an input: looked at, colored, filled. For the thread that computes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from PIL import Image

from chromacel.errors import InputError
from chromacel.keyframes.colored import LEAST_COLOR
from chromacel.keyframes.fit import misfit
from chromacel.pictures.hints import Hints, drawn
from chromacel.pictures.marks import NAME
from chromacel.pictures.pixels import Picture
from chromacel.studio.canvas import Drawing, Marks, checked
from chromacel.studio.inputs import Input
from chromacel.studio.memory import Kept, Key
from chromacel.studio.methods import Method
from chromacel.studio.project import Project
from chromacel.studio.regions import Outline, Regions, regions_of
from chromacel.studio.roles import AUTOMATIC
from chromacel.studio.views import encoded, shrunk

MOST_KEPT = 384 * 2**20  # bytes of pages, and of what is made of them
LOOK = 2400  # pixels of the longer side at which regions are told


@dataclass
class Desk:
    """Pages are named by an input's place and their number in it."""

    project: Project
    inputs: list[Input]
    methods: Mapping[str, Method]
    kept: Kept = field(default_factory=lambda: Kept(MOST_KEPT))

    def page(self, place: int, number: int) -> Picture:
        pages = self.inputs[place].pages
        return self.kept.get((place, number, "page"), lambda: pages.read(number))

    def size(self, place: int, number: int) -> tuple[int, int]:
        rows, columns = self.page(place, number).shape[:2]
        return columns, rows

    def view(self, place: int, number: int, side: int) -> Picture:
        """The page with at most so many pixels to its longer side."""
        key = place, number, "view", side
        return self.kept.get(key, lambda: shrunk(self.page(place, number), side))

    def look(self, place: int, number: int, side: int) -> bytes:
        key = place, number, "look", side
        return self.kept.get(key, lambda: encoded(self.view(place, number, side)))

    def hints(self, place: int, number: int) -> dict[str, Any]:
        size = self.size(place, number)
        return self.project.hints(self.inputs[place].page(number), size)

    def save_hints(self, place: int, number: int, size: tuple[int, int], said: Any) -> None:
        """Of a page of this width and height. May be called in another thread."""
        if not isinstance(said, dict) or said.get("size") != list(size):
            raise InputError(f"The marks are not for this page of {size[0]} × {size[1]} pixels.")
        known = checked(said.get("marks"), size)
        if said != known:
            raise InputError("The marks are not as this version knows them.")
        self.project.save_hints(self.inputs[place].page(number), known)

    def color(self, place: int, number: int, method: str, marks: Any, side: int) -> bytes:
        """The page in color, as a JPEG."""
        rgb = self.view(place, number, side)
        if method == AUTOMATIC:
            key = place, number, "colored", AUTOMATIC, side
            return self.kept.get(key, lambda: encoded(self.colors(method, rgb, None)))
        drawing = self._drawing(place, number, marks, side)
        return encoded(self.colors(method, rgb, drawing.hints))

    def colors(self, method: str, rgb: Picture, hints: Hints | None) -> Picture:
        entry = self.methods.get(method)
        if entry is None:
            raise InputError("There is no such method.")
        if entry.color is None:
            raise InputError(f"{entry.label} is not available: {entry.why_not}")
        hints = Hints.none((rgb.shape[0], rgb.shape[1])) if hints is None else hints
        return entry.color(rgb, hints)

    def _drawing(self, place: int, number: int, marks: Any, side: int) -> Drawing:
        """What was drawn before is drawn no second time."""
        rows, columns = self.view(place, number, side).shape[:2]
        key: Key = (place, number, "drawing", side)
        size = self.size(place, number)
        before: Drawing = self.kept.get(key, lambda: Drawing.empty(size, (rows, columns)))
        drawing = before.with_marks(marks)
        self.kept.put(key, drawing)
        return drawing

    def region(self, place: int, number: int, x: float, y: float) -> list[Outline]:
        size = self.size(place, number)
        if not (0 <= x < size[0] and 0 <= y < size[1]):
            raise InputError("The point is not on the page.")

        def look() -> Regions:
            return regions_of(shrunk(self.page(place, number), LOOK), size)

        return self.kept.get((place, number, "regions"), look).outlines(x, y)

    def accept(self, place: int, number: int, method: str, marks: Marks) -> None:
        """Keep the page in color, at its own size, for the others to follow.

        Raises:
            InputError: it would be no keyframe, or there is no room for it.
        """
        one = self.inputs[place]
        rgb = self.page(place, number)
        said = checked(marks, self.size(place, number))
        hints = drawn(said, (rgb.shape[0], rgb.shape[1]), NAME)
        colored = self.colors(method, rgb, hints)
        channels = colored.astype(np.int16)
        if int((channels.max(axis=2) - channels.min(axis=2)).max()) < LEAST_COLOR:
            raise InputError("The page has no color yet: give it some, and accept it then.")
        if problem := misfit(colored, rgb):
            raise InputError(f"What was colored {problem} the page: color it with another method.")
        picture = Image.fromarray(colored)
        self.project.accept(one.page(number), lambda path: picture.save(path, "PNG"), said)

    def forget_colors(self) -> None:
        """After the model has changed."""
        self.kept.drop(lambda key: "colored" in key)
