"""What the models are trained for: the paper's two objectives, as losses in order of update."""

from collections.abc import Callable, Iterator
from typing import Protocol

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, l1_loss, mse_loss

from chromacel.models.networks import Discriminator, Generator, Network
from chromacel.models.recipes import TrainingSettings


class Objective(Protocol):
    """Networks by name, and their losses on a batch, each to be minimized before the next is asked.

    Conditions are (n, 1, h, w) and colors (n, 3, h, w), float in [-1, 1]. They may be a part of a
    batch of `number` pictures: the losses of all parts add up to that of the batch.
    """

    generator: Generator
    networks: dict[str, Network]

    def losses(
        self, condition: Tensor, colors: Tensor, number: int
    ) -> Iterator[tuple[str, Tensor]]: ...


class ConvnetObjective:
    """Half the squared difference, summed over a picture (section 3.1.2), mean over the batch."""

    def __init__(self, settings: TrainingSettings, size: tuple[int, int]) -> None:
        self.generator = Generator(settings.width)
        self.networks: dict[str, Network] = {"generator": self.generator}

    def losses(
        self, condition: Tensor, colors: Tensor, number: int
    ) -> Iterator[tuple[str, Tensor]]:
        difference = mse_loss(self.generator(condition), colors, reduction="sum")
        yield "generator", difference / 2 / number


class GanObjective:
    """The conditional GAN of section 3.2.2.

    The discriminator minimizes -log D(x, y) - log(1 - D(x, G(x))), then the generator minimizes
    -log D(x, G(x)) + λ·|G(x) - y|, the last averaged over pixels and channels as in pix2pix, where
    λ = 100 comes from (ours: the paper does not say whether it is summed).
    """

    def __init__(self, settings: TrainingSettings, size: tuple[int, int]) -> None:
        self.l1_weight = settings.l1_weight
        self.generator = Generator(settings.width)
        self.discriminator = Discriminator(settings.width, size)
        self.networks: dict[str, Network] = {
            "discriminator": self.discriminator,
            "generator": self.generator,
        }

    def losses(
        self, condition: Tensor, colors: Tensor, number: int
    ) -> Iterator[tuple[str, Tensor]]:
        generated = self.generator(condition)
        real = self.discriminator(condition, colors)
        fake = self.discriminator(condition, generated.detach())
        yield "discriminator", (_cross_entropy(real, 1.0) + _cross_entropy(fake, 0.0)) / number
        # The generator learns through the discriminator, whose own gradients nobody needs.
        self.discriminator.requires_grad_(False)
        fooled = _cross_entropy(self.discriminator(condition, generated), 1.0)
        self.discriminator.requires_grad_(True)
        difference = l1_loss(generated, colors, reduction="sum") / colors.shape[1:].numel()
        yield "generator", (fooled + self.l1_weight * difference) / number


OBJECTIVES: dict[str, Callable[[TrainingSettings, tuple[int, int]], Objective]] = {
    "convnet": ConvnetObjective,
    "gan": GanObjective,
}


def _cross_entropy(logits: Tensor, target: float) -> Tensor:
    """Summed over the pictures."""
    goal = torch.full_like(logits, target)
    return binary_cross_entropy_with_logits(logits, goal, reduction="sum")
