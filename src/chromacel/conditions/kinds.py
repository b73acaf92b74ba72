"""The table of conditions: what a model may see of a picture. A new one is an entry here.

Standard library only: the Snakefile imports it each time that it is read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated


@dataclass(frozen=True)
class Kind:
    """A condition's `label` in tables and sentences; the `folder` in results that the stage which
    makes its pictures writes to; the paper's `figure` that compares models on it, if there is one;
    whether it is the picture's luma, which its colors can then keep; the style of `line` that its
    curves have, as Matplotlib writes it."""

    label: str
    folder: str
    figure: int | None
    is_luma: bool
    line: str


CONDITIONS: Mapping[str, Kind] = {
    "gray": Kind("grayscale", "grayscale", figure=10, is_luma=True, line="-"),
    "edge": Kind("edges", "edges", figure=11, is_luma=False, line="--"),
}
Condition = Annotated[str, tuple(CONDITIONS)]
"""A condition's name; command lines take no other."""
FOLDERS = {"rgb": "frames", **{name: kind.folder for name, kind in CONDITIONS.items()}}
"""The folder in results that holds each episode's pictures in color, or as a condition."""
PICTURES = tuple(FOLDERS)
"""The datasets of pictures: an episode's downsampled file or a shard holds one of them."""
Pictures = Annotated[str, PICTURES]
