"""The ways to color a page in the studio: by models, and by methods that need no training."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from chromacel.coloring.colorizer import Colorizer
from chromacel.coloring.method_colorizer import MethodColorizer
from chromacel.coloring.methods import METHODS
from chromacel.models.weights import TrainedModel
from chromacel.pictures.hints import Hints
from chromacel.pictures.pixels import Picture
from chromacel.studio.roles import AUTOMATIC, HINTED

Coloring = Callable[[Picture, Hints], Picture]
"""A page (h, w, 3) uint8 and hints of its size to its colors, (h, w, 3) uint8."""

PLAIN: Mapping[str, tuple[str, str]] = {
    "levin": ("Soft shades", "Colors run softly into each other where light and dark do."),
    "yatziv": (
        "Nearest stroke",
        "Each place takes the colors of the strokes that are nearest without crossing a line. It"
        " needs the fewest strokes.",
    ),
    "qu": (
        "Hatching and dots",
        "A stroke fills all of one pattern: hatching, or the printed dots of manga.",
    ),
}
"""For those who do not know a method's authors: a name and a sentence that say what it does."""


@dataclass(frozen=True)
class Method:
    """`about`: what it does; `needs_hints`: there is nothing to see without any; `why_not`: why it
    cannot be used."""

    name: str
    label: str
    about: str
    needs_hints: bool
    color: Coloring | None = None
    why_not: str = ""

    @property
    def said(self) -> dict[str, object]:
        return {
            "name": self.name,
            "label": self.label,
            "about": self.about,
            "needs_hints": self.needs_hints,
            "is_available": self.color is not None,
            "why_not": self.why_not,
        }


def methods_for(
    model: TrainedModel | None, hinted: TrainedModel | None, why_not: Mapping[str, str]
) -> dict[str, Method]:
    """All by name; `why_not` says it of models that are None."""
    automatic = without_hints(Colorizer(model)) if model else None
    with_hints = Colorizer(hinted).color_page if hinted else None
    models = [
        Method(
            AUTOMATIC,
            "Automatic",
            "The model colors by itself.",
            False,
            automatic,
            why_not.get(AUTOMATIC, ""),
        ),
        Method(
            HINTED,
            "Model and strokes",
            "The model colors by itself, and follows your strokes wherever there are some.",
            False,
            with_hints,
            why_not.get(HINTED, ""),
        ),
    ]
    return {each.name: each for each in (*models, *untrained())}


def without_hints(colorizer: Colorizer) -> Coloring:
    return lambda rgb, hints: colorizer.color_page(rgb)


def untrained() -> list[Method]:
    """Those of `coloring/methods.py` that take hints."""
    return [
        _untrained(name, entry.label) for name, entry in METHODS.items() if entry.kind == "hints"
    ]


def _untrained(name: str, authors: str) -> Method:
    short, about = PLAIN[name]
    return Method(name, f"{short} – {authors}", about, True, MethodColorizer(name).color_page)
