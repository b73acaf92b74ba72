"""A trained model as a function from pictures to pictures: what Python code needs of it."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import ArrayLike

from chromacel.coloring.pages import colored_page
from chromacel.coloring.pictures import colored_versions, making_of
from chromacel.errors import InputError
from chromacel.models.recipes import RECIPES
from chromacel.models.weights import TrainedModel, load_model
from chromacel.pictures.hints import Hints, check_size
from chromacel.pictures.marks import NAME
from chromacel.pictures.pixels import COLORS, Picture
from chromacel.pictures.resizing import resized


@dataclass(frozen=True)
class Colorizer:
    """Colors pictures of any size as the workflow's `color_pictures` does."""

    model: TrainedModel

    @classmethod
    def load(cls, path: Path | str, device: torch.device | str | None = None) -> "Colorizer":
        """From the weights of a training; on a GPU where there is one, or on the device given.

        Raises:
            InputError: the weights are damaged, of another version, or do not tell how pictures
                for them are made.
        """
        model = load_model(Path(path), device or ("cuda" if torch.cuda.is_available() else "cpu"))
        making_of(model)  # now, and not at the first picture
        if not all(part.isfinite().all() for part in model.generator.state_dict().values()):
            raise InputError(
                f"{path} has weights that are no numbers, and would color nothing: train it again."
            )
        return cls(model)

    @property
    def label(self) -> str:
        """The model in words: what it is, from what it colors, and what it is adapted to."""
        about = self.model.description
        adapted = f", adapted to {', '.join(about.keyframes)}" if about.keyframes else ""
        return f"{RECIPES[about.model].label} from {about.condition}, seed {about.seed}{adapted}"

    def color(self, picture: ArrayLike) -> Picture:
        """A picture, (h, w, 3) RGB or (h, w) gray, uint8, in the model's colors: (h, w, 3) uint8.

        A model that sees grayscale gives its chroma, and the picture's own luma is kept, so
        that the result is as sharp as the picture. One that sees edges knows no luma: all is
        its own, enlarged to the picture's size.

        Raises:
            InputError: it is no such array, or has no pixels.
        """
        rgb = _rgb(picture)
        *_, (_, colors) = colored_versions(self.model, rgb)  # the last is the largest
        return resized(colors, *rgb.shape[:2])

    def color_page(self, picture: ArrayLike, hints: Hints | None = None) -> Picture:
        """The same of a page with panels, or of another large picture, which the model sees larger.

        White and black stay neutral; of line art, the lines stay on top of the colors. `hints` are
        colors that a person gave for parts of it, which only a model takes that learned it.

        Raises:
            InputError: it is no such array, has no pixels, or the hints are of another size; the
                model takes none.
        """
        rgb = _rgb(picture)
        if hints is not None:
            check_size(hints.shape, (rgb.shape[0], rgb.shape[1]), NAME)
        return colored_page(self.model, rgb, hints)


def _rgb(picture: ArrayLike) -> Picture:
    pixels = np.asarray(picture)
    is_gray, is_rgb = pixels.ndim == 2, pixels.ndim == 3 and pixels.shape[2] == COLORS
    if pixels.dtype != np.uint8 or not (is_gray or is_rgb) or not pixels.size:
        raise InputError(
            f"A picture to color is an array of uint8, (h, w, 3) in RGB or (h, w) in gray, and"
            f" not of {pixels.dtype}, {pixels.shape}."
        )
    return np.ascontiguousarray(np.stack([pixels] * COLORS, axis=-1) if is_gray else pixels)
