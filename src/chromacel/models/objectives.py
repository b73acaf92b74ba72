"""What a model is trained for: its networks, and their losses in the order of their updates."""

import pkgutil
from collections.abc import Iterator
from typing import Protocol, cast

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits

from chromacel.models.networks import Network
from chromacel.models.recipes import RECIPES
from chromacel.models.settings import TrainingSettings


class Objective(Protocol):
    """Networks by name, and their losses on a batch, each to be minimized before the next is asked.

    Conditions are (n, 1, h, w) and colors (n, 3, h, w), float in [-1, 1]. They may be a part of a
    batch of `number` pictures: the losses of all parts add up to that of the batch. `size` is a
    picture's rows and columns.
    """

    generator: Network
    networks: dict[str, Network]

    def __init__(self, settings: TrainingSettings, size: tuple[int, int]) -> None: ...

    @staticmethod
    def build_generator(settings: TrainingSettings) -> Network:
        """A new generator alone, as trained weights are loaded into."""
        ...

    def losses(
        self, condition: Tensor, colors: Tensor, number: int
    ) -> Iterator[tuple[str, Tensor]]: ...


def objective_class(model: str) -> type[Objective]:
    """The class that the table of models names."""
    return cast(type[Objective], pkgutil.resolve_name(RECIPES[model].objective))


def cross_entropy(logits: Tensor, target: float) -> Tensor:
    """Binary, of logits (n,) with one target for all, summed over the pictures."""
    goal = torch.full_like(logits, target)
    return binary_cross_entropy_with_logits(logits, goal, reduction="sum")
