"""A method that needs no training as a function from pictures to pictures, as `Colorizer` is."""

from collections.abc import Sequence
from dataclasses import dataclass

from chromacel.coloring.hinted_pictures import colored_by_hints
from chromacel.coloring.lifting import gray_of, on_luma
from chromacel.coloring.methods import METHODS
from chromacel.coloring.swatches import Swatch, check_swatches
from chromacel.conditions.making import shape_of_area
from chromacel.pictures.hints import Hints
from chromacel.pictures.pixels import Picture
from chromacel.pictures.resizing import resized


@dataclass(frozen=True)
class MethodColorizer:
    """Colors pictures of any size as an entry of `methods.py` does, by hints or by references, of
    which `swatches` say what is like what."""

    method: str
    references: Sequence[Picture] = ()
    swatches: Sequence[Swatch] = ()

    def color_page(self, picture: Picture, hints: Hints | None = None) -> Picture:
        """A picture, (h, w, 3) uint8, in color: (h, w, 3) uint8, with its own luma, or, where it
        is printed in black and white, under its own ink.

        Raises:
            InputError: the hints are for a picture of another size, or a swatch is outside.
        """
        if METHODS[self.method].kind == "hints":
            given = hints or Hints.none((picture.shape[0], picture.shape[1]))
            return colored_by_hints(self.method, picture, given)
        return self._by_references(picture)

    def _by_references(self, picture: Picture) -> Picture:
        entry, gray = METHODS[self.method], gray_of(picture)
        small = resized(gray, *shape_of_area(gray, min(entry.pixels, gray.size)))
        transferred = entry.load()
        if self.swatches:  # which only Welsh's method has
            check_swatches(self.swatches, gray.shape, [rgb.shape for rgb in self.references])
            swatches = [swatch.resized(gray.shape, small.shape) for swatch in self.swatches]
            return on_luma(picture, transferred(small, self.references, swatches), is_neutral=True)
        return on_luma(picture, transferred(small, self.references), is_neutral=True)
