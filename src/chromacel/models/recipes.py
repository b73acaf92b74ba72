"""The table of models."""

from dataclasses import dataclass
from typing import Literal

ModelName = Literal["convnet", "gan"]


@dataclass(frozen=True)
class TrainingSettings:
    """Epochs, pictures in a batch, Adam's learning rate and first beta, and the networks' width.

    `width` scales the number of filters in every layer; 1 is the paper's. `flips` mirrors every
    other picture at random. `l1_weight` is the paper's λ, which only the GAN has.
    """

    epochs: int
    batch_size: int
    learning_rate: float
    width: float
    flips: bool
    beta1: float
    l1_weight: float = 0.0
