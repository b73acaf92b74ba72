"""Words in figures: names of any length and script, made to fit their places."""

from functools import cache

import matplotlib as mpl
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.font_manager import FontProperties, findfont, get_font

from chromacel.figures.style import DPI

POINTS = 9.0  # size of labels
TITLE_POINTS = 10.8
LINE = 1.45 / 72  # height of a line of text, in inches per point
MOST_LINES = 2  # of each line that a label is given in


def fitted(text: str, width: float, points: float = POINTS, most: int = MOST_LINES) -> str:
    """A label in lines of at most `width` inches: each of its own lines in so many at `most`, the
    last one cut with an ellipsis."""
    return "\n".join(_wrapped(line, width, points, most) for line in text.split("\n"))


def text_width(text: str, points: float = POINTS) -> float:
    """In inches, as it is saved."""
    properties = FontProperties(size=points)
    measure = _renderer().get_text_width_height_descent
    width, _, _ = measure(text, properties, False)  # type: ignore[no-untyped-call]
    return float(width / DPI)


def text_height(text: str, points: float = POINTS) -> float:
    """In inches, from its number of lines."""
    return (text.count("\n") + 1) * points * LINE


def readable(name: str, other: str) -> str:
    """The name, or the other one if no installed font has all of its letters."""
    return name if all(_has_letter(letter) for letter in set(name)) else other


@cache
def _renderer() -> RendererAgg:
    return RendererAgg(1, 1, DPI)  # type: ignore[no-untyped-call]


@cache
def _has_letter(letter: str) -> bool:
    if letter.isspace():
        return True
    paths = [findfont(FontProperties(family=name)) for name in mpl.rcParams["font.family"]]
    return any(get_font(path).get_char_index(ord(letter)) for path in paths)


def _wrapped(text: str, width: float, points: float, most: int) -> str:
    lines: list[str] = []
    rest = text.strip()
    while rest:
        fits = _fitting(rest, width, points)
        if fits < len(rest) and len(lines) == most - 1:
            cut = _fitting(rest, width - text_width("…", points), points)
            lines.append(rest[:cut].rstrip() + "…")
            break
        space = rest.rfind(" ", 1, fits + 1)
        cut = len(rest) if fits == len(rest) else space if space > 0 else fits
        lines.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return "\n".join(lines)


def _fitting(text: str, width: float, points: float) -> int:
    """How many of its letters, one at least, are no wider."""
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if text_width(text[:middle], points) <= width:
            low = middle
        else:
            high = middle - 1
    return low
