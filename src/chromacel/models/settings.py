"""What trainings can be set to, each setting with what the config may hold.

Standard library only: the Snakefile imports it each time that it is read.
"""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class SharedSettings:
    """Settings of every model, the config's section `training`: epochs, pictures in a batch, Adam's
    learning rate, and the networks' width.

    `width` scales the number of filters in every layer; 1 is the paper's. `flips` mirrors every
    other picture at random.
    """

    epochs: int
    batch_size: int
    learning_rate: float
    width: float
    flips: bool


def setting(kind: str, description: str, **bounds: float) -> Any:
    """A field of a model's own settings with its JSON schema: type, bounds, and what it must be."""
    return field(metadata={"type": kind, "description": description, **bounds})


@dataclass(frozen=True)
class TrainingSettings(SharedSettings):
    """And those of one model, its own section: Adam's first beta, of all of its networks."""

    beta1: float = setting("number", "a number from 0 to below 1", minimum=0, exclusiveMaximum=1)
