"""What trainings can be set to, each setting with what the config may hold.

Standard library only: the Snakefile imports it each time that it is read.
"""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class SharedSettings:
    """Settings of every model, the config's section `training`.

    Attributes:
        epochs: times that each picture is seen
        batch_size: pictures in a batch
        learning_rate: Adam's
        width: number of filters in every layer of the networks, as a share of the paper's
        flips: mirror every other picture at random; True or False
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
    """And those of one model, its own section.

    Attributes:
        beta1: Adam's first beta, of all networks
    """

    beta1: float = setting("number", "a number from 0 to below 1", minimum=0, exclusiveMaximum=1)
