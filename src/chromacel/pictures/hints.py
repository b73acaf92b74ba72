"""Colors that a person gave for parts of a picture: as a transparent PNG, or as JSON.

JSON lists what was drawn in its order, later over earlier, in pixels from the left and from the top
of the picture, as a browser's canvas counts them: the middle of the first pixel is at 0.5, 0.5.
"""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from chromacel.errors import InputError
from chromacel.pictures.marks import check_effort, marks_of
from chromacel.pictures.pixels import COLORS, Picture
from chromacel.pictures.png import SIGNATURE, rebuilt_png

SUFFIXES = (".json", ".png")
HEADER = 33  # bytes of a PNG up to the end of its header
SOLID = 128  # least opacity of a pixel that is given
FRACTION = 4  # bits of a place between pixels


@dataclass(frozen=True)
class Hints:
    """Colors for pixels of a picture, (h, w, 3) uint8 RGB, and where there are some, (h, w).

    Raises:
        InputError: the two are of different sizes.
    """

    colors: Picture
    given: NDArray[np.bool_]

    def __post_init__(self) -> None:
        if self.colors.shape != (*self.given.shape, COLORS):
            raise InputError(
                f"Hints are colors, (h, w, {COLORS}), and where they are given, (h, w), and not"
                f" {self.colors.shape} and {self.given.shape}."
            )

    @classmethod
    def none(cls, shape: tuple[int, int]) -> "Hints":
        return cls(np.zeros((*shape, COLORS), np.uint8), np.zeros(shape, bool))

    @property
    def shape(self) -> tuple[int, int]:
        rows, columns = self.given.shape
        return rows, columns

    def resized(self, shape: tuple[int, int]) -> "Hints":
        """At another size: a pixel is given where one of those was that it stands for, with the
        mean of their colors, so that small dots stay."""
        if shape == self.shape:
            return self
        smaller = shape[0] < self.shape[0] or shape[1] < self.shape[1]
        how = cv2.INTER_AREA if smaller else cv2.INTER_NEAREST
        weights = self.given.astype(np.float32)
        shares = cv2.resize(weights, shape[::-1], interpolation=how)
        given = shares > 1e-6
        colors = np.zeros((*shape, COLORS), np.uint8)
        for channel in range(COLORS):  # one of a large page takes 300 MB in float32
            weighed = self.colors[..., channel] * weights
            sums = cv2.resize(weighed, shape[::-1], interpolation=how)
            del weighed
            colors[given, channel] = np.rint(sums[given] / shares[given])
        return Hints(colors, given)


def read_hints(path: Path, shape: tuple[int, int]) -> Hints:
    """Hints for a picture of so many rows and columns.

    Raises:
        InputError: the file is not there, neither PNG nor JSON as expected, or for a picture of
            another size.
    """
    if not path.is_file():
        raise InputError(f"There is no file {path}: give the path of hints, PNG or JSON.")
    match path.suffix.lower():
        case ".json":
            return drawn(marks_of(path), shape, path)
        case ".png":
            return _of_png(path, shape)
    raise InputError(f"{path} is no hints: they are a .png with transparency or a .json.")


def check_size(hints: tuple[int, int], picture: tuple[int, int], name: Path | str) -> None:
    """Raises InputError if hints of so many rows and columns, which `name` tells, are not of the
    picture's size."""
    if hints != picture:
        raise InputError(
            f"{name} is for a picture of {hints[1]} × {hints[0]} pixels, and this one has"
            f" {picture[1]} × {picture[0]}: draw hints on the picture at its own size."
        )


def drawn(said: Mapping[str, Any], shape: tuple[int, int], name: Path | str) -> Hints:
    """The marks of `marks_of`, drawn.

    Raises:
        InputError: they are for a picture of another size, which `name` tells, or too many.
    """
    width, height = said["size"]
    check_size((height, width), shape, name)
    check_effort(said["marks"], shape, name)
    colors, given = np.zeros((*shape, COLORS), np.uint8), np.zeros(shape, np.uint8)
    for mark in said["marks"]:
        _draw(given, mark, (1,))
        _draw(colors, mark, [int(mark["color"][at : at + 2], 16) for at in (1, 3, 5)])
    return Hints(colors, given.astype(bool))


def _draw(where: Picture, mark: Mapping[str, Any], value: Sequence[int]) -> None:
    """A round brush along the points; one of a pixel or less marks the pixels that it touches."""
    if "outlines" in mark:
        outlines = [_places(outline) for outline in mark["outlines"]]
        cv2.fillPoly(where, outlines, value, cv2.LINE_8, FRACTION)
        return
    points, width = _places(mark["points"]), max(round(mark["width"]), 1)
    if len(points) > 1:
        cv2.polylines(where, [points], False, value, width, cv2.LINE_8, FRACTION)
        return
    radius = max(int((mark["width"] - 1) / 2 * 2**FRACTION), 0)
    cv2.circle(where, points[0].tolist(), radius, value, cv2.FILLED, cv2.LINE_8, FRACTION)


def _places(points: Any) -> NDArray[np.int32]:
    """In OpenCV's fixed point, which counts from the first pixel's middle."""
    places = np.rint((np.array(points, np.float64) - 0.5) * 2**FRACTION)
    return np.asarray(places, np.int32)


def _of_png(path: Path, shape: tuple[int, int]) -> Hints:
    content = path.read_bytes()
    if content.startswith(SIGNATURE) and len(content) >= HEADER:
        width, height = struct.unpack_from(">II", content, 16)
        check_size(
            (height, width), shape, path
        )  # before the pixels, of which there may be too many
    try:
        whole = rebuilt_png(content, shape[0] * shape[1])
        pixels = cv2.imdecode(np.frombuffer(whole, np.uint8), cv2.IMREAD_UNCHANGED)
    except (ValueError, cv2.error, Image.DecompressionBombError):
        pixels = None
    if pixels is None:
        raise InputError(f"{path} is no PNG, or is damaged: save it again.")
    if pixels.ndim != 3 or pixels.shape[2] != COLORS + 1 or pixels.dtype != np.uint8:
        raise InputError(
            f"{path} has no transparency, or more than 8 bits a channel: hints are strokes on a"
            " transparent layer, saved as an RGBA PNG of 8 bits."
        )
    given = pixels[..., COLORS] >= SOLID
    colors = np.where(given[..., None], pixels[..., COLORS - 1 :: -1], 0)
    return Hints(np.asarray(colors, np.uint8), given)
