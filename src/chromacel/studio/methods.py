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


@dataclass(frozen=True)
class Method:
    """`needs_hints`: there is nothing to see without any; `why_not`: why it cannot be used."""

    name: str
    label: str
    needs_hints: bool
    color: Coloring | None = None
    why_not: str = ""

    @property
    def said(self) -> dict[str, object]:
        return {
            "name": self.name,
            "label": self.label,
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
        Method(AUTOMATIC, "Automatic", False, automatic, why_not.get(AUTOMATIC, "")),
        Method(HINTED, "Hinted", False, with_hints, why_not.get(HINTED, "")),
    ]
    return {each.name: each for each in (*models, *untrained())}


def without_hints(colorizer: Colorizer) -> Coloring:
    return lambda rgb, hints: colorizer.color_page(rgb)


def untrained() -> list[Method]:
    """Those of `coloring/methods.py` that take hints."""
    return [
        Method(name, entry.label, True, MethodColorizer(name).color_page)
        for name, entry in METHODS.items()
        if entry.kind == "hints"
    ]
