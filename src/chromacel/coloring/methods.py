"""The table of methods that color pictures without training.

Standard library only, so that a command can list them at once; what computes is named, and imported
where it is needed.
"""

import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

FEW_PIXELS = 2**17  # of which a sparse system is solved in about two seconds
MANY_PIXELS = 2**21  # of a page whose screentones are still dots


@dataclass(frozen=True)
class Method:
    """A method.

    Attributes:
        label: what it is called in tables
        kind: what colors it goes by: a person's for parts of the picture, or another picture's
        function: `module:function`: of gray, values and where they are given, for hints; of gray
            and reference pictures otherwise
        pixels: about how many it is shown of a larger picture
    """

    label: str
    kind: Literal["hints", "reference"]
    function: str
    pixels: int = FEW_PIXELS

    def load(self) -> Callable[..., Any]:
        loaded: Callable[..., Any] = pkgutil.resolve_name(self.function)
        return loaded


METHODS: Mapping[str, Method] = {
    "levin": Method("Levin et al.", "hints", "chromacel.coloring.levin:spread"),
    "yatziv": Method("Yatziv and Sapiro", "hints", "chromacel.coloring.yatziv:spread"),
    "qu": Method("Qu et al.", "hints", "chromacel.coloring.qu:spread", MANY_PIXELS),
    "welsh": Method("Welsh et al.", "reference", "chromacel.coloring.welsh:transferred"),
    "ironi": Method("Irony et al.", "reference", "chromacel.coloring.ironi:transferred"),
}
MethodName = Annotated[str, tuple(METHODS)]
"""A method's name; command lines take no other."""
