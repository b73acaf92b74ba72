"""What a model is trained for: its networks, and their losses in the order of their updates."""

import pkgutil
from collections.abc import Iterator
from typing import Protocol, cast

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits

from chromacel.conditions.kinds import Condition
from chromacel.errors import InputError
from chromacel.models.draws import Draws
from chromacel.models.networks import Network
from chromacel.models.recipes import RECIPES
from chromacel.models.settings import TrainingSettings

TABLE = "models/recipes.py"


class Objective(Protocol):
    """Networks by name, and their losses on a batch, each to be minimized before the next is asked.

    Conditions are (n, 1, h, w) and colors (n, 3, h, w), float in [-1, 1]. They may be a part of a
    batch of `number` pictures: the losses of all parts add up to that of the batch. `size` is a
    picture's rows and columns. `varied` and `rate` need not be there.
    """

    generator: Network
    networks: dict[str, Network]

    def __init__(
        self, settings: TrainingSettings, size: tuple[int, int], condition: Condition
    ) -> None: ...

    @staticmethod
    def build_generator(settings: TrainingSettings, condition: Condition) -> Network:
        """A new generator alone, as trained weights are loaded into."""
        ...

    def losses(
        self, condition: Tensor, colors: Tensor, number: int
    ) -> Iterator[tuple[str, Tensor]]: ...

    def varied(self, condition: Tensor, colors: Tensor, draws: Draws) -> tuple[Tensor, Tensor]:
        """The pictures of a batch as they are learned from this time."""
        return condition, colors

    def rate(self, share: float) -> float:
        """The learning rate as a share of the setting, when this share of the training is done."""
        return 1.0


def objective_class(model: str) -> type[Objective]:
    """The class that the table of models names.

    Raises:
        InputError: there is none.
    """
    name = RECIPES[model].objective
    try:
        return cast(type[Objective], pkgutil.resolve_name(name))
    except (ImportError, AttributeError) as error:
        raise InputError(
            f"{TABLE} names {name} as the objective of `{model}`, which cannot be imported"
            f" ({error}): correct the entry or that file."
        ) from error


def build_objective(
    model: str, settings: TrainingSettings, size: tuple[int, int], condition: Condition
) -> Objective:
    """A new objective for pictures of so many rows and columns, as this condition.

    Raises:
        InputError: the table of models knows others than its networks.
    """
    objective = objective_class(model)(settings, size, condition)
    known, networks = list(RECIPES[model].losses), list(objective.networks)
    if known != networks or "generator" not in networks:
        raise InputError(
            f"{TABLE} knows {', '.join(known)} as the networks of `{model}`, and its objective has"
            f" {', '.join(networks)}: both need the same, in this order, with a `generator`."
        )
    return objective


def cross_entropy(logits: Tensor, target: float) -> Tensor:
    """Binary, of logits (n,) with one target for all, summed over the pictures."""
    goal = torch.full_like(logits, target)
    return binary_cross_entropy_with_logits(logits, goal, reduction="sum")
