"""Colors that a person gave for parts of a picture: as a transparent PNG, or as JSON.

JSON lists what was drawn in its order, later over earlier, in pixels from the left and from the top
of the picture, as a browser's canvas counts them: the middle of the first pixel is at 0.5, 0.5.
"""

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import jsonschema
import numpy as np
from numpy.typing import NDArray

from chromacel.errors import InputError
from chromacel.files.strict_json import parsed
from chromacel.pictures.pixels import COLORS, Picture

SUFFIXES = (".json", ".png")
PNG = b"\x89PNG\r\n\x1a\n"
SOLID = 128  # least opacity of a pixel that is given
FRACTION = 4  # bits of a place between pixels
MOST_MARKS, MOST_PLACES = 10_000, 100_000  # of a file, and of a mark
MOST_SIZE = 100_000  # pixels to each side
NAME = "What was drawn"  # in errors about hints that are no file

PLACE = {
    "type": "array",
    "prefixItems": [{"type": "number", "minimum": -MOST_SIZE, "maximum": 2 * MOST_SIZE}] * 2,
    "items": False,
    "minItems": 2,
}
LINE = {"type": "array", "items": PLACE, "minItems": 1, "maxItems": MOST_PLACES}
COLOR = {"type": "string", "pattern": "^#[0-9a-fA-F]{6}$"}
STROKE = {
    "type": "object",
    "properties": {
        "color": COLOR,
        "width": {"type": "number", "exclusiveMinimum": 0, "maximum": MOST_SIZE},
        "points": LINE,
    },
    "required": ["color", "width", "points"],
    "additionalProperties": False,
}
AREA = {
    "type": "object",
    "properties": {"color": COLOR, "outlines": {"type": "array", "items": LINE, "minItems": 1}},
    "required": ["color", "outlines"],
    "additionalProperties": False,
}
SIDE = {"type": "integer", "minimum": 1, "maximum": MOST_SIZE}
SCHEMA = {
    "type": "object",
    "properties": {
        "version": {"const": 1},
        "size": {"type": "array", "prefixItems": [SIDE, SIDE], "items": False, "minItems": 2},
        "marks": {"type": "array", "items": {"anyOf": [STROKE, AREA]}, "maxItems": MOST_MARKS},
    },
    "required": ["version", "size", "marks"],
    "additionalProperties": False,
}


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
        weights = self.given.astype(np.float32)[..., None]
        weighed = np.dstack((self.colors * weights, weights)).astype(np.float32)
        smaller = shape[0] < self.shape[0] or shape[1] < self.shape[1]
        how = cv2.INTER_AREA if smaller else cv2.INTER_NEAREST
        sums = cv2.resize(weighed, shape[::-1], interpolation=how)
        given = sums[..., COLORS] > 1e-6
        colors = sums[..., :COLORS] / np.maximum(sums[..., COLORS:], 1e-6)
        return Hints(np.rint(colors * given[..., None]).astype(np.uint8), given)


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
            hints = _of_png(path)
            check_size(hints.shape, shape, path)
            return hints
    raise InputError(f"{path} is no hints: they are a .png with transparency or a .json.")


def check_size(hints: tuple[int, int], picture: tuple[int, int], name: Path | str) -> None:
    """Raises InputError if hints of so many rows and columns, which `name` tells, are not of the
    picture's size."""
    if hints != picture:
        raise InputError(
            f"{name} is for a picture of {hints[1]} × {hints[0]} pixels, and this one has"
            f" {picture[1]} × {picture[0]}: draw hints on the picture at its own size."
        )


def marks_of(path: Path) -> dict[str, Any]:
    """What a JSON file of hints says: `size` as width and height, and `marks`.

    Raises:
        InputError: it is none.
    """
    try:
        said = parsed(path.read_bytes())
    except ValueError as error:
        raise InputError(f"{path} is no JSON of hints ({error}): write it again.") from error
    return checked_marks(said, path)


def checked_marks(said: Any, name: Path | str) -> dict[str, Any]:
    """Hints as JSON has them, such as a file of that name or what was drawn on a page.

    Raises:
        InputError: they are none.
    """
    try:
        jsonschema.Draft202012Validator(SCHEMA).validate(said)
    except jsonschema.ValidationError as error:
        place = "".join(f"[{part}]" for part in error.absolute_path) or "the whole"
        reason = error.message if len(error.message) < 120 else "it is not as docs/hints.md says"
        raise InputError(f"{name} is no JSON of hints: {place}: {reason}.") from error
    return dict(said)


def drawn(said: Mapping[str, Any], shape: tuple[int, int], name: Path | str) -> Hints:
    """The marks of `marks_of`, drawn.

    Raises:
        InputError: they are for a picture of another size, which `name` tells.
    """
    width, height = said["size"]
    check_size((height, width), shape, name)
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


def _of_png(path: Path) -> Hints:
    content, pixels = path.read_bytes(), None
    if content.startswith(PNG):
        with contextlib.suppress(cv2.error):  # of a size that it does not take
            pixels = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_UNCHANGED)
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
