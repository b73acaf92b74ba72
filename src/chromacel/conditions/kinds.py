"""The table of conditions: what a model may see of a frame."""

from typing import Literal

Condition = Literal["gray", "edge"]
CONDITIONS: tuple[Condition, ...] = ("gray", "edge")
PICTURES = ("rgb", *CONDITIONS)
