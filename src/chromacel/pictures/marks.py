"""What a person drew on a picture, as JSON lists it, checked: how it is written and how much it is.

Files of hints come from anywhere, so that nothing in one takes memory or time without end.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np

from chromacel.errors import InputError
from chromacel.files.strict_json import parsed

NAME = "What was drawn"  # in errors about hints that are no file
MOST_BYTES = 64 * 2**20  # of a file
MOST_MARKS, MOST_PLACES = 10_000, 100_000  # of a file, and of a mark
MOST_SIZE = 100_000  # pixels to each side
MOST_WIDTH = 2**15 - 1  # pixels, which OpenCV draws
MOST_PAINTED = 20 * 10**9  # pixels, overdrawn ones too: half a minute or so

LINE = {"type": "array", "minItems": 1, "maxItems": MOST_PLACES, "places": True}
COLOR = {"type": "string", "pattern": "^#[0-9a-fA-F]{6}$"}
STROKE = {
    "type": "object",
    "properties": {
        "color": COLOR,
        "width": {"type": "number", "exclusiveMinimum": 0, "maximum": MOST_WIDTH},
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
MARK = {"if": {"type": "object", "required": ["outlines"]}, "then": AREA, "else": STROKE}
SIDE = {"type": "integer", "minimum": 1, "maximum": MOST_SIZE}
SCHEMA = {
    "type": "object",
    "properties": {
        "version": {"const": 1},
        "size": {"type": "array", "prefixItems": [SIDE, SIDE], "items": False, "minItems": 2},
        "marks": {"type": "array", "items": MARK, "maxItems": MOST_MARKS},
    },
    "required": ["version", "size", "marks"],
    "additionalProperties": False,
}


def _places(
    validator: object, wanted: object, line: object, schema: object
) -> Iterator[jsonschema.ValidationError]:
    """A keyword of the schema, since JSON Schema's own take ten minutes for a million places."""
    for number, place in enumerate(line if isinstance(line, list) else []):
        if not _is_place(place):
            yield jsonschema.ValidationError(
                "it is no place [x, y] near the picture", path=[number]
            )
            return


def _is_place(place: object) -> bool:
    return (
        isinstance(place, list)
        and len(place) == 2
        and all(type(at) in (int, float) and -MOST_SIZE <= at <= 2 * MOST_SIZE for at in place)
    )


VALIDATOR = jsonschema.validators.extend(  # type: ignore[no-untyped-call]
    jsonschema.Draft202012Validator, {"places": _places}
)


def marks_of(path: Path) -> dict[str, Any]:
    """What a JSON file of hints says: `size` as width and height, and `marks`.

    Raises:
        InputError: it is none.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ValueError(f"it has more than {MOST_BYTES // 2**20} MB")
        said = parsed(path.read_bytes())
    except ValueError as error:
        raise InputError(f"{path} is no JSON of hints ({error}): write it again.") from error
    return checked_marks(said, path)


def checked_marks(said: Any, name: Path | str) -> dict[str, Any]:
    """Hints as JSON has them, such as a file of that name or what was drawn on a page.

    Raises:
        InputError: they are none.
    """
    for error in VALIDATOR(SCHEMA).iter_errors(said):
        place = "".join(f"[{part}]" for part in error.absolute_path) or "the whole"
        reason = error.message if len(error.message) < 120 else "it is not as docs/hints.md says"
        raise InputError(f"{name} is no JSON of hints: {place}: {reason}.")
    return dict(said)


def check_effort(marks: Sequence[Mapping[str, Any]], shape: tuple[int, int], name: object) -> None:
    """Raises InputError if to draw them on a picture of this shape would take minutes."""
    if sum(_effort(mark, shape) for mark in marks) > MOST_PAINTED:
        raise InputError(
            f"{name} has more to draw than is possible: use fewer points, or narrower strokes."
        )


def _effort(mark: Mapping[str, Any], shape: tuple[int, int]) -> float:
    """About the number of pixels that OpenCV sets, or of its steps between an area's borders."""
    rows, columns = shape
    if "outlines" in mark:
        lines = [np.clip(np.array(line), 0, (columns, rows)) for line in mark["outlines"]]
        tall = sum(np.abs(np.diff(line[:, 1], append=line[0, 1])).sum() for line in lines)
        across, down = np.ptp(np.concatenate(lines), axis=0)
        return float(across * down + tall**2 / rows)
    width, points = mark["width"], np.array(mark["points"], np.float64)
    lengths = np.minimum(np.hypot(*np.diff(points, axis=0, prepend=points[:1]).T), rows + columns)
    return float(np.minimum((lengths + width) * (width + 1), rows * columns).sum())
